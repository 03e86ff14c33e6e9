"""Hand-made kernels: one registry of families and the compact text an edited kernel has in a link.

All are CROSS-CORRELATION kernels, as PyTorch's `conv2d` uses them: laid on the picture as
written, without the flip of a mathematical convolution.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.text import N_

Kernel = NDArray[np.float64]
Parameter = Literal["size", "sigma", "angle_deg", "wavelength"]

MAX_SIDE = 11
MAX_VALUE = 1000.0
MAX_TEXT = 2000
SIGMA_RANGE = (0.3, 6.0)
ANGLE_RANGE = (0.0, 180.0)
WAVELENGTH_RANGE = (2.0, 22.0)  # below 2 pixels a wave cannot be told from a longer one

_RANGES: dict[Parameter, tuple[float, float]] = {
    "sigma": SIGMA_RANGE,
    "angle_deg": ANGLE_RANGE,
    "wavelength": WAVELENGTH_RANGE,
}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KernelSettings:
    """Which kernel: its family, side and σ, wavelength in pixels, angle in degrees.

    A family reads and checks only the parameters it uses. Raises SettingError.
    """

    name: str = "sobel_x"
    size: int = 3
    sigma: float = 1.0
    angle_deg: float = 0.0
    wavelength: float = 4.0

    def __post_init__(self) -> None:
        """Raise SettingError for an unknown family or a parameter it cannot have."""
        family = KERNELS.get(self.name)
        if family is None:
            raise SettingError(
                N_("there is no kernel named {name}: choose one of {names}"),
                name=self.name[:40],
                names=", ".join(KERNELS),
            )
        if "size" in family.parameters and self.size not in family.sizes:
            raise SettingError(
                N_("kernel {name} has no size {size}: choose one of {sizes}"),
                name=self.name,
                size=self.size,
                sizes=", ".join(map(str, family.sizes)),
            )
        for parameter in family.parameters:
            low, high = _RANGES.get(parameter, (-math.inf, math.inf))
            value = getattr(self, parameter)
            require_within(parameter, value, low, high)


@dataclass(frozen=True, slots=True)
class KernelFamily:
    """One kind of kernel: what it answers to and which parameters shape it."""

    title: str
    description: str
    build: Callable[[KernelSettings], Kernel]
    parameters: tuple[Parameter, ...] = ()
    sizes: tuple[int, ...] = (3,)


def build_kernel(settings: KernelSettings) -> Kernel:
    """Return the kernel, (size, size) float64; rows run down, columns to the right."""
    return KERNELS[settings.name].build(settings)


def parse_kernel(text: str) -> Kernel:
    """Read rows separated by `;` and values by `,`, e.g. `1,0,-1;2,0,-2;1,0,-1`.

    Returns (rows, columns) float64 with 1 to 11 of each and values within ±1000.
    Raises SettingError for anything else, never reads more than 2000 characters.
    """
    if len(text) > MAX_TEXT:
        raise SettingError(
            N_("the kernel's text has {length} characters: shorten it to {limit} or fewer"),
            length=len(text),
            limit=MAX_TEXT,
        )
    rows = [[_parse_value(value) for value in row.split(",")] for row in text.split(";")]
    widths = sorted({len(row) for row in rows})
    if len(widths) > 1:
        raise SettingError(
            N_("the kernel's rows have from {least} to {most} values: give each row {most}"),
            least=widths[0],
            most=widths[-1],
        )
    return _require_editable(np.array(rows, dtype=np.float64))


def format_kernel(kernel: ArrayLike) -> str:
    """Write a kernel as `parse_kernel` reads it, values rounded to 6 significant digits.

    Raises SettingError if it is not (1..11, 1..11) with finite values within ±1000.
    """
    values = _require_editable(np.asarray(kernel, dtype=np.float64))
    return ";".join(",".join(f"{value + 0.0:.6g}" for value in row) for row in values)


def _parse_value(text: str) -> float:
    stripped = text.strip(" ")
    if not _NUMBER.fullmatch(stripped):
        raise SettingError(
            N_("'{value}' in the kernel is not a number: write numbers like 1, -0.5 or 2e-3"),
            value=stripped[:20],
        )
    return float(stripped) + 0.0  # + 0.0 turns -0 into 0


def _require_editable(kernel: Kernel) -> Kernel:
    """Return the kernel; raise SettingError for a side or value out of bounds."""
    if kernel.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in kernel.shape):
        raise SettingError(
            N_("the kernel has shape {shape}: give it 1 to {limit} rows and columns"),
            shape=" × ".join(map(str, kernel.shape)),
            limit=MAX_SIDE,
        )
    if not (np.abs(kernel) <= MAX_VALUE).all():
        raise SettingError(
            N_("the kernel holds {value:g}: keep every value from -{limit:g} to {limit:g}"),
            value=float(kernel[~(np.abs(kernel) <= MAX_VALUE)][0]),
            limit=MAX_VALUE,
        )
    return kernel


def _fixed(*rows: tuple[float, ...]) -> Callable[[KernelSettings], Kernel]:
    return lambda _settings: np.array(rows, dtype=np.float64)


def _offsets(size: int) -> tuple[Kernel, Kernel]:
    """Return how far down and right of the centre each cell lies; even sizes have halves."""
    distance = np.arange(size) - (size - 1) / 2
    down, right = np.meshgrid(distance, distance, indexing="ij")
    return down, right


def _identity(settings: KernelSettings) -> Kernel:
    kernel = np.zeros((settings.size, settings.size))
    kernel[settings.size // 2, settings.size // 2] = 1.0
    return kernel


def _box(settings: KernelSettings) -> Kernel:
    return np.full((settings.size, settings.size), 1 / settings.size**2)


def _gaussian(settings: KernelSettings) -> Kernel:
    """exp(−(x² + y²) / 2σ²), divided by its sum."""
    down, right = _offsets(settings.size)
    bell = np.exp(-(down**2 + right**2) / (2 * settings.sigma**2))
    return np.asarray(bell / bell.sum())


def _gabor(settings: KernelSettings) -> Kernel:
    """Return a zero-mean cosine under a Gaussian; positive weights sum to 1, negative to −1.

    The wave runs along `angle_deg`, from rightwards (0) clockwise to downwards (90).
    Source: J. G. Daugman, J. Opt. Soc. Am. A 2(7), 1985.
    """
    down, right = _offsets(settings.size)
    angle = math.radians(settings.angle_deg)
    along = right * math.cos(angle) + down * math.sin(angle)
    bell = np.exp(-(down**2 + right**2) / (2 * settings.sigma**2))
    wave = bell * np.cos(2 * math.pi * along / settings.wavelength)
    wave -= bell * (wave.sum() / bell.sum())  # a flat area shall answer 0
    return np.asarray(2 * wave / np.abs(wave).sum())


_ODD = tuple(range(1, MAX_SIDE + 1, 2))
_ALL = tuple(range(1, MAX_SIDE + 1))

KERNELS: dict[str, KernelFamily] = {
    "identity": KernelFamily(
        N_("Identity"),
        N_("Copies the picture: one weight of 1 in the middle, all others 0."),
        _identity,
        ("size",),
        _ODD,
    ),
    "box": KernelFamily(
        N_("Box blur"),
        N_("Answers with the mean of its neighbourhood; all weights are equal."),
        _box,
        ("size",),
        _ALL,
    ),
    "gaussian": KernelFamily(
        N_("Gaussian blur"),
        N_("Answers with a mean in which near pixels count more; σ sets how far it reaches."),
        _gaussian,
        ("size", "sigma"),
        _ALL,
    ),
    "sobel_x": KernelFamily(
        N_("Sobel x"),
        N_("Positive where the picture gets brighter to the right: vertical edges."),
        _fixed((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    ),
    "sobel_y": KernelFamily(
        N_("Sobel y"),
        N_("Positive where the picture gets brighter downwards: horizontal edges."),
        _fixed((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    ),
    "prewitt_x": KernelFamily(
        N_("Prewitt x"),
        N_("Like Sobel x with three equal rows: vertical edges."),
        _fixed((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    ),
    "prewitt_y": KernelFamily(
        N_("Prewitt y"),
        N_("Like Sobel y with three equal columns: horizontal edges."),
        _fixed((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    ),
    "laplacian": KernelFamily(
        N_("Laplacian"),
        N_("Positive on dark spots and the dark side of edges, negative on the bright side."),
        _fixed((0, 1, 0), (1, -4, 1), (0, 1, 0)),
    ),
    "sharpen": KernelFamily(
        N_("Sharpen"),
        N_("The picture minus its Laplacian: keeps flat areas and exaggerates every edge."),
        _fixed((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    ),
    "emboss": KernelFamily(
        N_("Emboss"),
        N_("The picture plus its rise towards the lower right: looks lit from one side."),
        _fixed((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    ),
    "gabor": KernelFamily(
        N_("Gabor"),
        N_("Answers to stripes of one wavelength that follow each other along one angle."),
        _gabor,
        ("size", "sigma", "angle_deg", "wavelength"),
        tuple(range(3, MAX_SIDE + 1)),
    ),
    "cross": KernelFamily(
        N_("Cross detector"),
        N_("Counts bright pixels on its two diagonals: 5 where a diagonal cross is centred."),
        _fixed((1, 0, 1), (0, 1, 0), (1, 0, 1)),
    ),
}
