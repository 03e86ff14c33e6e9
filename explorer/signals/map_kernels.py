"""Kernels for spectrograms, made by hand, and what each of them is blind to.

They are written as the picture is seen: a column to the right is later, a row further up is higher.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.kernels import Kernel
from explorer.text import N_

_ZERO = 1e-6  # of the sum of |weights|: a sum below this is 0 but for rounding


@dataclass(frozen=True, slots=True)
class MapKernel:
    """One kernel by hand: its rows from the highest frequency down, and what it answers to."""

    title: str
    description: str
    rows: tuple[tuple[float, ...], ...]

    @property
    def values(self) -> Kernel:
        """The weights, (rows, columns) float64."""
        return np.array(self.rows, dtype=np.float64)


_ALONG = 5  # frames of the kernel for tones: longer than most drums

MAP_KERNELS: dict[str, MapKernel] = {
    "onset": MapKernel(
        N_("Onset: later minus earlier"),
        N_(
            "A vertical edge in the picture: positive where it gets louder from left to right, "
            "negative where it fades."
        ),
        ((-1, 0, 1),) * 3,
    ),
    "hit": MapKernel(
        N_("Hit: a vertical line"),
        N_("Positive where a moment is louder than the moments before and after it."),
        ((-1, 2, -1),) * 3,
    ),
    "tone": MapKernel(
        N_("Tone: a horizontal line"),
        N_(
            "Positive where a frequency is louder than its neighbours above and below, for as long "
            "as the kernel is wide."
        ),
        ((-1,) * _ALONG, (2,) * _ALONG, (-1,) * _ALONG),
    ),
    "rising": MapKernel(
        N_("Rising: a slope up"),
        N_("Positive on a line that climbs from the lower left to the upper right."),
        ((-1, -1, 2), (-1, 2, -1), (2, -1, -1)),
    ),
    "falling": MapKernel(
        N_("Falling: a slope down"),
        N_("Positive on a line that falls from the upper left to the lower right."),
        ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ),
    "blur": MapKernel(
        N_("Blur: the mean of nine"),
        N_("Answers with the mean level: its mask keeps what is loud and drops what is faint."),
        ((1, 1, 1),) * 3,
    ),
}


def pads_of(kernel: Kernel) -> tuple[int, int, int, int]:
    """Return top, bottom, left, right: what keeps the size; an even side has one more behind."""
    rows, columns = kernel.shape
    top, left = (rows - 1) // 2, (columns - 1) // 2
    return top, rows - 1 - top, left, columns - 1 - left


def kernel_scale(kernel: Kernel) -> float:
    """Return what an answer is divided by to be in decibels: the larger of Σw⁺ and Σw⁻.

    1 where all weights are 0.
    """
    positive = float(kernel[kernel > 0].sum())
    negative = float(-kernel[kernel < 0].sum())
    return max(positive, negative) or 1.0


def blind_to_steady(kernel: Kernel) -> bool:
    """Whether every row sums to 0: a tone that only lasts is answered with 0."""
    return _sums_vanish(kernel, axis=1)


def blind_to_clicks(kernel: Kernel) -> bool:
    """Whether every column sums to 0: a click, equal at all frequencies, is answered with 0."""
    return _sums_vanish(kernel, axis=0)


def _sums_vanish(kernel: Kernel, axis: int) -> bool:
    reach = float(np.abs(kernel).sum())
    return reach > 0 and bool((np.abs(kernel.sum(axis=axis)) <= _ZERO * reach).all())
