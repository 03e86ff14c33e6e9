"""What the components of the sound page are handed and what they take back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d
from explorer.signals.filters_1d import FilterSettings
from explorer.signals.pitch_picture import pitch_picture
from explorer.signals.sound_clip import SoundClip
from explorer.ui.components.frequency_chart import (
    FrequencyCurve,
    FrequencyMark,
    FrequencyPanel,
    chart_payload,
)
from explorer.ui.components.kernel_bars import read_taps
from explorer.ui.components.wave_rows import envelope
from explorer.ui.sound_filter.compute import compare_spectra, run_layer, run_whole_bank
from explorer.ui.sound_filter.excerpt import cut_excerpt
from explorer.ui.sound_filter.settings import WaveformState

RATE = 16_000


def noise_clip(length: int) -> SoundClip:
    samples = np.random.default_rng(length).uniform(-1, 1, length).astype(np.float32)
    return SoundClip(samples, RATE, "noise")


def test_curves_share_one_array() -> None:
    panels = (
        FrequencyPanel("A", (FrequencyCurve("a", np.array([1.0, 2]), 0, 10),), 0, 2),
        FrequencyPanel("B", (FrequencyCurve("b", np.array([3.0]), 5, 1, "area"),), 0, 3),
    )
    payload = chart_payload(panels, 8_000, [FrequencyMark(100, "here"), FrequencyMark(1, "", 2)])
    assert payload["values"].tolist() == [1, 2, 3]
    spans = [(c["from"], c["to"]) for panel in payload["panels"] for c in panel["curves"]]
    assert spans == [(0, 2), (2, 3)]
    assert payload["marks"] == [[100, None, "here"], [1, 2, ""]]


def test_only_whole_kernels_are_taken_from_the_browser() -> None:
    taken = read_taps([1, -0.5], 2)
    assert taken is not None
    assert taken.tolist() == [1, -0.5]
    for wrong in (None, [1], [1, "2"], [1, math.nan], [1, math.inf], [True, 1], {"0": 1}):
        assert read_taps(wrong, 2) is None


@given(st.integers(1, 500), st.integers(1, 60))
def test_an_envelope_holds_every_peak(length: int, columns: int) -> None:
    samples = np.random.default_rng(length).normal(size=length)
    low, high = envelope(samples, columns)
    assert len(low) == min(length, columns)
    assert low.min() == samples.min()
    assert high.max() == samples.max()


@settings(deadline=None, max_examples=80)
@given(
    length=st.integers(2, 4_000),
    kernel=st.integers(1, 60),
    stride=st.integers(1, 16),
    dilation=st.integers(1, 6),
    padding=st.integers(0, 2_000),
    place_s=st.floats(0, 1),
)
def test_an_excerpt_makes_its_own_outputs(
    *, length: int, kernel: int, stride: int, dilation: int, padding: int, place_s: float
) -> None:
    layer = Conv1dSettings(1, kernel, stride, padding, dilation)
    if layer.span > length + 2 * padding:
        return
    state = WaveformState(FilterSettings("random", kernel), layer, guard=False, shown=0)
    view = run_layer(noise_clip(length), state)
    excerpt = cut_excerpt(view, place_s)
    plain = Conv1dSettings(1, kernel, stride, 0, dilation)
    again = run_conv1d(excerpt.samples, view.taps[None], plain)[0]
    np.testing.assert_allclose(again, excerpt.output, atol=1e-5)
    assert sum(excerpt.pads) < len(excerpt.samples)
    assert 0 <= excerpt.start_s <= excerpt.end_s <= view.clip.duration_s + 1e-9


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
@pytest.mark.parametrize("guard", [False, True])
def test_what_is_folded_is_what_the_low_pass_in_front_takes(stride: int, *, guard: bool) -> None:
    state = WaveformState(
        FilterSettings("average", 1), Conv1dSettings(1, 1, stride), guard=guard, shown=0
    )
    view = run_layer(noise_clip(64_000), state)
    spectra = compare_spectra(view)
    assert len(spectra.after.power) == len(spectra.folded) == len(spectra.before.power) // stride
    share = 0 if guard else 1 - 1 / stride  # of white noise, what lies above the new Nyquist
    assert spectra.above_share == pytest.approx(share, abs=0.02)
    total = float((spectra.kept + spectra.folded).sum())
    assert spectra.after.power.sum() == pytest.approx(total, rel=0.05)


def test_the_bank_begins_with_the_filter_on_show() -> None:
    state = WaveformState(
        FilterSettings("low_pass", 31), Conv1dSettings(5, 31, 2), guard=True, shown=3
    )
    view = run_layer(noise_clip(3_000), state)
    outputs = run_whole_bank(view)
    assert outputs.shape == view.output_shape
    np.testing.assert_allclose(outputs[3], view.output, atol=1e-6)


def test_a_rising_tone_rises_in_its_picture() -> None:
    time_s = np.arange(2 * RATE) / RATE
    rising = np.sin(2 * np.pi * (500 * time_s + 1_500 * time_s**2)).astype(np.float32)
    levels = pitch_picture(rising, RATE)
    rows = levels.argmax(axis=0)
    assert (np.diff(rows[5:-5]) >= 0).all()
    assert rows[-20] > 3 * rows[20]
    assert levels.min() >= -60
    assert levels.max() == pytest.approx(0, abs=1e-4)
    assert (pitch_picture(np.zeros(100, np.float32), RATE) == -60).all()


@pytest.mark.parametrize("samples", [[0.0] * 3, [0.5, -0.5], [0.0] * 5_000])
@pytest.mark.parametrize("stride", [1, 16])
def test_short_and_silent_sounds_have_spectra_too(samples: list[float], stride: int) -> None:
    clip = SoundClip(np.array(samples, np.float32), 1_000, "hardly any")
    layer = Conv1dSettings(1, 3, stride, padding=8)
    view = run_layer(clip, WaveformState(FilterSettings("average", 3), layer, stride > 1, 0))
    spectra = compare_spectra(view)
    for powers in (spectra.before.power, spectra.after.power, spectra.kept, spectra.folded):
        assert np.isfinite(powers).all()
        assert (powers >= 0).all()
    assert np.isfinite(pitch_picture(view.output, view.rate_hz)).all()
    assert len(cut_excerpt(view, 0.0).output)
