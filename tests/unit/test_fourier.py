"""The convolution theorem against NumPy, SciPy and PyTorch, and what wraps without room."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import signal as scipy_signal
from torch import nn

from explorer.errors import SettingError
from explorer.signals.fourier import apply_theorem, apply_to_picture, padded_length
from explorer.signals.fourier_cost import (
    counted_crossing,
    direct_flops,
    fft_flops,
    layer_ways,
)
from explorer.signals.fourier_inputs import KERNELS, SIGNALS, make_inputs

VALUES = st.floats(-10, 10, width=32)
ROWS = arrays(np.float64, st.integers(1, 24), elements=VALUES)
OPERATIONS = st.sampled_from(["convolution", "correlation"])


@given(signal=ROWS, kernel=ROWS)
def test_the_product_of_the_spectra_is_the_convolution(
    signal: np.ndarray, kernel: np.ndarray
) -> None:
    view = apply_theorem(signal, kernel, len(signal) + len(kernel) - 1)
    np.testing.assert_allclose(view.result, np.convolve(signal, kernel), atol=1e-9)
    np.testing.assert_allclose(view.result, scipy_signal.fftconvolve(signal, kernel), atol=1e-9)
    assert not view.wrapped.any()
    assert not view.strays.any()
    assert view.wrap_error == 0


@given(signal=ROWS, kernel=ROWS)
def test_a_conjugated_spectrum_gives_the_cross_correlation(
    signal: np.ndarray, kernel: np.ndarray
) -> None:
    view = apply_theorem(signal, kernel, len(signal) + len(kernel) - 1, "correlation")
    by_delay = np.empty(view.n_fft)
    by_delay[view.delays - view.start] = view.result
    expected = scipy_signal.correlate(signal, kernel, mode="full", method="direct")
    np.testing.assert_allclose(by_delay, expected, atol=1e-9)
    assert view.start == 1 - len(kernel)


@given(signal=ROWS, kernel=ROWS, share=st.floats(0, 1), operation=OPERATIONS)
def test_without_room_the_linear_answer_is_folded(
    signal: np.ndarray, kernel: np.ndarray, share: float, operation: str
) -> None:
    n_fft = padded_length(len(signal), len(kernel), share)
    view = apply_theorem(signal, kernel, n_fft, operation)  # type: ignore[arg-type]
    np.testing.assert_allclose(view.result, view.folded, atol=1e-9)
    short = len(signal) + len(kernel) - 1 - n_fft
    assert view.wrapped.sum() == view.strays.sum() == short
    alone = ~view.wrapped
    linear = dict(zip(view.own_places.tolist(), view.direct, strict=True))
    expected = [linear.get(int(delay), 0.0) for delay in view.delays[alone]]
    np.testing.assert_allclose(view.result[alone], expected, atol=1e-9)


@given(signal=ROWS, kernel=ROWS, operation=OPERATIONS)
def test_the_shortest_transform_is_pytorchs_circular_padding(
    signal: np.ndarray, kernel: np.ndarray, operation: str
) -> None:
    n_fft = max(len(signal), len(kernel))
    view = apply_theorem(signal, kernel, n_fft, operation)  # type: ignore[arg-type]
    circle = torch.zeros(1, 1, n_fft, dtype=torch.float64)
    circle[0, 0, : len(signal)] = torch.from_numpy(signal)
    layer = nn.Conv1d(1, 1, len(kernel), padding_mode="circular", bias=False).double()
    # one side only: the layer's answer then begins where the spectra's does
    layer._reversed_padding_repeated_twice = [0, len(kernel) - 1]
    weight = kernel
    if operation == "convolution":
        layer._reversed_padding_repeated_twice = [len(kernel) - 1, 0]
        weight = kernel[::-1]
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight.copy())[None, None])
        answer = layer(circle)[0, 0].numpy()
    np.testing.assert_allclose(answer, view.result, atol=1e-9)


@given(signal=ROWS, extra=st.integers(0, 9))
def test_parseval(signal: np.ndarray, extra: int) -> None:
    n_fft = len(signal) + extra
    spectrum = np.fft.fft(signal, n_fft)
    energy = float((np.abs(spectrum) ** 2).sum()) / n_fft
    assert math.isclose(energy, float((signal**2).sum()), rel_tol=1e-9, abs_tol=1e-12)


def test_a_wrap_worked_by_hand() -> None:
    # linear: 1 2 3 ∗ 1 1 = 1 3 5 3; on a circle of three places the last 3 falls on the first 1
    view = apply_theorem(np.array([1.0, 2, 3]), np.array([1.0, 1]), 3)
    np.testing.assert_allclose(view.direct, [1, 3, 5, 3])
    np.testing.assert_allclose(view.result, [1 + 3, 3, 5], atol=1e-12)
    assert view.wrapped.tolist() == [True, False, False]
    assert view.wrap_error == 3


def test_a_transform_too_short_is_refused_in_words() -> None:
    with pytest.raises(SettingError, match="raise n_fft to 8"):
        apply_theorem(np.ones(8), np.ones(3), 7)


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("count", "size"), [(16, 1), (16, 64), (256, 64)])
def test_every_input_has_its_length_and_is_finite(
    signal: str, kernel: str, count: int, size: int
) -> None:
    x, k = make_inputs(signal, count, kernel, size)
    assert (x.shape, k.shape) == ((count,), (size,))
    assert x.dtype == k.dtype == np.float64
    assert np.isfinite(x).all()
    assert np.isfinite(k).all()
    assert np.abs(x).max() > 0
    assert np.abs(k).max() > 0


@pytest.mark.parametrize("padded", [True, False])
def test_the_theorem_holds_on_pictures(padded: bool) -> None:
    generator = np.random.default_rng(0)
    picture, kernel = generator.random((12, 17)), generator.standard_normal((5, 5))
    view = apply_to_picture(picture, kernel, padded=padded)
    assert apply_to_picture(picture, kernel[:1, :1], padded=padded).difference < 1e-12
    assert view.difference < 1e-12
    if padded:
        expected = scipy_signal.convolve2d(picture, kernel)
    else:
        expected = np.roll(scipy_signal.convolve2d(picture, kernel, "same", "wrap"), (2, 2), (0, 1))
    np.testing.assert_allclose(view.result, expected, atol=1e-12)


def test_the_counts_worked_by_hand() -> None:
    assert direct_flops(64, 15) == 2 * 64 * 15
    # M = 8: three transforms of 2.5 · 8 · 3, and 5 complex products of 6 FLOPs
    assert fft_flops(8) == 3 * 2.5 * 8 * 3 + 6 * 5
    crossing = counted_crossing(64, 64)
    assert crossing is not None
    assert fft_flops(64 + crossing - 1) < direct_flops(64, crossing)
    assert fft_flops(64 + crossing - 2) >= direct_flops(64, crossing - 1)
    assert counted_crossing(16, 64) is None


def test_the_products_of_a_layer_worked_by_hand() -> None:
    ways = {way.name: way for way in layer_ways(14, 3)}
    assert ways["direct"].products == 9
    assert ways["winograd_2"].products == 16 / 4  # 4 × 4 products for 2 × 2 values
    assert ways["winograd_4"].products == 36 / 16
    # 16 × 16 with the padding: 16 · 9 bins of a real transform, 4 multiplications each
    assert ways["fft"].products == 4 * 16 * 9 / 14**2
    assert ways["fft"].kernel_numbers == 2 * 16 * 9
    assert {way.name for way in layer_ways(14, 5)} == {"direct", "fft"}
