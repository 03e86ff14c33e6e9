"""Closer looks at the mask: kept and rest, onsets in time, tones in frequency."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.plots.colours import enlarge, sequential_picture
from explorer.plots.sound_maps import peaks_figure
from explorer.signals.map_peaks import (
    TOLERANCE_S,
    clicks_at,
    match_times,
    onset_strength,
    tone_frequencies,
    tone_strength,
)
from explorer.signals.spectrogram_maps import RANGE_DB, picture_sound
from explorer.ui.components.sound_track import TrackMark, common_gain, sound_track
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.sound_maps.compute import MapView, MaskedSound
from explorer.ui.sound_maps.sentences import finds_onsets, finds_tones
from explorer.ui.sound_maps.truth import true_onsets, true_tones

_LEAST_SIDE = 320


def show_parts(view: MapView, masked: MaskedSound) -> None:
    """The picture of the sound, of what comes through the mask, and of the rest, on one scale."""
    rate, loudest = view.clip.sample_rate_hz, view.sound.loudest_db
    pictures = {
        _("The sound"): view.sound.picture,
        _("Through the mask"): picture_sound(masked.kept, rate, loudest).picture,
        _("The rest"): picture_sound(masked.rest, rate, loudest).picture,
    }
    for place, (name, picture) in zip(st.columns(len(pictures)), pictures.items(), strict=True):
        place.image(
            enlarge(sequential_picture(picture, 0.0, RANGE_DB), min_side=_LEAST_SIDE),
            caption=name,
            alt=_("Log mel spectrogram: {name}").format(name=name),
            width="stretch",
        )
    st.caption(
        _(
            "One scale for all three: dark 0 dB (silence), light {range} dB (the sound's loudest "
            "cell). Each is the spectrogram of what is heard."
        ).format(range=f"{RANGE_DB:g}")
    )
    st.markdown(lesson_section("sound", "maps_mask"))


def show_onsets(view: MapView) -> None:
    """The answers added up over frequency, their peaks, and a tick at each of them to hear."""
    if not finds_onsets(view):
        st.info(
            _(
                "This kernel answers to more than beginnings: choose “Onset” or “Hit”, or make one "
                "whose rows sum to 0 and whose columns do not."
            ),
            icon=":material/info:",
        )
    found = view.sound.column_s[view.onsets]
    known = true_onsets(view)
    st.plotly_chart(
        peaks_figure(
            view.sound.column_s,
            onset_strength(view.strength),
            view.onsets,
            known,
            place_label=_("time, s"),
            value_label=_("mean of the positive answers, dB"),
            peak_label=_("found"),
            known_label=_("where a sound begins"),
        ),
        width="stretch",
        key="sound_maps_onsets",
        alt=_("Onset strength over time with {count} peaks").format(count=len(found)),
    )
    _play_ticks(view, found)
    st.markdown(" ".join(_tell_onsets(found, known)))
    st.markdown(lesson_section("sound", "maps_onsets"))


def _play_ticks(view: MapView, found: NDArray[np.float64]) -> None:
    """The sound with a tick at each found time, and a frame's span marked there."""
    rate = view.clip.sample_rate_hz
    both = view.heard.samples + clicks_at(found, len(view.heard.samples), rate)
    hop_s = view.sound.hop_length / rate
    sound_track(
        both,
        rate,
        name=_("The sound, with a tick at each peak"),
        gain=common_gain(both),
        marks=[TrackMark(moment, moment + hop_s) for moment in found],
        alt=_("Waveform with {count} spans marked").format(count=len(found)),
        key="sound_maps_ticks",
    )


def _tell_onsets(found: NDArray[np.float64], known: NDArray[np.float64] | None) -> list[str]:
    if known is None:
        return [_("Peaks found: {count}.").format(count=len(found))]
    right = match_times(found, known)
    return [
        _(
            "{right} of {all} beginnings have a peak within {tolerance} ms; {wrong} further peaks "
            "have none."
        ).format(
            right=right,
            all=len(known),
            tolerance=f"{1000 * TOLERANCE_S:.0f}",
            wrong=len(found) - right,
        )
    ]


def show_tones(view: MapView) -> None:
    """The answers added up over time, their peaks, and the frequencies read there."""
    if not finds_tones(view):
        st.info(
            _(
                "This kernel answers to more than tones: choose “Tone”, or make one whose columns "
                "sum to 0 and whose rows do not."
            ),
            icon=":material/info:",
        )
    known = true_tones(view)
    found = tone_frequencies(view.sound, view.tones)
    order = slice(None, None, -1)  # from the lowest frequency up
    rows = len(view.sound.row_hz)
    st.plotly_chart(
        peaks_figure(
            view.sound.row_hz[order],
            tone_strength(view.strength)[order],
            np.sort(rows - 1 - view.tones),
            known,
            place_label=_("frequency, Hz"),
            value_label=_("mean of the positive answers, dB"),
            peak_label=_("found"),
            known_label=_("what was put in"),
        ),
        width="stretch",
        key="sound_maps_tones",
        alt=_("Answers over frequency with {count} peaks").format(count=len(found)),
    )
    listed = ", ".join(f"{hertz:,.0f}" for hertz in found) or "–"
    st.markdown(
        _("Found, in hertz: {found}.").format(found=listed)
        + (
            " " + _("Put in: {known}.").format(known=", ".join(f"{hertz:,.0f}" for hertz in known))
            if known is not None
            else ""
        )
    )
    st.markdown(lesson_section("sound", "maps_tones"))
