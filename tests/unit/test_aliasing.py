from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explorer.signals.aliasing import (
    alias_frequency,
    fold_power,
    folded_zones,
    guard_cutoff_hz,
    guard_filter,
    strongest_frequency,
    tone,
)
from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d
from explorer.signals.frequency_response import band_powers, frequency_response
from explorer.signals.sample_sounds import load_sound

RATE = 16_000


def strided(samples: np.ndarray, stride: int) -> np.ndarray:
    """A layer of one tap of 1: nothing but the stride."""
    return run_conv1d(samples, np.ones((1, 1), np.float32), Conv1dSettings(1, 1, stride))[0]


def test_by_hand() -> None:
    assert alias_frequency(5_000, 8_000) == 3_000  # |5000 − 1·8000|
    assert alias_frequency(7_000, 4_000) == 1_000  # |7000 − 2·4000|
    assert alias_frequency(900, 4_000) == 900
    assert alias_frequency(4_000, 4_000) == 0
    assert [(z.low_hz, z.high_hz, z.upside_down) for z in folded_zones(16_000, 4)] == [
        (2_000, 4_000, True),
        (4_000, 6_000, False),
        (6_000, 8_000, True),
    ]
    assert folded_zones(16_000, 1) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(100, 7_900), st.integers(1, 8))
def test_a_strided_tone_is_heard_where_theory_says(frequency_hz: int, stride: int) -> None:
    rate = RATE / stride
    expected = alias_frequency(frequency_hz, rate)
    assume(40 < expected < rate / 2 - 40)  # its mirror image would pull at the peak
    output = strided(tone(frequency_hz, RATE, 1.0, 0.5), stride)
    assert strongest_frequency(output, rate) == pytest.approx(expected, abs=0.5)


@given(st.floats(0, 1e5), st.floats(100, 5e4))
def test_an_alias_is_below_nyquist_and_its_own_alias(frequency_hz: float, rate: float) -> None:
    heard = alias_frequency(frequency_hz, rate)
    assert 0 <= heard <= rate / 2 * (1 + 1e-12)
    assert alias_frequency(heard, rate) == pytest.approx(heard, abs=1e-9 * rate)


@pytest.mark.parametrize("stride", [2, 3, 5, 16])
def test_the_low_pass_in_front_leaves_nothing_to_fold(stride: int) -> None:
    guard = guard_filter(RATE, stride)
    response = frequency_response(guard, RATE, points=8_001)
    assert response.magnitude[response.frequencies_hz >= RATE / 2 / stride].max() < 2e-4
    assert response.magnitude[response.frequencies_hz <= 0.4 * RATE / 2 / stride].min() > 0.98
    assert guard_cutoff_hz(RATE, stride) < RATE / 2 / stride
    above = tone(RATE / 2 / stride + 200, RATE, 0.5, 0.5)
    kept = run_conv1d(above, guard[None].astype(np.float32), Conv1dSettings(1, 255))
    assert np.abs(strided(kept[0], stride)).max() < 1e-3 * np.abs(strided(above, stride)).max()


@pytest.mark.parametrize("stride", [2, 3, 4])
def test_the_chirp_comes_down_again(stride: int) -> None:
    clip = load_sound("chirp")
    output, rate = strided(clip.samples, stride), clip.sample_rate_hz / stride
    piece = int(0.05 * rate)
    heard = [
        strongest_frequency(output[start : start + piece], rate)
        for start in range(0, len(output) - piece, piece)
    ]
    top = int(np.argmax(heard))
    assert 0 < top < len(heard) - 1
    assert heard[-1] < heard[top]


@pytest.mark.parametrize("stride", [2, 3, 4, 8])
def test_folded_bands_are_those_of_the_strided_sound(stride: int) -> None:
    bands = 64 * stride
    width = RATE / 2 / bands
    samples = np.random.default_rng(stride).normal(size=120_000).astype(np.float32)
    kept, folded = fold_power(band_powers(samples, RATE, width).power, stride)
    output = band_powers(strided(samples, stride), RATE / stride, width)
    assert output.power.shape == kept.shape
    np.testing.assert_allclose(kept + folded, output.power, rtol=0.5)
    assert (kept + folded).sum() == pytest.approx(float((samples**2).mean()))


def test_folding_by_hand() -> None:
    kept, folded = fold_power(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 3)
    assert kept.tolist() == [1, 2]
    assert folded.tolist() == [4 + 5, 3 + 6]  # the second pair upside down, the third upright


def test_a_tone_is_eased_in_and_out() -> None:
    wave = tone(440, RATE, 0.5, 0.3)
    assert wave.shape == (8_000,)
    assert np.abs(wave).max() == pytest.approx(0.3, abs=1e-3)
    assert np.abs(np.diff(wave[:20])).max() < 0.01
