"""From a sound and control values to the spectrogram on show and the part that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.sound_clip import SoundClip
from explorer.signals.spectrogram import Spectrogram, SpectrogramSettings, compute_spectrogram
from explorer.ui.components.spectrogram_view import SoundPart

_KEPT = "_spectrogram"  # the last one of this session: a sound may be the visitor's own


@dataclass(frozen=True, slots=True, eq=False)
class SpectrogramState:
    """A sound, its spectrogram, and the part of it that is looked at.

    `picked`: whether the visitor chose the part; else it is where the loudest cell lies.
    """

    clip: SoundClip
    spectrogram: Spectrogram
    part: SoundPart
    picked: bool

    @property
    def settings(self) -> SpectrogramSettings:
        """What the spectrogram was made with."""
        return self.spectrogram.settings

    @property
    def window_s(self) -> float:
        """Length of the window in seconds."""
        return self.settings.win_length / self.clip.sample_rate_hz

    @property
    def frames(self) -> NDArray[np.int64]:
        """The frames of the part: those whose middles lie in it, at least the nearest one."""
        times = self.spectrogram.times_s
        inside = np.flatnonzero((times >= self.part.start_s) & (times <= self.part.end_s))
        middle = (self.part.start_s + self.part.end_s) / 2
        return inside if len(inside) else np.array([np.abs(times - middle).argmin()])

    @property
    def bin(self) -> int:
        """The bin of the transform that is nearest to the frequency pointed at."""
        step = self.clip.sample_rate_hz / self.settings.n_fft
        return int(min(round(self.part.hz / step), self.settings.bins - 1))

    @property
    def column(self) -> NDArray[np.float64]:
        """The part's spectrum: mean |X|² of its frames, (n_fft // 2 + 1,) float64."""
        chosen = self.spectrogram.stft[:, self.frames]
        power = chosen.real.astype(np.float64) ** 2 + chosen.imag.astype(np.float64) ** 2
        return np.asarray(power.mean(axis=1))


def make_state(
    clip: SoundClip, settings: SpectrogramSettings, part: SoundPart | None
) -> SpectrogramState:
    """Compute the spectrogram, or take the session's last one if it is the same."""
    kept: tuple[SoundClip, Spectrogram] | None = st.session_state.get(_KEPT)
    if kept is not None and kept[0] is clip and kept[1].settings == settings:
        spectrogram = kept[1]
    else:
        spectrogram = compute_spectrogram(clip.samples, clip.sample_rate_hz, settings)
        st.session_state[_KEPT] = (clip, spectrogram)
    fits = part is not None and part.start_s <= clip.duration_s and part.hz <= clip.nyquist_hz
    chosen = part if part is not None and fits else loudest_part(spectrogram)
    end = min(chosen.end_s, clip.duration_s)
    return SpectrogramState(clip, spectrogram, SoundPart(chosen.start_s, end, chosen.hz), fits)


def loudest_part(spectrogram: Spectrogram) -> SoundPart:
    """Return the place of the loudest cell."""
    row, frame = np.unravel_index(spectrogram.values.argmax(), spectrogram.values.shape)
    last = float(spectrogram.times_s[-1])
    moment = min(float(spectrogram.times_s[frame]), last)
    return SoundPart(moment, moment, float(spectrogram.frequencies_hz[row]))
