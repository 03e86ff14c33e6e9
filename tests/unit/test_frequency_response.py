from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import freqz
from scipy.signal import group_delay as scipy_group_delay

from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d
from explorer.signals.frequency_response import (
    FLOOR_DB,
    band_powers,
    frequency_response,
    group_delay,
    to_decibels,
)

RATE = 16_000


@given(st.integers(1, 64), st.integers(1, 5), st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_it_is_freqz_of_the_reversed_kernel(kernel: int, dilation: int, seed: int) -> None:
    taps = np.random.default_rng(seed).normal(size=kernel)
    spread = np.zeros(dilation * (kernel - 1) + 1)
    spread[::dilation] = taps
    response = frequency_response(taps, RATE, dilation=dilation, points=101)
    _frequencies, expected = freqz(spread, worN=response.frequencies_hz, fs=RATE)
    np.testing.assert_allclose(response.values, expected.conj(), atol=1e-9)


def test_dilation_squeezes_the_response_and_repeats_it() -> None:
    taps = np.array([0.25, 0.5, 0.25])
    plain = frequency_response(taps, RATE, points=401).magnitude
    spread = frequency_response(taps, RATE, dilation=2, points=401).magnitude
    np.testing.assert_allclose(spread[:201], plain[::2], atol=1e-12)
    np.testing.assert_allclose(spread[200:], plain[::-2], atol=1e-12)  # mirrored: an image


@pytest.mark.parametrize("frequency_hz", [125, 1_000, 3_000, 7_875])
def test_a_tone_comes_out_multiplied_by_the_response(frequency_hz: int) -> None:
    taps = np.random.default_rng(1).normal(size=9)
    time_s = np.arange(4_000) / RATE
    given_tone = np.sin(2 * np.pi * frequency_hz * time_s).astype(np.float32)
    output = run_conv1d(given_tone, taps[None].astype(np.float32), Conv1dSettings(1, 9))[0]
    response = frequency_response(taps, RATE, points=RATE // 2 + 1)  # a point each hertz
    value = response.values[frequency_hz]
    expected = np.abs(value) * np.sin(
        2 * np.pi * frequency_hz * time_s[: len(output)] + np.angle(value)
    )
    np.testing.assert_allclose(output, expected, atol=1e-4)


def test_symmetric_kernels_run_half_their_length_ahead() -> None:
    taps = np.hanning(13)
    delays = group_delay(taps, RATE, 65)
    assert np.nanmax(np.abs(delays - 6)) < 1e-6
    uneven = np.array([1.0, -0.4, 0.2])
    frequencies = np.linspace(0, RATE / 2, 33)
    _w, expected = scipy_group_delay((uneven, [1.0]), w=frequencies, fs=RATE)
    np.testing.assert_allclose(group_delay(uneven, RATE, 33), expected, atol=1e-9)
    assert np.isnan(group_delay(np.zeros(3), RATE, 5)).all()


@given(st.integers(2, 3_000), st.sampled_from([1_000, 16_000, 44_100]), st.floats(5, 400))
@settings(deadline=None, max_examples=60)
def test_parseval(length: int, rate: int, width_hz: float) -> None:
    samples = np.random.default_rng(length).normal(size=length)
    bands = band_powers(samples, rate, width_hz)
    assert bands.power.sum() == pytest.approx(float((samples**2).mean()), rel=1e-9)
    assert len(bands.power) == max(1, int(np.ceil(rate / 2 / width_hz - 1e-9)))
    assert len(bands.centres_hz) == len(bands.power)


def test_a_full_scale_sine_has_half_in_its_own_band() -> None:
    samples = np.sin(2 * np.pi * 1_010 * np.arange(RATE) / RATE).astype(np.float32)
    bands = band_powers(samples, RATE, 20.0)
    assert bands.power.argmax() == 1_010 // 20
    assert bands.power.max() == pytest.approx(0.5, rel=1e-3)


def test_decibels_end_at_the_floor() -> None:
    assert to_decibels(np.array([1.0, 0.01, 0.0])).tolist() == [0, -20, FLOOR_DB]
    assert to_decibels(np.array([4.0]), 4.0).tolist() == [0]
    assert to_decibels(np.array([1.0]), 0.0).tolist() == [FLOOR_DB]
