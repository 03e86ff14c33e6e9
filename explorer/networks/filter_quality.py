"""How learned a first layer looks: how rough its filters are, in how many directions they point.

All spectra are of the filter padded with zeros to 32×32, as power |F|²; frequencies are in cycles
a pixel. White noise spreads its energy evenly, so its roughness is 1 − π·0.2² = 0.87.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

SPECTRUM_SIZE = 32
ROUGH_FREQUENCY = 0.2  # cycles a pixel
CLEAN_ROUGHNESS = 0.15
GRATING_BINS = 0.1  # the strongest tenth of the bins …
GRATING_SHARE = 0.75  # … holds three quarters of a grating's energy, and a third of noise's
ONE_DIRECTION = 0.5
DIRECTIONS = 8


@dataclass(frozen=True, slots=True, eq=False)
class FilterQuality:
    """Figures of N filters, each of shape (N,).

    `roughness`: share of the energy above 0.2 cycles a pixel, colours summed, mean kept, in [0, 1];
    `grating`: share of the main component's mean-free energy in the strongest tenth of the bins;
    `coherence`: (λ₁ − λ₂)/(λ₁ + λ₂) of the main component's spectral second moments, in [0, 1];
    `angle_deg`: direction in which it oscillates, [0, 180), 0 across upright edges, 90 across level
    ones; only to be read where there is one direction.
    """

    roughness: Floats
    grating: Floats
    coherence: Floats
    angle_deg: Floats

    @property
    def clean(self) -> NDArray[np.bool_]:
        """Whether each filter is smooth, or else a sharp grating."""
        return (self.roughness < CLEAN_ROUGHNESS) | (self.grating >= GRATING_SHARE)

    @property
    def one_direction(self) -> NDArray[np.bool_]:
        """Whether each filter has one direction."""
        return self.coherence > ONE_DIRECTION

    @property
    def direction_counts(self) -> NDArray[np.int64]:
        """Filters with one direction in each of 8 sectors, (8,), centred on 0°, 22.5° and so on."""
        sector = np.round(self.angle_deg[self.one_direction] / (180 / DIRECTIONS)).astype(np.int64)
        return np.bincount(sector % DIRECTIONS, minlength=DIRECTIONS)


def judge_filters(weight: Floats) -> FilterQuality:
    """Measure (N, C, K, K) filters, K at most 32; one of zeros counts as rough and undirected."""
    filters = np.asarray(weight, dtype=np.float64)
    components = main_components(filters)
    rough = frequency_grid()[2] > ROUGH_FREQUENCY
    energy = power_spectra(filters).sum(axis=1)  # (N, 32, 32), colours summed
    total = energy.sum(axis=(1, 2))
    mean_free = power_spectra(components - components.mean(axis=(1, 2), keepdims=True))
    coherence, angle_deg = _directions(mean_free)
    return FilterQuality(
        roughness=_share(energy[:, rough].sum(axis=1), total, empty=1.0),
        grating=_strongest_share(mean_free),
        coherence=coherence,
        angle_deg=angle_deg,
    )


def main_components(filters: Floats) -> Floats:
    """Return (N, K, K): the best single pattern of each (C, K, K), by singular values."""
    count, channels, height, width = filters.shape
    flat = filters.reshape(count, channels, height * width)
    patterns = np.linalg.svd(flat, full_matrices=False)[2][:, 0]  # (N, K·K), unit length
    return np.asarray(patterns.reshape(count, height, width))


def power_spectra(patterns: Floats) -> Floats:
    """Return |FFT|² of the last two axes, padded with zeros to 32×32."""
    size = (SPECTRUM_SIZE, SPECTRUM_SIZE)
    return np.asarray(np.abs(np.fft.fft2(patterns, size)) ** 2)


def frequency_grid() -> tuple[Floats, Floats, Floats]:
    """Return (32, 32) frequencies down, across and radial, in cycles a pixel."""
    frequencies = np.fft.fftfreq(SPECTRUM_SIZE)
    down, across = np.meshgrid(frequencies, frequencies, indexing="ij")
    return down, across, np.hypot(down, across)


def _directions(spectra: Floats) -> tuple[Floats, Floats]:
    """Coherence and angle of (N, 32, 32) power by its second moments (the structure tensor)."""
    down, across, _ = frequency_grid()
    dd = (spectra * down**2).sum(axis=(1, 2))
    aa = (spectra * across**2).sum(axis=(1, 2))
    da = (spectra * down * across).sum(axis=(1, 2))
    coherence = _share(np.hypot(aa - dd, 2 * da), aa + dd, empty=0.0)
    angle = np.degrees(np.arctan2(2 * da, aa - dd) / 2) % 180
    return coherence, np.asarray(angle)


def _strongest_share(spectra: Floats) -> Floats:
    """Share of (N, 32, 32) power that its strongest tenth of bins holds."""
    ranked = np.sort(spectra.reshape(len(spectra), -1), axis=1)
    strongest = math.ceil(GRATING_BINS * ranked.shape[1])
    return _share(ranked[:, -strongest:].sum(axis=1), ranked.sum(axis=1), empty=0.0)


def _share(part: Floats, whole: Floats, *, empty: float) -> Floats:
    shares: Floats = np.full(len(whole), empty)
    np.divide(part, whole, out=shares, where=whole > 1e-24)
    return shares
