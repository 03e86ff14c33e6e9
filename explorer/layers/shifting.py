"""The shift meter: how much a filter's map changes when the picture is slid by a few pixels.

The picture is slid under a fixed window, so real pixels enter at its edge and nothing wraps
around. Two questions, after A. Azulay, Y. Weiss, "Why do deep convolutional networks generalize so
poorly to small image transformations?" (JMLR 2019) and R. Zhang, "Making Convolutional Networks
Shift-Invariant Again" (ICML 2019): does the output stay the same (invariance), and does it move
along (equivariance)?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.bank_recipe import bank_weight
from explorer.layers.convolution import rounding_share, to_tensor
from explorer.text import N_

Floats = NDArray[np.float32]

LARGEST_SHIFT = 32
LARGEST_SIDE = 128  # pixels of the picture's middle that are measured
METHODS = ("plain", "stride", "max", "average")
FILTER_SIDE = 3
_SMALLER = METHODS[1:]
_BANK = {"edge": 1, "blur": 2, "spot": 3}  # places in the filter bank


@dataclass(frozen=True, slots=True)
class ShiftSettings:
    """What is measured: the filter, and the window and stride that make its map smaller."""

    kernel_size: int
    stride: int
    filter_name: str = "edge"


@dataclass(frozen=True, slots=True, eq=False)
class ShiftCurves:
    """Change by method of METHODS, (shifts + 1,) float64 each, from no shift on.

    In units of the unshifted map's spread (standard deviation): 0 is unchanged, √2 is as different
    as two unrelated maps. `stays` compares cell by cell; `moves` with the unshifted map moved by
    the nearest whole number of cells, where both exist. `flat`: methods whose unshifted map has no
    spread and is measured as it is; `noise`: what float32 sums may differ by, in the same units.
    """

    stays: dict[str, NDArray[np.float64]]
    moves: dict[str, NDArray[np.float64]]
    flat: tuple[str, ...]
    noise: float

    @property
    def largest_shift(self) -> int:
        """The last shift measured, in pixels."""
        return len(self.stays["plain"]) - 1


@dataclass(frozen=True, slots=True, eq=False)
class ShiftPair:
    """One shift in pictures: the window before and after, and each method's difference map.

    `before`, `after` (H, W) float32; `stays`, `moves` by method, (h, w) float32 in units of the
    unshifted map's spread.
    """

    before: Floats
    after: Floats
    stays: dict[str, Floats]
    moves: dict[str, Floats]


@lru_cache(maxsize=len(_BANK) + 1)
def slid_filter(name: str) -> Floats:
    """Return the (3, 3) float32 filter of a name: edge, blur, spot, or none (pixels unchanged)."""
    weight = np.zeros((FILTER_SIDE, FILTER_SIDE), np.float32)
    weight[1, 1] = 1
    if name != "none":
        bank = bank_weight(max(_BANK.values()) + 1, 1, FILTER_SIDE, FILTER_SIDE, rgb=False)
        weight = bank[_BANK[name], 0].copy()
    weight.flags.writeable = False  # one array for all callers
    return weight


def find_middle(shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return the rows and columns of (H, W) that are measured: the middle, at most 128 each way."""
    starts = (max(0, (size - LARGEST_SIDE) // 2) for size in shape)
    rows, columns = (
        slice(start, min(size, start + LARGEST_SIDE))
        for start, size in zip(starts, shape, strict=True)
    )
    return rows, columns


def longest_shift(shape: tuple[int, int], settings: ShiftSettings) -> int:
    """How far a picture of (H, W) can be slid, at most 32: the maps still share half their columns.

    Raises SettingError where it cannot be slid at all.
    """
    height, width = shape
    if height - FILTER_SIDE + 1 >= settings.kernel_size:
        for shift in range(LARGEST_SHIFT, 0, -1):
            inside = width - shift - FILTER_SIDE + 1 - settings.kernel_size
            cells = inside // settings.stride + 1
            if inside >= 0 and 2 * nearest_cells(shift, settings.stride) <= cells:
                return shift
    raise SettingError(
        N_(
            "a picture of {height} × {width} pixels is too small to be slid under a window of "
            "{kernel} with stride {stride}: choose a larger picture or lower kernel_size and stride"
        ),
        height=height,
        width=width,
        kernel=settings.kernel_size,
        stride=settings.stride,
    )


def nearest_cells(shift: int, stride: int) -> int:
    """Whole output cells nearest to a shift in pixels; halves go up."""
    return (2 * shift + stride) // (2 * stride)


def measure_shifts(grey: Floats, settings: ShiftSettings) -> ShiftCurves:
    """Slide the middle of (H, W) float32 by 0, 1, 2 … pixels, all in one batch, and measure.

    Raises SettingError where the picture is too small.
    """
    picture = grey[find_middle(grey.shape)]
    longest = longest_shift((picture.shape[0], picture.shape[1]), settings)
    maps = _run(_slide(picture, range(longest + 1), longest), settings)
    stays, moves, flat, noises = {}, {}, [], []
    for method, slid in maps.items():
        spread, noise = _scale(slid[0], picture, settings)
        noises.append(noise)
        flat += [method] if spread is None else []
        unit = spread or 1.0
        still = slid - slid[0]  # (shifts + 1, h, w)
        stays[method] = _clear(_root_mean_square(still) / unit, noise)
        step = 1 if method == "plain" else settings.stride
        moved = [_root_mean_square(_moved(slid[0], y, d, step)) for d, y in enumerate(slid)]
        moves[method] = _clear(np.array(moved) / unit, noise)
    return ShiftCurves(stays, moves, tuple(flat), max(noises))


def show_shift(grey: Floats, settings: ShiftSettings, shift: int) -> ShiftPair:
    """Return the pictures of one shift, as `measure_shifts` measures it.

    Raises SettingError where the picture is too small for it.
    """
    picture = grey[find_middle(grey.shape)]
    longest = longest_shift((picture.shape[0], picture.shape[1]), settings)
    if not 0 <= shift <= longest:
        raise SettingError(
            N_("this picture can be slid by 0 to {longest} pixels, not {shift}"),
            longest=longest,
            shift=shift,
        )
    batch = _slide(picture, (0, shift), longest)
    stays, moves = {}, {}
    for method, (first, second) in _run(batch, settings).items():
        spread, noise = _scale(first, picture, settings)
        unit = spread or 1.0
        step = 1 if method == "plain" else settings.stride
        moved = _moved(first, second, shift, step)
        stays[method] = _clear((second - first) / unit, noise).astype(np.float32)
        moves[method] = _clear(moved / unit, noise).astype(np.float32)
    return ShiftPair(batch[0, 0].numpy(), batch[1, 0].numpy(), stays, moves)


def align_maps(maps: Mapping[str, Floats], stride: int) -> Floats:
    """Lay maps of a `ShiftPair` over each other: (methods, h, w) float32, methods as in METHODS.

    A smaller map's cell is repeated over stride × stride pixels; the plain map is cut to match.
    """
    rows, columns = (stride * min(maps[m].shape[axis] for m in _SMALLER) for axis in (0, 1))
    rows, columns = min(rows, maps["plain"].shape[0]), min(columns, maps["plain"].shape[1])
    large = (maps[m].repeat(stride, axis=0).repeat(stride, axis=1) for m in _SMALLER)
    return np.stack([values[:rows, :columns] for values in (maps["plain"], *large)])


def _slide(picture: Floats, shifts: tuple[int, ...] | range, longest: int) -> torch.Tensor:
    """Cut one window a shift out of (H, W): (shifts, 1, H, W − longest)."""
    width = picture.shape[1] - longest
    return torch.stack([to_tensor(picture[None, :, d : d + width]) for d in shifts])


def _run(batch: torch.Tensor, settings: ShiftSettings) -> dict[str, NDArray[np.float32]]:
    """Make each method's maps of a batch (N, 1, H, W): (N, h, w) float32 by method."""
    weight = to_tensor(slid_filter(settings.filter_name))[None, None]  # (1, 1, 3, 3)
    size, step = settings.kernel_size, settings.stride
    with torch.no_grad():
        plain = functional.conv2d(batch, weight)
        maps = {
            "plain": plain,
            "stride": plain[..., ::step, ::step],  # what conv2d(stride=step) computes
            "max": functional.max_pool2d(plain, size, step),
            "average": functional.avg_pool2d(plain, size, step),
        }
    return {method: maps[method][:, 0].numpy() for method in METHODS}


def _moved(first: Floats, second: Floats, shift: int, step: int) -> Floats:
    """Difference to the first map moved by the nearest whole cells, over the columns of both."""
    cells = nearest_cells(shift, step)
    width = first.shape[1] - cells
    return second[:, :width] - first[:, cells:]


def _root_mean_square(values: Floats) -> NDArray[np.float64]:
    """Root of the mean square over the last two axes."""
    squares = np.square(values, dtype=np.float64)
    return np.asarray(np.sqrt(squares.mean(axis=(-2, -1))))


def _scale(first: Floats, picture: Floats, settings: ShiftSettings) -> tuple[float | None, float]:
    """Return the map's spread, None if it has none, and what sums may differ by in its units."""
    weight = slid_filter(settings.filter_name)
    products = weight.size + settings.kernel_size**2
    reach = float(np.abs(weight).sum() * np.abs(picture).max(initial=0.0))
    noise = 2 * rounding_share(products) * reach  # either of the two that are compared
    spread = float(first.std(dtype=np.float64))
    return (spread, noise / spread) if spread > noise else (None, noise)


def _clear(values: NDArray[np.floating], noise: float) -> NDArray[np.float64]:
    """Set what is rounding alone to the 0 it stands for."""
    return np.where(np.abs(values) <= noise, 0.0, values).astype(np.float64)
