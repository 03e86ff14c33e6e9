"""The sound page's spectrogram: what is seen, heard, counted and said of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from explorer.signals.sound_clip import SoundClip
from explorer.ui.components.sound_track import common_gain
from explorer.ui.components.spectrogram_view import (
    HeardSound,
    SoundPart,
    SpectrogramImage,
    spectrogram_view,
)
from explorer.ui.controls import draw_all
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.problems import guarded
from explorer.ui.spectrogram import settings as controls
from explorer.ui.spectrogram.compute import SpectrogramState, make_state
from explorer.ui.spectrogram.sentences import describe, formulas, scale_text


def present(clip: SoundClip) -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    values = _draw_controls()
    text = controls.PICK.draw()
    part = controls.parse_part(text) if text else None
    state = make_state(clip, controls.read_settings(values), part)
    _show_picture(state, values[controls.TOP_HZ.key])
    st.caption(lesson_section("sound", "spectrogram"))
    _show_numbers(state)
    what_you_see(describe(state))
    st.latex(formulas(state))
    look = controls.VIEW.draw(st)
    guarded(lambda: _look_closer(look, state))


def _draw_controls() -> dict[str, Any]:
    places = st.columns([*[3] * len(controls.MAIN), 2], vertical_alignment="bottom")
    values = draw_all(controls.MAIN, places[:-1])
    with places[-1].popover(_("More"), icon=":material/tune:", width="stretch"):
        return values | draw_all(controls.MORE, [st] * len(controls.MORE))


def _look_closer(look: str, state: SpectrogramState) -> None:
    from explorer.ui.spectrogram import back_look, looks, scripts, tradeoff_look

    closer = {
        "slice": looks.show_slice,
        "tradeoff": tradeoff_look.show_tradeoff,
        "conv1d": looks.show_conv1d,
        "back": back_look.show_way_back,
        "code": scripts.show_script,
    }
    closer[look](state)


def _show_picture(state: SpectrogramState, top_hz: float) -> None:
    found, clip = state.spectrogram, state.clip
    rows = max(1, int(np.count_nonzero(found.frequencies_hz <= top_hz)))
    image = SpectrogramImage(
        found.values[:rows],
        found.frequencies_hz[:rows],
        found.times_s,
        found.low,
        found.high,
        "dB" if found.unit == "dB" else "",
        scale_text(found),
    )
    spectrogram_view(
        image,
        name=_("Spectrogram"),
        note=_("{rows} × {frames} values").format(
            rows=f"{len(found.values):,}", frames=f"{found.values.shape[1]:,}"
        ),
        sound=HeardSound(clip.samples, clip.sample_rate_hz, common_gain(clip.samples)),
        pick=state.part if state.picked else None,
        on_pick=_keep_part,
        height_px=310,
        alt=_("Spectrogram of the sound: time to the right, frequency upwards"),
        key="spectrogram_picture",
    )


def _keep_part(part: SoundPart) -> None:
    set_controls({controls.PICK.key: controls.write_part(part)})


def _show_numbers(state: SpectrogramState) -> None:
    settings, clip = state.settings, state.clip
    cells, count = state.spectrogram.values.size, len(clip.samples)
    rows, frames = state.spectrogram.values.shape
    numbers = {
        _("Shape: frequencies × frames"): f"{rows:,} × {frames:,}",
        _("Bin width"): f"{show_number(clip.sample_rate_hz / settings.n_fft, 4)} Hz",
        _("Hop"): f"{show_number(1000 * settings.hop_length / clip.sample_rate_hz)} ms",
        _("Values a sample"): show_number(cells / count),
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
