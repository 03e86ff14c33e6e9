"""A picture as one row of numbers: where each pixel lands, and how far its neighbours go.

"chw" is PyTorch's order, one plane after another; "hwc" is that of picture files, where the colours
of a pixel lie side by side. Both are what `torch.flatten` makes of such a tensor.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.text import N_

Floats = NDArray[np.float32]
Order = Literal["chw", "hwc"]
Side = Literal["left", "right", "above", "below"]

# Rows down and columns to the right, a step each.
SIDES: MappingProxyType[Side, tuple[int, int]] = MappingProxyType(
    {"left": (0, -1), "right": (0, 1), "above": (-1, 0), "below": (1, 0)}
)
LARGEST_SIDE = 4096  # pixels
LARGEST_DEPTH = 4096  # channels


@dataclass(frozen=True, slots=True)
class Pixel:
    """One number of a picture: which channel, row and column, each from 0."""

    channel: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Flattening:
    """A picture's shape and the order in which its numbers are read."""

    channels: int
    height: int
    width: int
    order: Order = "chw"

    def __post_init__(self) -> None:
        """Raise SettingError for a shape that no picture has, or an order that is none."""
        require_within("channels", self.channels, 1, LARGEST_DEPTH)
        require_within("height", self.height, 1, LARGEST_SIDE)
        require_within("width", self.width, 1, LARGEST_SIDE)
        if self.order not in {"chw", "hwc"}:
            raise SettingError(
                N_("there is no order {order}: choose chw or hwc"), order=str(self.order)[:40]
            )

    @property
    def length(self) -> int:
        """Numbers in the vector."""
        return self.channels * self.height * self.width

    @property
    def shape(self) -> tuple[int, int, int]:
        """The tensor's shape as it is flattened: (C, H, W) or (H, W, C)."""
        if self.order == "chw":
            return self.channels, self.height, self.width
        return self.height, self.width, self.channels

    @property
    def across(self) -> int:
        """Places between left and right neighbours: 1, or C where colours lie side by side."""
        return 1 if self.order == "chw" else self.channels

    @property
    def down(self) -> int:
        """Places between upper and lower neighbours, which is one row: W or W·C."""
        return self.width * self.across

    @property
    def between_channels(self) -> int:
        """Places between two channels of one pixel: H·W, or 1."""
        return self.height * self.width if self.order == "chw" else 1

    def index(self, pixel: Pixel) -> int:
        """Return the place of a pixel in the vector, from 0; raises SettingError outside."""
        require_within("channel", pixel.channel, 0, self.channels - 1)
        require_within("row", pixel.row, 0, self.height - 1)
        require_within("column", pixel.column, 0, self.width - 1)
        return (
            pixel.channel * self.between_channels
            + pixel.row * self.down
            + pixel.column * self.across
        )

    def pixel(self, index: int) -> Pixel:
        """Return the pixel at a place in the vector, `index` turned round; raises SettingError."""
        require_within("index", index, 0, self.length - 1)
        places = dict(zip(self.order, np.unravel_index(index, self.shape), strict=True))
        return Pixel(int(places["c"]), int(places["h"]), int(places["w"]))

    def neighbours(self, pixel: Pixel) -> dict[Side, int | None]:
        """Return the places of the four neighbours in the same channel; None past the border."""
        found: dict[Side, int | None] = {}
        for side, (down, right) in SIDES.items():
            row, column = pixel.row + down, pixel.column + right
            inside = 0 <= row < self.height and 0 <= column < self.width
            found[side] = self.index(Pixel(pixel.channel, row, column)) if inside else None
        return found

    def flatten(self, pixels: Floats) -> Floats:
        """Lay (C, H, W) float32 out as (N,) float32; raises ValueError for another shape."""
        if pixels.shape != (self.channels, self.height, self.width):
            raise ValueError(f"pixels {pixels.shape} are not those of {self}")
        read = pixels if self.order == "chw" else pixels.transpose(1, 2, 0)
        return read.reshape(-1)

    def restore(self, vector: Floats) -> Floats:
        """Turn (N,) float32 back into (C, H, W): `flatten` turned round, nothing was lost."""
        picture = vector.reshape(self.shape)
        return picture if self.order == "chw" else picture.transpose(2, 0, 1)


def self_correlation(vector: NDArray[np.floating], lags: NDArray[np.integer]) -> NDArray[np.double]:
    """Pearson's correlation of a vector (N,) with itself `lags` places on, (len(lags),) in [-1, 1].

    Of the pairs (v[i], v[i + lag]) that exist; NaN where there are fewer than two, or where one
    side of them does not vary. Folded at width `lag`, these are the upper and lower neighbours.
    """
    values = np.asarray(vector, dtype=np.float64)
    count = len(values)
    require_within("lag", int(lags.min(initial=1)), 1, max(count - 1, 1))
    require_within("lag", int(lags.max(initial=1)), 1, max(count - 1, 1))
    values = values - values.mean()
    pairs = count - lags
    size = 1 << (2 * count - 1).bit_length()  # room for no wrapping round
    spectrum = np.fft.rfft(values, size)
    products = np.fft.irfft(np.abs(spectrum) ** 2, size)[lags]  # Σ v[i] v[i + lag]
    sums, squares = (np.concatenate([[0], np.cumsum(part)]) for part in (values, values**2))
    head = _spread(sums[pairs], squares[pairs], pairs)
    tail = _spread(sums[-1] - sums[lags], squares[-1] - squares[lags], pairs)
    both = products - sums[pairs] * (sums[-1] - sums[lags]) / np.maximum(pairs, 1)
    floor = 1e-12 * max(float(squares[-1]), np.finfo(np.float64).tiny)  # below: rounding alone
    varies = (pairs > 1) & (head > floor) & (tail > floor)
    scale = np.sqrt(np.where(varies, head * tail, 1.0))
    return np.where(varies, np.clip(both / scale, -1, 1), np.nan)


def _spread(
    sums: NDArray[np.double], squares: NDArray[np.double], counts: NDArray[np.integer]
) -> NDArray[np.double]:
    """Σ(v − mean)² of `counts` values with these sums and sums of squares."""
    spread: NDArray[np.double] = squares - sums**2 / np.maximum(counts, 1)
    return spread
