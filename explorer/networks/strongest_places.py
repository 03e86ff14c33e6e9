"""The strongest places of a map, each the largest of its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SPACING_SHARE = 1 / 8  # of the map's shorter side: nearer places would show the same thing twice


@dataclass(frozen=True, slots=True)
class StrongPlace:
    """A unit of a map and its value."""

    row: int
    column: int
    value: float


def spacing_for(height: int, width: int) -> int:
    """Return how many units apart two places of a map must be, at least: more than this many."""
    return max(1, int(min(height, width) * SPACING_SHARE))


def strongest_places(values: Floats, count: int, spacing: int = 1) -> tuple[StrongPlace, ...]:
    """Return up to `count` places of (h, w), the strongest first, by non-maximum suppression.

    A place is the largest value of the square that reaches `spacing` units every way; of equal
    values within reach the first in reading order stands.
    """
    window = 2 * spacing + 1
    padded = np.pad(values, spacing, constant_values=-np.inf)
    largest = sliding_window_view(padded, (window, window)).max(axis=(2, 3))  # (h, w)
    rows, columns = np.nonzero(values == largest)
    order = np.argsort(-values[rows, columns], kind="stable")
    chosen: list[StrongPlace] = []
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if len(chosen) == count:
            break
        if all(max(abs(row - c.row), abs(column - c.column)) > spacing for c in chosen):
            chosen.append(StrongPlace(row, column, float(values[row, column])))
    return tuple(chosen)
