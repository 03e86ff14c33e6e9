"""The synthetic matrix is the model's, and its noise is the noise that is stated."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.signals.fluorescence import (
    EMISSION_NM,
    EXCITATION_NM,
    FLUOROPHORES,
    STEP_NM,
    SolutionSettings,
    TrueBand,
    bands_at,
    bands_of_matrix,
    excitation_row,
    lone_band,
    measure_solution,
    repeat_noise,
)

ALONE = [tuple(float(k == n) for n in range(len(FLUOROPHORES))) for k in range(len(FLUOROPHORES))]


@pytest.mark.parametrize("concentrations", ALONE)
def test_a_fluorophore_alone_peaks_where_the_model_says(concentrations: tuple[float, ...]) -> None:
    settings = SolutionSettings(concentrations, baseline=0.0, sigma=0.0)
    matrix = measure_solution(settings).measured
    bands = bands_of_matrix(settings)
    strongest = max(bands, key=lambda band: band.strength)
    row, column = np.unravel_index(matrix.argmax(), matrix.shape)
    assert math.isclose(EMISSION_NM[column], strongest.emission_nm)  # every centre is on the grid
    assert abs(EXCITATION_NM[row] - strongest.excitation_nm) <= STEP_NM
    assert np.linalg.matrix_rank(matrix, tol=1e-9) == 1  # excitation spectrum times emission


def test_one_point_of_the_model_worked_by_hand() -> None:
    settings = SolutionSettings((0.0, 2.0, 0.0, 0.0), baseline=0.3, scatter=True, sigma=0.0)
    matrix = measure_solution(settings).truth
    row, column = excitation_row(275), int((340 - 280) / 2.5)
    # 2 at its centre, the baseline 60 nm from its start, scatter 65 nm off its line
    expected = 2 + 0.3 * math.exp(-60 / 150) + 3 * math.exp(-(65**2) / (2 * 5**2))
    assert math.isclose(matrix[row, column], expected, rel_tol=1e-12)


def test_scatter_stands_where_emission_equals_excitation() -> None:
    settings = SolutionSettings((0.0,) * 4, baseline=0.0, scatter=True, sigma=0.0)
    matrix = measure_solution(settings).measured
    for row in range(excitation_row(300), len(EXCITATION_NM)):
        assert math.isclose(EMISSION_NM[matrix[row].argmax()], EXCITATION_NM[row])


def test_gaussian_noise_has_the_stated_spread() -> None:
    noise = measure_solution(SolutionSettings(sigma=0.2)).noise
    standard_error = 0.2 / math.sqrt(2 * noise.size)
    assert abs(noise.std() - 0.2) < 5 * standard_error
    assert abs(noise.mean()) < 5 * 0.2 / math.sqrt(noise.size)


def test_photon_noise_has_the_variance_of_its_mean() -> None:
    settings = SolutionSettings(noise="photons", photons=50)
    measurement = measure_solution(settings)
    counts = 50 * measurement.measured
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-9)
    repeats = repeat_noise(measurement.truth[excitation_row(275)], settings, 4000)
    expected = measurement.truth[excitation_row(275)] / 50
    # the variance of a variance over n repeats is about 2/n of its square
    np.testing.assert_allclose(repeats.var(axis=0), expected, rtol=6 * math.sqrt(2 / 4000) + 0.03)


def test_a_seed_makes_the_same_noise_and_another_one_other_noise() -> None:
    settings = SolutionSettings()
    first, again = measure_solution(settings), measure_solution(settings)
    np.testing.assert_array_equal(first.measured, again.measured)
    other = measure_solution(replace(settings, seed=1))
    assert not np.array_equal(first.measured, other.measured)
    repeats = repeat_noise(first.truth[0], settings, 2)
    assert not np.array_equal(repeats[0], repeats[1])
    assert not np.array_equal(repeats[0], first.noise[0])


def test_only_bands_strong_enough_are_counted() -> None:
    # at 275 nm fulvic-like is excited by exp(−(45/22)²/2) = 0.123: 0.6 of that is 7 % of the rest
    titles = {band.title for band in bands_at(SolutionSettings(), 275)}
    assert titles == {"tyrosine-like", "tryptophan-like", "humic-like"}
    assert bands_at(SolutionSettings((0.0,) * 4), 275) == ()
    assert len(bands_of_matrix(SolutionSettings())) == 5


def test_a_lone_band_falls_to_nothing_on_all_sides() -> None:
    band = TrueBand("", 275, 340, 1.0, (16, 24))
    curve, matrix = lone_band(band, 1), lone_band(band, 2)
    assert curve.max() == matrix.max() == 1
    assert curve[0] == curve[-1] < 1e-5
    np.testing.assert_allclose(matrix[len(matrix) // 2], curve)


def test_what_cannot_be_is_said_in_words() -> None:
    with pytest.raises(SettingError, match="concentration is 3"):
        SolutionSettings((3.0, 0.0, 0.0, 0.0))
    with pytest.raises(SettingError, match="photons is 1"):
        SolutionSettings(photons=1)
    with pytest.raises(SettingError, match="no noise called pink"):
        SolutionSettings(noise="pink")  # type: ignore[arg-type]
