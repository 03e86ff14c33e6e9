"""Pictures made small for the wire: area averages and one byte a value."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_FINITE = 0  # the code of a value that is no number; 1..255 run from low to high


@dataclass(frozen=True, slots=True, eq=False)
class PackedMaps:
    """Maps as bytes: code 1 stands for `low` of its map, 255 for `high`, 0 for "not finite".

    `codes`: (N, H, W) uint8; `low`, `high`: (N,) float32.
    """

    codes: NDArray[np.uint8]
    low: NDArray[np.float32]
    high: NDArray[np.float32]


def averaging_matrix(length: int, parts: int) -> NDArray[np.float32]:
    """Return (parts, length) float32 weights that average `length` cells over `parts` equal boxes.

    A cell on the border of two boxes counts in each with the share that lies in it; where `parts`
    divides `length` this is the plain mean of blocks.
    """
    edges = np.linspace(0.0, length, parts + 1)
    cells = np.arange(length)
    start = np.maximum(edges[:-1, None], cells)
    stop = np.minimum(edges[1:, None], cells + 1)
    overlap = np.clip(stop - start, 0.0, None)
    return np.asarray(overlap * (parts / length), dtype=np.float32)


def fitting_size(count: int, height: int, width: int, budget: int) -> tuple[int, int]:
    """Return the largest (height, width) of one shape with `count * height * width <= budget`.

    Never larger than given, never under one pixel a side.
    """
    if count * height * width <= budget:
        return height, width
    ratio = (budget / (count * height * width)) ** 0.5
    return max(1, int(height * ratio)), max(1, int(width * ratio))


def shrink_maps(maps: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Average (..., H, W) float32 over areas down to (..., h, w); values not finite are left out.

    An area without one finite value is NaN.
    """
    height, width = maps.shape[-2:]
    if size == (height, width):
        return maps
    rows, columns = averaging_matrix(height, size[0]), averaging_matrix(width, size[1])
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        small = rows @ (maps @ columns.T)
        if np.isfinite(small).all():  # one value that is not finite would have spoilt an area
            return np.asarray(small, dtype=np.float32)
        finite = np.isfinite(maps)
        total = rows @ np.where(finite, maps, np.float32(0)) @ columns.T
        weight = rows @ finite.astype(np.float32) @ columns.T
        return np.asarray(np.where(weight > 0, total / weight, np.nan), dtype=np.float32)


def pack_maps(maps: NDArray[np.float32]) -> PackedMaps:
    """Code (N, H, W) float32 in bytes, each map from its own least to its own greatest value."""
    flat = maps.reshape(len(maps), -1)
    finite = np.isfinite(flat)
    low = np.where(finite, flat, np.inf).min(axis=1)
    high = np.where(finite, flat, -np.inf).max(axis=1)
    empty = ~finite.any(axis=1)
    low[empty] = high[empty] = 0.0
    return PackedMaps(code_values(maps, low, high), low.astype("f4"), high.astype("f4"))


def code_values(
    maps: NDArray[np.float32], low: NDArray[np.float32], high: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Code (N, H, W) float32 as 1..255 between `low` and `high` ((N,) float32); 0 is not finite.

    Values outside are drawn at the end they pass.
    """
    span = np.where(high > low, high - low, np.float32(1))[:, None, None]
    with np.errstate(invalid="ignore", over="ignore"):
        codes = 1.5 + (maps - low[:, None, None]) * (254.0 / span)
    return np.where(np.isfinite(maps), np.clip(codes, 1, 255), NOT_FINITE).astype(np.uint8)


def digest(*arrays: NDArray[np.generic]) -> str:
    """Return a short name for the content of arrays, so that a browser can tell new from same."""
    summary = hashlib.blake2b(digest_size=8)
    for array in arrays:
        summary.update(str(array.shape).encode())
        summary.update(np.ascontiguousarray(array).tobytes())
    return summary.hexdigest()
