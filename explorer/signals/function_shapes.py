"""The shapes of functions as plain arithmetic, which exported scripts show as it stands here.

Each takes places `x` (n,) float64 around the function's own zero and its `width`, and has a peak
of 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def box(x: Floats, width: float) -> Floats:
    """1 over `width`, 0 elsewhere."""
    return np.where(np.abs(x) < width / 2, 1.0, 0.0)


def triangle(x: Floats, width: float) -> Floats:
    """Rise and fall by straight lines over `width`."""
    return np.maximum(0.0, 1 - np.abs(x) / (width / 2))


def gaussian(x: Floats, width: float) -> Floats:
    """exp(-x² / 2σ²) with σ = width / 4: `width` reaches from -2σ to 2σ."""
    return np.asarray(np.exp(-0.5 * (x / (width / 4)) ** 2))


def saw(x: Floats, width: float) -> Floats:
    """Rise from 0 to 1 over `width`, then a jump back to 0."""
    return np.where(np.abs(x) < width / 2, x / width + 0.5, 0.0)


def exponential(x: Floats, width: float) -> Floats:
    """Jump to 1 at 0, then exp(-x / d) with d = width / 4."""
    return np.where(x > 0, np.exp(-np.maximum(x, 0.0) / (width / 4)), 0.0)


def impulse(x: Floats, step: float) -> Floats:
    """Area 1 at 0, shared by the two samples next to it."""
    return np.where(np.abs(x) < 0.75 * step, 0.5 / step, 0.0)


def polyline(x: Floats, width: float, heights: Floats) -> Floats:
    """Straight lines through `heights` (m,), evenly over `width`; 0 outside."""
    places = np.linspace(-width / 2, width / 2, len(heights))
    return np.asarray(np.interp(x, places, heights, left=0.0, right=0.0))
