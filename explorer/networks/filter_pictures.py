"""Filters over red, green and blue as small pictures: their colours, order and spectrum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.networks.filter_quality import FilterQuality, judge_filters, power_spectra
from explorer.networks.first_layer import colourfulness

Floats = NDArray[np.float32]
Order = Literal["stored", "norm", "hue", "orientation"]

COLOURFUL = 0.25  # from this share of energy outside grey on a filter has a hue


@dataclass(frozen=True, slots=True, eq=False)
class FilterFigures:
    """Figures of N colour filters, each (N,).

    `norm`: √Σw²; `colour`: share of the energy that is not grey, in [0, 1]; `hue_deg`: of the
    dominant colour, [0, 360), 0 red, 120 green, 240 blue.
    """

    quality: FilterQuality
    norm: Floats
    colour: Floats
    hue_deg: Floats

    @property
    def colourful(self) -> NDArray[np.bool_]:
        """Whether each filter has a hue worth naming: noise is of all colours, so of none."""
        return np.asarray((self.colour > COLOURFUL) & self.quality.clean)


def measure_filters(weight: Floats) -> FilterFigures:
    """Measure (N, 3, K, K) filters, K at most 32."""
    norm = np.sqrt((weight.astype(np.float64) ** 2).sum(axis=(1, 2, 3)))
    colour = np.zeros(len(weight))
    some = norm > 0
    colour[some] = colourfulness(weight[some].astype(np.float64))
    return FilterFigures(
        judge_filters(weight),
        norm.astype(np.float32),
        colour.astype(np.float32),
        dominant_hue(weight).astype(np.float32),
    )


def dominant_hue(weight: Floats) -> NDArray[np.float64]:
    """Return the hue of each (3, K, K) filter's main colour, degrees in [0, 360).

    The main colour is the first left singular vector of (3, K·K), with the sign that it has where
    its pattern is strongest; the hue is the angle of its part that is not grey.
    """
    flat = weight.astype(np.float64).reshape(len(weight), 3, -1)
    colours, _values, patterns = np.linalg.svd(flat, full_matrices=False)
    pattern = patterns[:, 0]  # (N, K·K)
    peak = np.take_along_axis(pattern, np.abs(pattern).argmax(axis=1)[:, None], axis=1)
    red, green, blue = (colours[:, :, 0] * np.sign(peak)).T
    return np.asarray(
        np.degrees(np.arctan2(math.sqrt(3) * (green - blue), 2 * red - green - blue)) % 360
    )


def order_filters(figures: FilterFigures, order: Order) -> NDArray[np.intp]:
    """Return the filters' numbers in an order.

    "norm": largest first; "hue": colourful ones by hue, then grey ones; "orientation": those with
    one direction by its angle, then the others; the rest by norm.
    """
    by_norm = np.argsort(-figures.norm, kind="stable")
    if order == "stored":
        return np.arange(len(by_norm))
    if order == "norm":
        return by_norm
    first, value = {
        "hue": (figures.colourful, figures.hue_deg),
        "orientation": (figures.quality.one_direction, figures.quality.angle_deg),
    }[order]
    leading = np.flatnonzero(first)
    leading = leading[np.argsort(value[leading], kind="stable")]
    return np.concatenate([leading, by_norm[~first[by_norm]]])


def colour_tiles(weight: Floats, limit: float | None = None) -> Floats:
    """Return (N, 3, K, K) filters as pictures in [0, 1]: 0 is mid grey, red is the first channel.

    Each is scaled by its own largest |w|, or all by `limit`.
    """
    reach = np.abs(weight).max(axis=(1, 2, 3), keepdims=True) if limit is None else limit
    scaled = np.divide(weight, reach, out=np.zeros_like(weight), where=np.asarray(reach) > 0)
    return np.asarray(np.clip(0.5 + scaled / 2, 0, 1), dtype=np.float32)


def filter_spectrum(kernels: Floats) -> Floats:
    """Return |F|² of one filter (C, K, K), channels summed, (32, 32), frequency 0 in the middle.

    Rows are frequencies down, columns across, −16/32 to 15/32 cycles a pixel.
    """
    power = power_spectra(kernels.astype(np.float64)).sum(axis=0)
    return np.asarray(np.fft.fftshift(power), dtype=np.float32)
