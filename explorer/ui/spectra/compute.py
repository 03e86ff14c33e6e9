"""From the controls to everything that is shown of a solution's spectra."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from explorer.signals.fluorescence import (
    EMISSION_NM,
    EXCITATION_NM,
    STEP_NM,
    Measurement,
    TrueBand,
    bands_at,
    bands_of_matrix,
    excitation_row,
    lone_band,
    measure_solution,
    repeat_noise,
)
from explorer.signals.spectral_kernels import (
    LARGEST,
    CurveKernel,
    CurveKernelName,
    MatrixKernel,
    MatrixKernelName,
    correlate_curves,
    correlate_matrix,
    noise_factor,
)
from explorer.signals.spectral_peaks import (
    Candidates,
    Judgement,
    find_curve_peaks,
    find_spots,
    judge_peaks,
)
from explorer.signals.spectral_price import Gain, PeakShape, measure_gain, measure_peak
from explorer.ui.spectra.settings import odd_size, read_solution

Floats64 = NDArray[np.float64]
Points = list[tuple[float, ...]]

REPEATS = 200  # measurements of one spectrum that the noise is measured over


@dataclass(frozen=True, slots=True, eq=False)
class SpectraView:
    """One kernel on one measurement, a spectrum or the whole matrix.

    `measured`, `truth`: (L,) or (H, W) float64, and behind the kernel `answer`,
    `clean` (of the truth); `found_nm`: the accepted peaks, (emission,) or (excitation, emission).
    """

    measurement: Measurement
    kernel: CurveKernel | MatrixKernel
    weights: Floats64
    row: int
    measured: Floats64
    truth: Floats64
    answer: Floats64
    clean: Floats64
    gain: Gain
    bands: tuple[TrueBand, ...]
    candidates: Candidates
    threshold: float

    @property
    def excitation_nm(self) -> float:
        """The excitation of the chosen spectrum."""
        return float(EXCITATION_NM[self.row])

    @property
    def noise_factor(self) -> float:
        """What theory says the noise's spread is multiplied by."""
        return noise_factor(self.weights)

    @property
    def found(self) -> NDArray[np.int64]:
        """Places (m, axes) of the accepted peaks."""
        return self.candidates.above(self.threshold)

    @property
    def found_nm(self) -> Points:
        """The accepted peaks in nanometres."""
        return to_nm(self.found)

    @property
    def true_nm(self) -> Points:
        """The true bands in nanometres, with as many axes."""
        if self.measured.ndim == 1:
            return [(band.emission_nm,) for band in self.bands]
        return [(band.excitation_nm, band.emission_nm) for band in self.bands]

    def judge(self, threshold: float | None = None) -> Judgement:
        """Hold the peaks above a threshold, the present one if none is given, to the true bands."""
        places = self.candidates.above(self.threshold if threshold is None else threshold)
        return judge_peaks(to_nm(places), self.true_nm)

    @property
    def narrowest(self) -> TrueBand | None:
        """The band that smoothing costs most, None where there is none."""
        return min(self.bands, key=lambda band: band.widths_nm[1], default=None)

    def shapes(self, band: TrueBand) -> tuple[PeakShape, PeakShape]:
        """Measure a band standing alone, before the kernel and behind it, along emission."""
        lone = lone_band(band, self.measured.ndim)
        changed = run_kernel(lone, self.weights)
        if lone.ndim == 2:
            lone, changed = (matrix[len(matrix) // 2] for matrix in (lone, changed))
        return measure_peak(lone, STEP_NM), measure_peak(changed, STEP_NM)


def run_kernel(values: Floats64, weights: Floats64) -> Floats64:
    """Cross-correlate a spectrum (L,) with (K,), or a matrix (H, W) with (K, K)."""
    if values.ndim == 1:
        answer: Floats64 = correlate_curves(values[None], weights)[0]
        return answer
    return correlate_matrix(values, weights)


def to_nm(places: NDArray[np.int64]) -> Points:
    """Turn indices (m, axes) into wavelengths."""
    if places.shape[1] == 1:
        return [(float(EMISSION_NM[column]),) for (column,) in places]
    return [(float(EXCITATION_NM[row]), float(EMISSION_NM[column])) for row, column in places]


def look_at_spectra(values: Mapping[str, Any]) -> SpectraView:
    """Make the measurement and run the kernel; raises SettingError for an impossible one."""
    measurement = measure_solution(read_solution(values))
    row = excitation_row(values["spectra_excitation"])
    if values["spectra_of"] == "curve":
        kernel = CurveKernel(
            cast("CurveKernelName", values["spectra_kernel"]),
            min(odd_size(values["spectra_kernel_size"]), LARGEST),
            values["spectra_order"],
        )
        return run_curve(measurement, kernel, row, values["spectra_threshold"])
    spot = MatrixKernel(
        cast("MatrixKernelName", values["spectra_filter"]), values["spectra_filter_sigma"]
    )
    return run_matrix(measurement, spot, row, values["spectra_threshold"])


def run_curve(
    measurement: Measurement, kernel: CurveKernel, row: int, threshold: float
) -> SpectraView:
    """Run a kernel along one emission spectrum."""
    weights = kernel.weights(STEP_NM)
    measured, truth = measurement.measured[row], measurement.truth[row]
    answer, clean = correlate_curves(np.stack([measured, truth]), weights)
    noise = repeat_noise(truth, measurement.settings, REPEATS)
    changed = correlate_curves(noise, weights)
    return SpectraView(
        measurement,
        kernel,
        weights,
        row,
        measured,
        truth,
        answer,
        clean,
        measure_gain(truth, clean, noise, changed, (0, kernel.reach)),
        bands_at(measurement.settings, float(EXCITATION_NM[row])),
        find_curve_peaks(answer, kernel),
        threshold,
    )


def run_matrix(
    measurement: Measurement, kernel: MatrixKernel, row: int, threshold: float
) -> SpectraView:
    """Run a kernel over the whole matrix."""
    weights = kernel.weights()
    measured, truth = measurement.measured, measurement.truth
    answer, clean = (correlate_matrix(matrix, weights) for matrix in (measured, truth))
    return SpectraView(
        measurement,
        kernel,
        weights,
        row,
        measured,
        truth,
        answer,
        clean,
        measure_gain(truth, clean, measured - truth, answer - clean, (kernel.reach,) * 2),
        bands_of_matrix(measurement.settings),
        find_spots(answer),
        threshold,
    )
