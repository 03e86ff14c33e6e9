"""One sound: its waveform in time, a player, and the place that is listened to.

Drawing and playing happen in the browser; Python hears of a place that was clicked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from explorer.signals.playing import PlayedSound, common_gain, make_playable
from explorer.signals.sound_clip import Samples
from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _
from explorer.ui.numerals import show_number

__all__ = ["TrackMark", "common_gain", "read_place", "sound_track", "track_payload"]

_component = st.components.v2.component(
    "explorer_sound_track",
    css=read_inline("sound_track.css"),
    js=read_inline("drawing.js", "wav_file.js", "sound_track.js"),
)


@dataclass(frozen=True, slots=True)
class TrackMark:
    """A span of time that is shaded, with a word above it."""

    start_s: float
    end_s: float
    label: str = ""


def sound_track(
    samples: Samples,
    sample_rate_hz: float,
    *,
    name: str,
    note: str = "",
    gain: float = 1.0,
    limit: float | None = None,
    duration_s: float | None = None,
    marks: Sequence[TrackMark] = (),
    on_pick: Callable[[float], None] | None = None,
    height_px: int = 72,
    alt: str,
    key: str,
) -> None:
    """Draw (N,) float32 samples as a waveform that can be played, and saved as WAV.

    `gain` multiplies what is heard; what passes full scale is clipped, so hand tracks that belong
    together one `common_gain`. `limit` is the value at the edge of the drawing (the track's own
    peak if None); `duration_s` the end of the time axis, so that tracks under each other share
    one. `on_pick(seconds)` runs as a callback when a place is clicked. A track that plays while
    its samples change goes on with the new ones, and only one track of a page plays at a time.
    """
    sound = make_playable(samples, sample_rate_hz, gain)

    def take_place() -> None:
        place = read_place((st.session_state.get(key) or {}).get("picked"), sound)
        if place is not None and on_pick is not None:
            on_pick(place)

    _component(
        key=key,
        data=track_payload(sound, samples, limit=limit, gain=gain, duration_s=duration_s)
        | {
            "name": name,
            "note": _note(sound, note, gain),
            "marks": [[mark.start_s, mark.end_s, mark.label] for mark in marks],
            "height": height_px,
            "picks": on_pick is not None,
            "alt": alt,
            "file": f"{key}.wav",
            "labels": _labels(name),
        },
        on_picked_change=take_place,
    )


def track_payload(
    sound: PlayedSound,
    samples: Samples,
    *,
    limit: float | None,
    gain: float,
    duration_s: float | None,
) -> dict[str, Any]:
    """Return what the browser draws and plays: the 16-bit numbers, their rate, the axes' ends."""
    peak = float(np.abs(samples).max())
    edge = limit if limit else peak
    return {
        "pcm": sound.pcm,
        "rate": sound.rate_hz,
        "edge": edge * gain,  # in what is played
        "edge_text": f"±{show_number(edge)}",
        "duration": max(duration_s or 0.0, len(sound.pcm) / sound.rate_hz),
        "token": digest(sound.pcm, np.array([sound.rate_hz, edge * gain])),
    }


def read_place(value: object, sound: PlayedSound) -> float | None:
    """Read the second that the browser told; None for what is none of the sound's."""
    if type(value) not in {int, float}:
        return None
    seconds = float(value)  # type: ignore[arg-type]
    return seconds if 0.0 <= seconds <= len(sound.pcm) / sound.rate_hz else None


def _note(sound: PlayedSound, note: str, gain: float) -> str:
    words = [note] if note else []
    if sound.raised_by > 1:
        words.append(
            _("played with {factor} times as many samples, interpolated").format(
                factor=sound.raised_by
            )
        )
    if gain != 1.0:
        words.append(_("played at {share:.0%} of its level, to stay in range").format(share=gain))
    return " · ".join(words)


def _labels(name: str) -> Mapping[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "play": _("Play {name}").format(name=name),
        "pause": _("Pause {name}").format(name=name),
        "repeat": _("Repeat"),
        "save": _("Save as WAV"),
        "place": _("Place in {name}, seconds").format(name=name),
        "clock": _("{now} of {all} s"),
        "unit": _("s"),
        "refused": _("This browser does not play the sound: save it and open it elsewhere."),
    }
