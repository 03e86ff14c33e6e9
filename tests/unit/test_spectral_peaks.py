"""Peaks found and judged, and the price of smoothing, on cases worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.signals.fluorescence import (
    EMISSION_NM,
    STEP_NM,
    Band,
    SolutionSettings,
    bands_at,
    excitation_row,
    measure_solution,
)
from explorer.signals.spectral_kernels import CurveKernel, correlate_curves, noise_factor
from explorer.signals.spectral_peaks import (
    Candidates,
    Judgement,
    crossings,
    find_curve_peaks,
    find_spots,
    judge_peaks,
)
from explorer.signals.spectral_price import measure_gain, measure_peak, split_error

FWHM = 2 * math.sqrt(2 * math.log(2))  # of a Gaussian, in standard deviations


@pytest.mark.parametrize("name", ["average", "gaussian", "savgol", "first", "second"])
def test_a_lone_band_is_found_at_its_centre_by_every_kernel(name: str) -> None:
    kernel = CurveKernel(name, 9)  # type: ignore[arg-type]
    curve = Band(400, 20).values(EMISSION_NM)
    answer = correlate_curves(curve[None], kernel.weights(STEP_NM))[0]
    found = find_curve_peaks(answer, kernel).above(0.5)
    assert EMISSION_NM[found[:, 0]].tolist() == [400]


def test_the_second_derivative_parts_what_smoothing_cannot() -> None:
    settings = SolutionSettings(sigma=0.0)
    truth = measure_solution(settings).truth[excitation_row(275)]
    centres = [(band.emission_nm,) for band in bands_at(settings, 275)]
    found = {}
    for name in ("savgol", "second"):
        kernel = CurveKernel(name, 13)  # type: ignore[arg-type]
        answer = correlate_curves(truth[None], kernel.weights(STEP_NM))[0]
        places = find_curve_peaks(answer, kernel).above(0.1)
        found[name] = judge_peaks([(EMISSION_NM[at],) for (at,) in places], centres)
    assert len(found["savgol"].misses) == 1
    assert found["second"] == Judgement(((0, 0), (1, 1), (2, 2)), (), ())


def test_crossings_and_their_swing_by_hand() -> None:
    places, strengths = crossings(np.array([1.0, 3, 1, -2, -1, 2, 0.5, -4]))
    assert places.tolist() == [2, 6]  # the point nearer to zero on either side
    assert strengths.tolist() == [3 + 2, 2 + 4]
    assert not len(crossings(np.array([-1.0, 1, 2]))[0])  # a dip is no peak
    assert not len(crossings(np.ones(4))[0])


def test_a_threshold_keeps_a_share_of_the_strongest() -> None:
    candidates = Candidates(np.array([[3], [5], [9]]), np.array([0.5, 2.0, 0.4]))
    assert candidates.above(0.25).tolist() == [[3], [5]]
    assert candidates.above(1.0).tolist() == [[5]]
    assert not len(Candidates(np.zeros((0, 1), np.int64), np.zeros(0)).above(0.5))


def test_spots_are_local_maxima_above_zero() -> None:
    answer = np.full((20, 20), -1.0)
    answer[4, 5], answer[12, 15], answer[13, 16] = 2.0, 5.0, 1.0  # the last in another's shadow
    candidates = find_spots(answer)
    assert sorted(map(tuple, candidates.places.tolist())) == [(4, 5), (12, 15)]
    assert sorted(candidates.strengths.tolist()) == [2.0, 5.0]


def test_each_true_peak_is_paired_once_and_with_the_nearest() -> None:
    # 310 lies 5 nm from 305 and 302 lies 3 nm from it: the nearer one is the hit
    judged = judge_peaks([(302,), (310,), (400,)], [(305,), (340,)])
    assert judged == Judgement(((0, 0),), (1,), (1, 2))
    assert judge_peaks([], [(305,)]) == Judgement((), (0,), ())
    # 9 and 9 nm apart are 12.7 nm in all, past the tolerance of 12.5; 7.5 and 10 are 12.5
    assert judge_peaks([(284, 349)], [(275, 340)]).false_alarms == (0,)
    assert judge_peaks([(282.5, 350)], [(275, 340)]).hits == ((0, 0),)


def test_the_width_of_a_gaussian_is_its_own() -> None:
    shape = measure_peak(Band(400, 15).values(EMISSION_NM), STEP_NM)
    assert math.isclose(shape.height, 1)
    assert math.isclose(shape.width_nm, FWHM * 15, rel_tol=0.01)


def test_a_gaussian_kernel_widens_a_gaussian_band_as_the_squares_add() -> None:
    curve = Band(420, 20).values(EMISSION_NM)
    places = STEP_NM * np.arange(-24, 25)
    weights = np.exp(-(places**2) / (2 * 15**2))
    answer = correlate_curves(curve[None], weights / weights.sum())[0]
    shape = measure_peak(answer, STEP_NM)
    assert math.isclose(shape.width_nm, FWHM * math.hypot(20, 15), rel_tol=0.01)
    assert math.isclose(shape.height, 20 / math.hypot(20, 15), rel_tol=0.01)


def test_the_gain_is_measured_on_signal_and_noise_apart() -> None:
    generator = np.random.default_rng(0)
    truth, noise = np.linspace(0, 4, 50), generator.normal(0, 0.5, (400, 50))
    weights = np.full(9, 1 / 9)
    clean, changed = correlate_curves(truth[None], weights)[0], correlate_curves(noise, weights)
    gain = measure_gain(truth, clean, noise, changed, (0, 4))
    assert gain.factor is not None
    assert gain.before is not None
    assert math.isclose(gain.factor, noise_factor(weights), rel_tol=0.03)
    assert math.isclose(gain.before, 4 / 0.5, rel_tol=0.02)
    silent = measure_gain(truth, clean, 0 * noise, 0 * changed, (0, 4))
    assert silent.before is silent.after is silent.factor is None


def test_both_errors_add_as_squares_and_foretell_the_measured_one() -> None:
    truth = Band(400, 15).values(EMISSION_NM)
    weights = np.full(15, 1 / 15)
    clean = correlate_curves(truth[None], weights)[0]
    errors = split_error(truth, clean, 0.1, noise_factor(weights))
    noisy = truth + np.random.default_rng(1).normal(0, 0.1, (500, len(truth)))
    measured = np.sqrt(np.mean((correlate_curves(noisy, weights) - truth) ** 2))
    assert math.isclose(errors.both, measured, rel_tol=0.05)
    assert math.isclose(errors.both**2, errors.noise**2 + errors.distortion**2)
