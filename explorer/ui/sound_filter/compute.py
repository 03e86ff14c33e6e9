"""From a sound and a layer's settings to everything that is shown of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.geometry import AxisGeometry
from explorer.signals.aliasing import fold_power, guard_filter
from explorer.signals.bank_1d import Bank1d, make_bank
from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d
from explorer.signals.frequency_response import (
    BANDS,
    BandPowers,
    band_powers,
    frequency_response,
)
from explorer.signals.sound_clip import SoundClip
from explorer.ui.language import _
from explorer.ui.sound_filter.settings import WaveformState

Floats = NDArray[np.float32]
Numbers = NDArray[np.float64]
_BEFORE = "_sound_spectrum_before"


@dataclass(frozen=True, slots=True, eq=False)
class LayerView:
    """One layer over one sound.

    `given`: (L,) float32, what the layer sees (the sound, or its low-pass in front of a stride);
    `output`: (L_out,) float32, of the filter on show.
    """

    clip: SoundClip
    state: WaveformState
    bank: Bank1d
    geometry: AxisGeometry
    given: Floats
    output: Floats

    @property
    def taps(self) -> Floats:
        """The kernel on show, (K,) float32."""
        return np.asarray(self.bank.weight[self.state.shown])

    @property
    def rate_hz(self) -> float:
        """Samples a second of the output: a stride of s leaves every s-th."""
        return self.clip.sample_rate_hz / self.state.layer.stride

    @property
    def title(self) -> str:
        """The name of the filter on show, in the visitor's language."""
        return self.bank.titles[self.state.shown].label(_)

    @property
    def output_shape(self) -> tuple[int, int]:
        """Shape of the layer's output: (out_channels, L_out)."""
        return self.state.layer.out_channels, self.geometry.output


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """Power by frequency before and after, and what a stride folded into the latter.

    `kept` and `folded`: (B / stride,), the output's power by where it came from: below the new
    Nyquist, and above it.
    """

    before: BandPowers
    after: BandPowers
    kept: Numbers
    folded: Numbers
    above_share: float  # of the power at the stride, what lies above the new Nyquist


def run_layer(clip: SoundClip, state: WaveformState) -> LayerView:
    """Run the filter on show over the sound; raises SettingError where that is impossible."""
    geometry = state.layer.lay_out(len(clip.samples))
    bank = make_bank(state.filter, state.layer.out_channels, clip.sample_rate_hz)
    given = clip.samples
    if state.guard:
        guard = guard_filter(clip.sample_rate_hz, state.layer.stride).astype(np.float32)
        keep_length = Conv1dSettings(1, len(guard), padding="same")
        given = run_conv1d(given, guard[None], keep_length)[0]
    output = run_conv1d(given, bank.weight[state.shown][None], state.layer)[0]
    return LayerView(clip, state, bank, geometry, given, output)


def run_whole_bank(view: LayerView) -> Floats:
    """Return the outputs of all filters, (O, L_out) float32."""
    return run_conv1d(view.given, view.bank.weight, view.state.layer)


def compare_spectra(view: LayerView) -> Spectra:
    """Return the spectra before and after, in bands of one width."""
    rate, stride = view.clip.sample_rate_hz, view.state.layer.stride
    bands = stride * round(BANDS / stride)
    width = rate / 2 / bands
    before = _powers_before(view.clip, width)
    seen = before if view.given is view.clip.samples else band_powers(view.given, rate, width)
    response = frequency_response(
        view.taps, rate, dilation=view.state.layer.dilation, points=2 * bands + 1
    )
    passed = seen.power * response.magnitude[1::2] ** 2  # at the bands' centres
    kept, folded = fold_power(passed, stride)
    total = float(passed.sum())
    above = float(folded.sum()) / total if total > 0 else 0.0
    after = band_powers(view.output, view.rate_hz, width)
    return Spectra(before, after, kept, folded, above)


def _powers_before(clip: SoundClip, width_hz: float) -> BandPowers:
    """Return the sound's own spectrum, which no filter changes: the session keeps the last one.

    Kept in the session, since the sound may be the visitor's own.
    """
    samples, powers = st.session_state.get(_BEFORE, (None, None))
    if samples is clip.samples and isinstance(powers, BandPowers) and powers.width_hz == width_hz:
        return powers
    powers = band_powers(clip.samples, clip.sample_rate_hz, width_hz)
    st.session_state[_BEFORE] = (clip.samples, powers)
    return powers


def power(samples: Floats) -> float:
    """Mean square of (N,) samples."""
    return float(np.mean(np.square(samples, dtype=np.float64)))
