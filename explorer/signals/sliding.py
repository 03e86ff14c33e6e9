"""Convolution and cross-correlation of two sampled functions, and of two rows of numbers.

The definitions, of which every page and every script says which one it uses:

    convolution         (f ∗ g)(t) = ∫ f(τ) g(t − τ) dτ
    cross-correlation   (g ⋆ f)(t) = ∫ g(τ) f(τ + t) dτ = ∫ f(τ) g(τ − t) dτ

⋆ is the textbook's (E. W. Weisstein, MathWorld, "Cross-Correlation"; real functions), whose first
operand is the one that slides: the kernel g comes first, the signal f second. The libraries take
them the other way round and compute this very sum: `torch.nn.functional.conv1d(f, g)`,
`scipy.signal.correlate(f, g)` and `numpy.correlate(f, g)` are Σ f[t + k] g[k]. With the operands
swapped the result is mirrored: (f ⋆ g)(t) = (g ⋆ f)(−t).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.functions import STEP

Floats = NDArray[np.float64]
TOLERANCE = 1e-9  # times the greatest value: what sums in another order may differ by


def convolve(f: Floats, g: Floats) -> Floats:
    """(f ∗ g) at all shifts; (n,) and (n,) samples around zero give (2n − 1,) around zero."""
    return np.convolve(f, g) * STEP


def correlate(g: Floats, f: Floats) -> Floats:
    """(g ⋆ f)(t) = ∫ g(τ) f(τ + t) dτ at all shifts; shapes as `convolve`."""
    return np.correlate(f, g, "full") * STEP


@dataclass(frozen=True, slots=True, eq=False)
class SlidPair:
    """Two functions and what comes of them: f, g (n,), the results (2n − 1,), all around zero."""

    f: Floats
    g: Floats
    convolution: Floats
    correlation: Floats

    @classmethod
    def of(cls, f: Floats, g: Floats) -> SlidPair:
        """Slide g over f both ways."""
        return cls(f, g, convolve(f, g), correlate(g, f))

    def result(self, operation: str) -> Floats:
        """The result of "convolution" or "correlation"."""
        return self.convolution if operation == "convolution" else self.correlation

    @property
    def apart(self) -> float:
        """Largest difference between the two results."""
        return difference(self.convolution, self.correlation)


def difference(a: Floats, b: Floats) -> float:
    """Largest |a − b|; 0 where that is rounding."""
    gap = float(np.abs(a - b).max())
    scale = max(float(np.abs(a).max()), float(np.abs(b).max()))
    return gap if gap > TOLERANCE * scale else 0.0


def product_areas(pair: SlidPair, shift: int, operation: str) -> tuple[float, float]:
    """Areas of the product above and below zero with g moved by `shift` samples, both ≥ 0."""
    n = len(pair.f)
    g = pair.g[::-1] if operation == "convolution" else pair.g
    moved = np.zeros(n)
    into = slice(max(0, shift), min(n, n + shift))
    moved[into] = g[max(0, -shift) : max(0, -shift) + (into.stop - into.start)]
    product = pair.f * moved * STEP
    return float(product[product > 0].sum()), float(-product[product < 0].sum())


@dataclass(frozen=True, slots=True)
class Moments:
    """Area of a function, and where it lies: mean and variance, None where its area is 0."""

    area: float
    mean: float | None
    variance: float | None


def moments(values: Floats) -> Moments:
    """Measure (n,) samples around zero as a density: ∫f, ∫tf / ∫f, ∫(t − mean)²f / ∫f."""
    places = (np.arange(len(values)) - (len(values) - 1) / 2) * STEP
    area = float(values.sum()) * STEP
    if abs(area) <= 1e-6 * float(np.abs(values).sum()) * STEP:
        return Moments(0.0, None, None)
    mean = float((places * values).sum()) * STEP / area
    return Moments(area, mean, float(((places - mean) ** 2 * values).sum()) * STEP / area)


@dataclass(frozen=True, slots=True)
class Properties:
    """Largest differences, 0 where a law holds; each pair is (cross-correlation, convolution).

    `swap`: with the operands exchanged; `mirror`: (f ⋆ g)(t) against (g ⋆ f)(−t), and f ∗ g
    against its own mirror image; `grouping`: with brackets set otherwise around f, g and g;
    `signal_moved`, `kernel_moved`: how far the result moves when f or g moves by `moved_by`.
    """

    swap: tuple[float, float]
    mirror: tuple[float, float]
    grouping: tuple[float, float]
    signal_moved: tuple[float, float]
    kernel_moved: tuple[float, float]
    moved_by: float


def measure_properties(pair: SlidPair, moved: int = 25) -> Properties:
    """Measure the laws of both operations on these two functions."""
    f, g = pair.f, pair.g
    twice_c = np.convolve(pair.convolution, g) * STEP
    grouped_c = np.convolve(f, convolve(g, g)) * STEP
    twice_x = np.correlate(pair.correlation, g, "full") * STEP
    grouped_x = np.correlate(f, correlate(g, g), "full") * STEP
    return Properties(
        swap=(
            difference(pair.correlation, correlate(f, g)),
            difference(pair.convolution, convolve(g, f)),
        ),
        mirror=(
            difference(correlate(f, g), pair.correlation[::-1]),
            difference(pair.convolution, pair.convolution[::-1]),
        ),
        grouping=(difference(twice_x, grouped_x), difference(twice_c, grouped_c)),
        signal_moved=_moves(pair, SlidPair.of(np.roll(f, moved), g)),
        kernel_moved=_moves(pair, SlidPair.of(f, np.roll(g, moved))),
        moved_by=moved * STEP,
    )


def _moves(before: SlidPair, after: SlidPair) -> tuple[float, float]:
    """How far both results moved: the shift at which old and new match best."""
    return (
        _moved(before.correlation, after.correlation),
        _moved(before.convolution, after.convolution),
    )


def _moved(before: Floats, after: Floats) -> float:
    match = correlate(before, after)
    return float((int(np.argmax(match)) - len(match) // 2) * STEP)
