"""What a convolution costs directly, through the FFT, and by Winograd's minimal filtering."""

from __future__ import annotations

import math
from dataclasses import dataclass

FFT_FLOPS = 2.5  # · M log₂ M for a real transform: half of FFTW's 5 for a complex one


def direct_flops(signal_size: int, kernel_size: int) -> int:
    """Return 2·N·K: a multiply-add is two FLOPs, products with padding zeros left out."""
    return 2 * signal_size * kernel_size


def fft_flops(n_fft: int) -> float:
    """Return the FLOPs of three real transforms of length M and one product of spectra.

    M. Frigo and S. G. Johnson count 5 M log₂ M for a complex FFT and half for a real one
    (https://www.fftw.org/speed/method.html); a complex product is 6 FLOPs.
    """
    transforms = 3 * FFT_FLOPS * n_fft * math.log2(n_fft) if n_fft > 1 else 0.0
    return transforms + 6 * (n_fft // 2 + 1)


def counted_crossing(signal_size: int, largest: int) -> int | None:
    """Return the least K up to `largest` from which on the FFT always counts less, or None."""
    found = None
    for kernel_size in range(largest, 0, -1):
        if fft_flops(signal_size + kernel_size - 1) >= direct_flops(signal_size, kernel_size):
            return found
        found = kernel_size
    return found


@dataclass(frozen=True, slots=True)
class LayerWay:
    """One way to compute a layer, an output value and a pair of channels.

    `products`: real multiplications in the sum over channels; `kernel_numbers`: real numbers that
    one kernel of one pair of channels takes.
    """

    name: str
    products: float
    kernel_numbers: int


def layer_ways(side: int, kernel_size: int) -> tuple[LayerWay, ...]:
    """Return the ways to run a K × K layer, stride 1, on maps of `side` × `side`.

    Transforms are left out: each map is transformed once for all channels. The FFT is zero-padded
    to side + K − 1, a product of spectra takes 4 real multiplications for half of the bins.
    F(m × m, 3 × 3) takes (m + 2)² products for m² values: A. Lavin, S. Gray, Fast Algorithms for
    Convolutional Neural Networks, CVPR 2016.
    """
    padded = side + kernel_size - 1
    bins = padded * (padded // 2 + 1)
    ways = [
        LayerWay("direct", kernel_size**2, kernel_size**2),
        LayerWay("fft", 4 * bins / side**2, 2 * bins),
    ]
    if kernel_size == 3:
        ways += [
            LayerWay(f"winograd_{tile}", (tile + 2) ** 2 / tile**2, (tile + 2) ** 2)
            for tile in (2, 4)
        ]
    return tuple(ways)
