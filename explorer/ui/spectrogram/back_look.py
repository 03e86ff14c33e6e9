"""Back to sound: exactly with the phases, by Griffin and Lim's iteration without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.signals.griffin_lim import (
    Reconstruction,
    asked_magnitudes,
    invert_exactly,
    reconstruct,
    require_overlap,
    workable_length,
)
from explorer.signals.sound_clip import Samples, SoundClip
from explorer.signals.spectrogram import SpectrogramSettings
from explorer.ui.components.sound_track import common_gain, sound_track
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.spectrogram import settings as controls
from explorer.ui.spectrogram.compute import SpectrogramState

_KEPT = "_spectrogram_back"  # the last one of this session: a sound may be the visitor's own


@dataclass(frozen=True, slots=True, eq=False)
class _WayBack:
    """Sounds of equal length: the original, with phases, without at first, and after iterating."""

    original: Samples
    exact: Samples
    start: Reconstruction
    end: Reconstruction


def show_way_back(state: SpectrogramState) -> None:
    """Hear the original, the exact inverse and the one made of magnitudes."""
    require_overlap(state.settings)
    iterations = controls.ITERATIONS.draw(st.columns(2)[0])
    with st.spinner(_("Iterating …")):
        back = _find_back(state.clip, state.settings, iterations)
    _show_tracks(back, state)
    _show_numbers(back, state.settings)
    st.latex(
        r"\frac{\lVert\, |\text{STFT}(y)| - S \,\rVert}{\lVert S \rVert} = "
        + tex_number(back.end.convergence)
    )
    st.markdown(lesson_section("sound", "spectrogram_back"))


def _find_back(clip: SoundClip, settings: SpectrogramSettings, iterations: int) -> _WayBack:
    asked = (clip, settings, iterations)
    kept = st.session_state.get(_KEPT)
    if kept is not None and kept[0][0] is clip and kept[0][1:] == asked[1:]:
        return kept[1]  # type: ignore[no-any-return]
    rate = clip.sample_rate_hz
    samples = clip.samples[: workable_length(len(clip.samples), rate, settings)]
    magnitudes = asked_magnitudes(samples, rate, settings)
    start = reconstruct(magnitudes, settings, len(samples), 0)
    end = reconstruct(magnitudes, settings, len(samples), iterations) if iterations else start
    back = _WayBack(samples, invert_exactly(samples, settings), start, end)
    st.session_state[_KEPT] = (asked, back)
    return back


def _show_tracks(back: _WayBack, state: SpectrogramState) -> None:
    rate = state.clip.sample_rate_hz
    gain = common_gain(back.original, back.exact, back.end.samples)
    limit = float(np.abs(back.original).max()) or 1.0
    note = ""
    if len(back.original) < len(state.clip.samples):
        note = _("its first {seconds} s").format(seconds=show_number(len(back.original) / rate))
    tracks = (
        (_("Original"), note, back.original, "original"),
        (_("Back with its phases"), "torch.istft", back.exact, "exact"),
        (
            _("Back from magnitudes alone"),
            _("Griffin–Lim, {count} iterations").format(count=back.end.iterations),
            back.end.samples,
            "magnitudes",
        ),
    )
    for name, told, samples, key in tracks:
        sound_track(
            samples,
            rate,
            name=name,
            note=told,
            gain=gain,
            limit=limit,
            height_px=56,
            alt=name,
            key=f"spectrogram_{key}",
        )


def _show_numbers(back: _WayBack, settings: SpectrogramSettings) -> None:
    gap = float(np.abs(back.exact - back.original).max())
    kept = settings.bins if settings.n_mels is None else settings.n_mels
    numbers = {
        _("With phases: largest error"): show_number(gap, 2),
        _("Convergence, no iteration"): show_number(back.start.convergence),
        _("Convergence, {count} iterations").format(count=back.end.iterations): show_number(
            back.end.convergence
        ),
        _("Numbers kept a frame"): f"{kept:,}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
