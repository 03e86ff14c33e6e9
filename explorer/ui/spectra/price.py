"""The same kernel in all sizes: noise, distortion, and signal to noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explorer.signals.fluorescence import STEP_NM
from explorer.signals.spectral_kernels import (
    LARGEST,
    SIGMAS,
    SMALLEST,
    CurveKernel,
    MatrixKernel,
    noise_factor,
)
from explorer.signals.spectral_price import Errors, split_error
from explorer.ui.spectra.compute import SpectraView, run_kernel


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One size of the kernel: points or σ, both errors, and signal to noise by theory."""

    size: float
    errors: Errors
    signal_to_noise: float | None


def price_rows(view: SpectraView) -> list[PriceRow]:
    """Compute every size of the present kernel that is possible, on the noiseless truth."""
    spread = view.gain.noise_before
    rows = []
    for size, kernel in _all_sizes(view.kernel):
        weights = kernel.weights(STEP_NM) if isinstance(kernel, CurveKernel) else kernel.weights()
        clean, factor = run_kernel(view.truth, weights), noise_factor(weights)
        ratio = float(np.ptp(clean)) / (spread * factor) if spread else None
        rows.append(PriceRow(size, split_error(view.truth, clean, spread, factor), ratio))
    return rows


def _all_sizes(
    kernel: CurveKernel | MatrixKernel,
) -> list[tuple[float, CurveKernel | MatrixKernel]]:
    if isinstance(kernel, CurveKernel):
        least = kernel.order + 1 + kernel.order % 2 if kernel.fits_polynomial else SMALLEST
        return [(size, replace(kernel, kernel_size=size)) for size in range(least, LARGEST + 1, 2)]
    return [
        (float(sigma), replace(kernel, sigma=float(sigma)))
        for sigma in np.arange(SIGMAS[0], SIGMAS[1] + 0.1, 0.5)
    ]
