"""Kernels for spectra against SciPy and PyTorch, and what they do to polynomials and noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage, signal
from torch import nn

from explorer.errors import SettingError
from explorer.signals.spectral_kernels import (
    CurveKernel,
    MatrixKernel,
    correlate_curves,
    correlate_matrix,
    noise_factor,
)

STEP_NM = 2.5


@given(
    order=st.integers(2, 5),
    reach=st.integers(3, 20),
    coefficients=st.lists(st.floats(-2, 2), min_size=6, max_size=6),
    derivative=st.sampled_from(["savgol", "first", "second"]),
)
def test_savitzky_golay_reproduces_polynomials_of_its_order(
    order: int, reach: int, coefficients: list[float], derivative: str
) -> None:
    kernel = CurveKernel(derivative, 2 * reach + 1, order)  # type: ignore[arg-type]
    polynomial = np.polynomial.Polynomial(coefficients[: order + 1])
    places = np.linspace(-1, 1, 101)
    step = places[1] - places[0]
    answer = correlate_curves(polynomial(places)[None], kernel.weights(step))[0]
    inside = slice(reach, -reach)
    exact = polynomial.deriv(kernel.derivative)(places)[inside] if kernel.derivative else (
        polynomial(places)[inside]
    )  # fmt: skip
    np.testing.assert_allclose(answer[inside], exact, atol=1e-6)


def test_savitzky_golay_five_points_by_hand() -> None:
    # Savitzky and Golay 1964, table I: −3 12 17 12 −3 over 35; slope −2 −1 0 1 2 over 10
    weights = CurveKernel("savgol", 5).weights(1.0)
    np.testing.assert_allclose(weights, np.array([-3, 12, 17, 12, -3]) / 35, atol=1e-12)
    slope = CurveKernel("first", 5).weights(2.0)
    np.testing.assert_allclose(slope, np.array([-2, -1, 0, 1, 2]) / 10 / 2, atol=1e-12)


@pytest.mark.parametrize("name", ["average", "gaussian", "savgol", "first", "second"])
def test_a_curve_is_correlated_as_scipy_does(name: str) -> None:
    values = np.random.default_rng(0).standard_normal((3, 60))
    weights = CurveKernel(name, 9).weights(STEP_NM)  # type: ignore[arg-type]
    expected = ndimage.correlate1d(values, weights, axis=1, mode="nearest")
    np.testing.assert_allclose(correlate_curves(values, weights), expected, atol=1e-12)


def test_savitzky_golay_is_scipys_filter() -> None:
    values = np.random.default_rng(1).standard_normal((1, 60))
    for name, deriv in (("savgol", 0), ("first", 1), ("second", 2)):
        weights = CurveKernel(name, 11, 3).weights(STEP_NM)  # type: ignore[arg-type]
        expected = signal.savgol_filter(values, 11, 3, deriv=deriv, delta=STEP_NM, mode="nearest")
        np.testing.assert_allclose(correlate_curves(values, weights), expected, atol=1e-12)


@pytest.mark.parametrize("name", ["gaussian", "log"])
def test_a_matrix_is_correlated_as_conv2d_does(name: str) -> None:
    values = np.random.default_rng(2).standard_normal((30, 40))
    weights = MatrixKernel(name, 1.5).weights()  # type: ignore[arg-type]
    side = len(weights)
    layer = nn.Conv2d(
        1, 1, side, padding="same", padding_mode="replicate", bias=False, dtype=torch.float64
    )
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weights)[None, None])
        expected = layer(torch.from_numpy(values)[None, None])[0, 0].numpy()
    np.testing.assert_allclose(correlate_matrix(values, weights), expected, atol=1e-12)


def test_the_matrix_kernels_are_scipys_filters() -> None:
    values = np.random.default_rng(3).standard_normal((40, 40))
    bell, spot = (MatrixKernel(name, 2.0) for name in ("gaussian", "log"))  # type: ignore[arg-type]
    inside = (slice(6, -6),) * 2
    expected = ndimage.gaussian_filter(values, 2.0, radius=6)
    answer = correlate_matrix(values, bell.weights())
    np.testing.assert_allclose(answer[inside], expected[inside], atol=1e-12)
    expected = -4 * ndimage.gaussian_laplace(values, 2.0, radius=6)
    answer = correlate_matrix(values, spot.weights())
    np.testing.assert_allclose(answer[inside], expected[inside], atol=0.02)  # but for its mean


def test_weights_sum_to_one_or_to_nothing() -> None:
    for name in ("average", "gaussian", "savgol"):
        assert math.isclose(CurveKernel(name, 11).weights(STEP_NM).sum(), 1)  # type: ignore[arg-type]
    for name in ("first", "second"):
        assert abs(CurveKernel(name, 11).weights(STEP_NM).sum()) < 1e-12  # type: ignore[arg-type]
    assert math.isclose(MatrixKernel("gaussian", 2.5).weights().sum(), 1)
    flat = np.full((50, 50), 7.0)
    assert np.abs(correlate_matrix(flat, MatrixKernel("log", 2.5).weights())).max() < 1e-12


def test_the_laplacian_answers_most_in_the_middle_of_a_spot() -> None:
    rows, columns = np.mgrid[:61, :61]
    spot = np.exp(-((rows - 30) ** 2 + (columns - 20) ** 2) / (2 * 4.0**2))
    for sigma in (2.0, 4.0, 6.0):
        answer = correlate_matrix(spot, MatrixKernel("log", sigma).weights())
        assert np.unravel_index(answer.argmax(), answer.shape) == (30, 20)
    # T. Lindeberg 1998: of σ²∇² over all σ the largest answer is at the spot's own size
    heights = [
        correlate_matrix(spot, MatrixKernel("log", sigma).weights()).max()
        for sigma in (2.0, 3.0, 4.0, 5.0, 6.0)
    ]
    assert int(np.argmax(heights)) == 2


@pytest.mark.parametrize("name", ["average", "gaussian", "savgol", "second"])
def test_white_noise_is_multiplied_by_the_root_of_the_squares(name: str) -> None:
    noise = np.random.default_rng(4).standard_normal((2000, 60))
    kernel = CurveKernel(name, 11)  # type: ignore[arg-type]
    weights = kernel.weights(STEP_NM)
    changed = correlate_curves(noise, weights)[:, kernel.reach : -kernel.reach]
    assert math.isclose(changed.std() / noise.std(), noise_factor(weights), rel_tol=0.02)
    assert math.isclose(noise_factor(np.full(9, 1 / 9)), 1 / 3)  # √(9 · 1/81)


def test_a_polynomial_with_too_few_points_is_refused_in_words() -> None:
    with pytest.raises(SettingError, match="raise the kernel size to 5"):
        CurveKernel("savgol", 3, 4)
    with pytest.raises(SettingError, match="raise the kernel size to 7"):
        CurveKernel("second", 5, 5)
    with pytest.raises(SettingError, match="no middle: take 3 or 5"):
        CurveKernel("average", 4)
