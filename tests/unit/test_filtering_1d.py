from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from explorer.errors import SettingError
from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d


def noise(length: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=length).astype(np.float32)


@settings(deadline=None, max_examples=80)
@given(
    length=st.integers(1, 200),
    filters=st.integers(1, 16),
    kernel=st.integers(1, 12),
    stride=st.integers(1, 5),
    dilation=st.integers(1, 4),
    padding=st.one_of(st.integers(0, 20), st.just("same")),
)
def test_sizes_and_sums_are_those_of_pytorchs_layer(
    length: int, filters: int, kernel: int, stride: int, *, dilation: int, padding: int | str
) -> None:
    if padding == "same":
        stride = 1
    layer = torch.nn.Conv1d(1, filters, kernel, stride, padding, dilation)
    torch.nn.init.zeros_(layer.bias)
    arguments = Conv1dSettings(filters, kernel, stride, padding, dilation)  # type: ignore[arg-type]
    samples, weight = noise(length), layer.weight.detach()[:, 0].numpy()
    if arguments.span > length + sum(arguments.pads()):
        with pytest.raises(SettingError, match="raise padding"):
            run_conv1d(samples, weight, arguments)
        return
    output = run_conv1d(samples, weight, arguments)
    expected = layer(torch.from_numpy(samples)[None])[:].detach().numpy()
    np.testing.assert_allclose(output, expected, atol=1e-5)
    assert output.shape == (filters, arguments.lay_out(length).output)
    assert arguments.parameters == sum(p.numel() for p in layer.parameters())
    assert arguments.multiply_adds(length) == output.size * kernel


def test_the_lectures_layer() -> None:
    lecture = Conv1dSettings(16, 3, stride=2)
    assert lecture.parameters == 16 * 3 + 16 == 64
    assert lecture.lay_out(48_000).output == (48_000 - 3) // 2 + 1 == 23_999
    assert lecture.multiply_adds(48_000) == 16 * 3 * 23_999


@given(st.integers(1, 40), st.integers(0, 999))
@settings(deadline=None)
def test_it_is_an_fir_filter_with_the_kernel_reversed(kernel: int, seed: int) -> None:
    samples, taps = noise(120, seed), noise(kernel, seed + 1)
    output = run_conv1d(samples, taps[None], Conv1dSettings(1, kernel, padding=kernel - 1))[0]
    np.testing.assert_allclose(output, np.convolve(samples, taps[::-1]), atol=2e-4)
    causal = lfilter(taps[::-1], [1.0], samples)  # the same up to where the sound ends
    np.testing.assert_allclose(output[:120], causal, atol=2e-4)


@pytest.mark.parametrize("length", [8_000, 48_001])
@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(255, 1, 1), (64, 3, 9), (33, 2, 200)])
def test_the_way_by_the_fft_gives_the_same(
    length: int, kernel: int, stride: int, dilation: int
) -> None:
    layer = Conv1dSettings(4, kernel, stride, padding=7, dilation=dilation)
    samples, weight = noise(length), np.stack([noise(kernel, n) for n in range(4)])
    if length == 48_001:
        assert layer.multiply_adds(length) > 2_000_000
    expected = torch.nn.functional.conv1d(
        torch.from_numpy(samples).double()[None, None],
        torch.from_numpy(weight).double()[:, None],
        stride=stride,
        padding=7,
        dilation=dilation,
    )[0].numpy()
    output = run_conv1d(samples, weight, layer)
    assert output.dtype == np.float32
    assert output.shape == expected.shape
    assert np.abs(output - expected).max() < 1e-5 * np.abs(weight).sum(axis=1).max()


def test_same_padding_refuses_a_stride() -> None:
    with pytest.raises(SettingError, match="set stride to 1"):
        Conv1dSettings(1, 3, stride=2, padding="same")
