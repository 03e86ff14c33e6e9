"""Arithmetic of the kernels made by hand (numpy alone); a page's script takes these lines over.

All are cross-correlation kernels, as `conv3d` uses them: (depth, rows, columns), later frames
behind earlier ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def offsets(count: int) -> NDArray[np.float64]:
    """Return how far each tap lies from the middle of `count`."""
    return np.asarray(np.arange(count) - (count - 1) / 2)


def middle(count: int) -> NDArray[np.float64]:
    """Return 1 at the middle tap, 0 elsewhere; half at each of an even count's two."""
    near = np.abs(offsets(count))
    taps = (near == near.min()).astype(np.float64)
    return np.asarray(taps / taps.sum())


def mean(count: int) -> NDArray[np.float64]:
    """Return equal taps that sum to 1."""
    return np.full(count, 1 / count)


def slope(count: int) -> NDArray[np.float64]:
    """Return taps that answer a rise: offsets under a Gaussian, each side summing to 1."""
    place = offsets(count)
    taps = place * np.exp(-(place**2) / (2 * max(count / 4, 0.5) ** 2))
    return np.asarray(2 * taps / max(np.abs(taps).sum(), 1e-12))


def bell(count: int, sigma: float) -> NDArray[np.float64]:
    """Return a Gaussian whose taps sum to 1."""
    taps = np.exp(-(offsets(count) ** 2) / (2 * sigma**2))
    return np.asarray(taps / taps.sum())


def drifting_wave(size: tuple[int, int, int], speed: float) -> NDArray[np.float64]:
    """Return a Gabor in space and time: a wave that runs `speed` pixels a frame to the right.

    Adelson and Bergen, J. Opt. Soc. Am. A 2, 284 (1985). Wave of two thirds of the kernel's width
    (4 pixels at least), mean 0, positive weights sum to 1 and negative ones to -1.
    """
    depth, rows, columns = size
    time, down, right = np.meshgrid(*(offsets(count) for count in size), indexing="ij")
    wavelength = max(4.0, columns * 2 / 3)
    envelope = np.exp(
        -(down**2) / (2 * (rows / 4.5) ** 2)
        - right**2 / (2 * (columns / 4.5) ** 2)
        - time**2 / (2 * (depth / 2.5) ** 2)
    )
    wave = envelope * np.cos(2 * np.pi * (right - speed * time) / wavelength)
    wave -= envelope * (wave.sum() / envelope.sum())  # a flat, still clip shall answer 0
    return np.asarray(2 * wave / max(np.abs(wave).sum(), 1e-12))
