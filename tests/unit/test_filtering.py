from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.filtering import (
    LOOP_BUDGET,
    METHODS,
    RaceResult,
    agreement_tolerance,
    correlate_conv2d,
    correlate_linear,
    correlate_loops,
    cut_for_loops,
    filter_response,
    race,
)

SIDES = st.tuples(*[st.integers(1, 6)] * 2)


@st.composite
def pictures_and_kernels(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    rows, columns = draw(SIDES)
    more_rows, more_columns = draw(SIDES)
    picture = rng.normal(size=(rows + more_rows - 1, columns + more_columns - 1))
    scale = draw(st.sampled_from([1e-3, 1.0, 1000.0]))
    return picture.astype(np.float32), rng.normal(size=(rows, columns)) * scale


@settings(deadline=None)
@given(pictures_and_kernels())
def test_all_three_agree_with_each_other_within_the_tolerance(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    picture, kernel = case
    tolerance = agreement_tolerance(picture, kernel)
    exact = torch.nn.functional.conv2d(
        torch.tensor(picture, dtype=torch.float64)[None, None],
        torch.tensor(kernel.astype(np.float32), dtype=torch.float64)[None, None],
    )[0, 0].numpy()
    for method in METHODS.values():
        answer = method(picture, kernel)
        assert answer.shape == exact.shape
        assert answer.dtype == np.float32
        assert np.abs(answer - exact).max() <= tolerance


def test_tolerance_is_gamma_n_times_the_largest_sum() -> None:
    picture = np.array([[1, -2], [3, 4]], np.float32)
    kernel = np.array([[1.0, -1.0]])
    n_u = 2 * 2.0**-24
    assert agreement_tolerance(picture, kernel) == pytest.approx(n_u / (1 - n_u) * (3 + 4))


def test_tolerance_would_catch_a_flipped_kernel() -> None:
    rng = np.random.default_rng(0)
    picture, kernel = rng.random((9, 9), np.float32), rng.random((3, 3))
    difference = np.abs(
        correlate_conv2d(picture, kernel[::-1, ::-1]) - correlate_loops(picture, kernel)
    )
    assert difference.max() > 1000 * agreement_tolerance(picture, kernel)


def test_the_lectures_cross() -> None:
    picture = np.array(
        [[1, 0, 0, 0, 1], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 0, 1]],
        np.float32,
    )
    kernel = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    for method in (correlate_loops, correlate_linear, correlate_conv2d):
        assert method(picture, kernel).tolist() == [[3, 0, 3], [0, 5, 0], [3, 0, 3]]


def test_race_measures_all_on_one_input() -> None:
    picture = np.random.default_rng(1).random((60, 50), np.float32)
    results = race(picture, np.ones((3, 3)) / 9, repeats=2)
    assert [result.method for result in results] == ["loops", "linear", "conv2d"]
    for result in results:
        assert result.input_shape == (60, 50)
        assert result.multiply_adds == 58 * 48 * 9
        assert 0 < result.best_s <= result.median_s
        assert result.agrees
        assert 0 < result.tolerance < 1e-4


def test_a_result_out_of_tolerance_does_not_agree() -> None:
    result = RaceResult("loops", (3, 3), 9, 0.1, 0.1, 2e-6, 1e-6)
    assert not result.agrees


@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 11), st.integers(1, 11))
def test_the_raced_cut_stays_within_the_budget(
    height: int, width: int, rows: int, columns: int
) -> None:
    picture = np.zeros((height + rows - 1, width + columns - 1), np.float32)
    cut = cut_for_loops(picture, (rows, columns))
    windows = (cut.shape[0] - rows + 1) * (cut.shape[1] - columns + 1)
    assert windows * rows * columns <= LOOP_BUDGET
    if height * width * rows * columns <= LOOP_BUDGET:
        assert cut.shape == picture.shape
    else:
        assert windows * rows * columns > LOOP_BUDGET / 2


def test_filter_response_is_of_the_mean_of_channels() -> None:
    pixels = np.random.default_rng(2).random((3, 8, 7), np.float32)
    kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    inside = filter_response(pixels, kernel, "valid")
    assert inside.shape == (1, 6, 5)
    grey = (pixels[0] + pixels[1] + pixels[2]) / 3
    np.testing.assert_allclose(inside[0], correlate_loops(grey, kernel), atol=1e-5)
    assert inside.min() < 0 < inside.max()  # signed, not clamped
    same = filter_response(pixels, kernel, "same")
    assert same.shape == (1, 8, 7)
    np.testing.assert_allclose(same[:, 1:-1, 1:-1], inside, atol=1e-6)
    assert filter_response(pixels, kernel, (2, 0), "circular").shape == (1, 8 + 4 - 2, 7 - 2)


def test_filter_response_of_each_channel() -> None:
    pixels = np.random.default_rng(3).random((3, 8, 7), np.float32)
    kernel = np.array([[0.0, 1.0], [2.0, 3.0]])
    answer = filter_response(pixels, kernel, "valid", each_channel=True)
    for channel in range(3):
        expected = correlate_loops(pixels[channel], kernel)
        np.testing.assert_allclose(answer[channel], expected, atol=1e-5)


def test_a_kernel_larger_than_the_picture_is_refused() -> None:
    picture, kernel = np.zeros((3, 9), np.float32), np.ones((4, 2))
    for method in METHODS.values():
        with pytest.raises(SettingError, match="smaller kernel"):
            method(picture, kernel)
    with pytest.raises(SettingError):
        filter_response(picture[None], kernel, "valid")
    with pytest.raises(SettingError, match="repeats"):
        race(picture, np.ones((1, 1)), repeats=0)
