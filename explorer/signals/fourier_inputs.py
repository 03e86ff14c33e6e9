"""Signals and kernels for the convolution theorem; each is a function of its length alone.

The exported script takes their source as it stands here: they need NumPy and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.layers.limits import require_within
from explorer.text import N_

Floats64 = NDArray[np.float64]

SIGNAL_SIZES = (16, 256)
KERNEL_SIZES = (1, 64)


def blocks(length: int) -> np.ndarray:
    """Return blocks of different heights, the last one up to the end."""
    steps = np.array([0.0, 1.0, 1.0, -0.5, 0.0, 0.0, 0.7, 0.3, 0.0, 1.2])
    return steps[np.arange(length) * len(steps) // length]


def tones(length: int) -> np.ndarray:
    """Return a slow tone of 3 periods and a fast one of 1 in 5 samples, cut off at the end."""
    places = np.arange(length)
    return np.sin(2 * np.pi * 3 * places / length) + 0.5 * np.sin(2 * np.pi * places / 5)


def impulses(length: int) -> np.ndarray:
    """Return three single samples, the last one close to the end."""
    values = np.zeros(length)
    values[[length // 8, length // 2, length - 1 - length // 10]] = [1.0, -0.6, 0.8]
    return values


def noise(length: int) -> np.ndarray:
    """Return white noise of a fixed seed."""
    return np.random.default_rng(0).standard_normal(length)


def average(length: int) -> np.ndarray:
    """Return equal weights that sum to 1."""
    return np.full(length, 1 / length)


def bell(length: int) -> np.ndarray:
    """Return a Gaussian that sums to 1, cut off at two standard deviations."""
    places = np.linspace(-2, 2, length) if length > 1 else np.zeros(1)
    weights = np.exp(-(places**2) / 2)
    return np.asarray(weights / weights.sum())


def decay(length: int) -> np.ndarray:
    """Return an exponential that falls to a twentieth and sums to 1: it is not symmetric."""
    weights = np.exp(-3 * np.arange(length) / max(length - 1, 1))
    return np.asarray(weights / weights.sum())


def difference(length: int) -> np.ndarray:
    """Return +1 at the beginning and −1 at the end; a single +1 for one sample."""
    weights = np.zeros(length)
    weights[-1] = -1
    weights[0] = 1
    return weights


SIGNALS: dict[str, tuple[str, Callable[[int], Floats64]]] = {
    "blocks": (N_("blocks"), blocks),
    "tones": (N_("two tones"), tones),
    "impulses": (N_("three impulses"), impulses),
    "noise": (N_("white noise"), noise),
}
KERNELS: dict[str, tuple[str, Callable[[int], Floats64]]] = {
    "decay": (N_("falling exponential"), decay),
    "average": (N_("average"), average),
    "bell": (N_("Gaussian"), bell),
    "difference": (N_("first minus last"), difference),
}


def make_inputs(
    signal: str, signal_size: int, kernel: str, kernel_size: int
) -> tuple[Floats64, Floats64]:
    """Return a signal (N,) and a kernel (K,), float64; raises SettingError for other sizes."""
    require_within("N", signal_size, *SIGNAL_SIZES)
    require_within("K", kernel_size, *KERNEL_SIZES)
    return SIGNALS[signal][1](signal_size), KERNELS[kernel][1](kernel_size)
