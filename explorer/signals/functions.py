"""Functions of one variable to be slid over each other: their shapes, and fine samples of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.signals.function_shapes import (
    box,
    exponential,
    gaussian,
    impulse,
    polyline,
    saw,
    triangle,
)
from explorer.text import N_

Floats = NDArray[np.float64]

STEP = 0.02  # between two samples
HALF = 400  # samples on either side of zero, the first half a step from it: −8 to 8
WIDTHS = (0.4, 4.0)
SHIFTS = (-1.0, 1.0)
WIDTH_STEP = 0.2
SHIFT_STEP = 0.1

DRAWN_POINTS = 25
LEVELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"  # −1 to 1 in steps of 0.05; U is 0
DRAWN_DEFAULT = "UUUYcginmkhcYUQOMMNOQRSTU"

SHAPES: dict[str, str] = {
    "box": N_("box"),
    "triangle": N_("triangle"),
    "gaussian": N_("Gaussian"),
    "saw": N_("saw"),
    "exponential": N_("exponential"),
    "impulse": N_("impulse"),
    "drawn": N_("drawn by hand"),
}
RECIPES: dict[str, Callable[[Floats, float], Floats]] = {
    "box": box,
    "triangle": triangle,
    "gaussian": gaussian,
    "saw": saw,
    "exponential": exponential,
}


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """A function: its shape, its width, how far it is moved to the right.

    `points`: the heights of one drawn by hand, as `parse_points` reads them. Raises SettingError.
    """

    shape: str = "box"
    width: float = 2.0
    shift: float = 0.0
    points: str = DRAWN_DEFAULT

    def __post_init__(self) -> None:
        """Raise SettingError for a function that cannot be drawn."""
        if self.shape not in SHAPES:
            raise SettingError(
                N_("there is no function named {name}: choose one of {names}"),
                name=self.shape[:40],
                names=", ".join(SHAPES),
            )
        require_within("width", self.width, *WIDTHS)
        require_within("shift", self.shift, *SHIFTS)
        parse_points(self.points)

    @property
    def is_impulse(self) -> bool:
        """Whether it is Dirac's impulse: area 1 in a single place."""
        return self.shape == "impulse"


def grid() -> Floats:
    """Return the places of all samples, −7.99 to 7.99: (800,) float64.

    They are the middles of steps: what jumps on a multiple of STEP then has its exact area as the
    sum of its samples times STEP, and so has the product of two such functions.
    """
    return (np.arange(-HALF, HALF, dtype=np.float64) + 0.5) * STEP


def sample_function(settings: FunctionSettings) -> Floats:
    """Return the function's samples on `grid()`, (800,) float64."""
    places = grid() - settings.shift
    if settings.is_impulse:
        return impulse(places, STEP)
    if settings.shape == "drawn":
        return polyline(places, settings.width, parse_points(settings.points))
    return RECIPES[settings.shape](places, settings.width)


def parse_points(text: str) -> Floats:
    """Read 25 letters, one a height from −1 (A) over 0 (U) to 1 (o): (25,) float64."""
    if len(text) != DRAWN_POINTS or any(letter not in LEVELS for letter in text):
        raise SettingError(
            N_("'{text}' is no drawn function: it takes {count} letters from A (−1) to o (1)"),
            text=text[:30],
            count=DRAWN_POINTS,
        )
    middle = len(LEVELS) // 2
    return np.array([(LEVELS.index(letter) - middle) / middle for letter in text])


def format_points(heights: NDArray[np.floating]) -> str:
    """Write (25,) heights in [−1, 1] as `parse_points` reads them, to the nearest 0.05."""
    middle = len(LEVELS) // 2
    codes = np.rint(np.clip(heights, -1, 1) * middle).astype(int) + middle
    return "".join(LEVELS[code] for code in codes)
