"""A spectrogram that is read under the pointer and heard where it is clicked.

Painting, reading and playing happen in the browser; Python hears of a part that was chosen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.playing import make_playable
from explorer.signals.sound_clip import Samples
from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import code_values, digest
from explorer.ui.language import _

Floats = NDArray[np.float32]
MOST_ROWS, MOST_COLUMNS = 512, 1_024  # sent; of more cells the strongest of a block is

_component = st.components.v2.component(
    "explorer_spectrogram",
    css=read_inline("spectrogram_view.css"),
    js=read_inline("drawing.js", "wav_file.js", "spectrogram_view.js"),
)
_samples = st.components.v2.component(
    "explorer_samples", js=read_inline("drawing.js", "sound_samples.js")
)


@dataclass(frozen=True, slots=True, eq=False)
class SpectrogramImage:
    """What is drawn: `values` (F, T) float32, ROW 0 IS THE LOWEST FREQUENCY.

    `frequencies_hz`: (F,), rising; `times_s`: (T,), evenly spaced; `low`, `high`: the ends of the
    colour scale; `unit` and `scale`: what the legend says of it.
    """

    values: Floats
    frequencies_hz: NDArray[np.float64]
    times_s: NDArray[np.float64]
    low: float
    high: float
    unit: str
    scale: str = ""


@dataclass(frozen=True, slots=True)
class SoundPart:
    """A part of a sound: from `start_s` to `end_s` (the same: one frame), pointed at at `hz`."""

    start_s: float
    end_s: float
    hz: float


@dataclass(frozen=True, slots=True, eq=False)
class HeardSound:
    """The sound of a spectrogram: (N,) float32, its rate, and the least seconds one click plays."""

    samples: Samples
    sample_rate_hz: float
    gain: float = 1.0
    least_s: float = 0.2

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.sample_rate_hz


def spectrogram_view(
    image: SpectrogramImage,
    *,
    name: str,
    note: str = "",
    sound: HeardSound | None = None,
    pick: SoundPart | None = None,
    on_pick: Callable[[SoundPart], None] | None = None,
    span_s: tuple[float, float] | None = None,
    height_px: int = 320,
    alt: str,
    key: str,
) -> None:
    """Draw a spectrogram with its axes and legend; without `sound` it is silent.

    `span_s`: the ends of the time axis (the sound's, or the frames' own). A click chooses a frame,
    a drag a span of time; either is heard at once, and `on_pick(part)` runs as a callback.
    """

    def take_part() -> None:
        part = read_part((st.session_state.get(key) or {}).get("picked"))
        if part is not None and on_pick is not None:
            on_pick(part)

    with st.container(gap=None):  # the samples' own element takes no room
        token = _lay_ready(sound, key) if sound is not None else ""
        _component(
            key=key,
            data=image_payload(image, span_s or _own_span(image, sound))
            | {
                "name": name,
                "note": note,
                "sound": token,
                "duration": sound.duration_s if sound else 0.0,
                "hear_s": sound.least_s if sound else 0.0,
                "pick": None if pick is None else [pick.start_s, pick.end_s, pick.hz],
                "picks": on_pick is not None,
                "height": height_px,
                "alt": alt,
                "labels": _labels(hears=sound is not None, picks=on_pick is not None),
            },
            on_picked_change=take_part,
        )


def _lay_ready(sound: HeardSound, key: str) -> str:
    """Hand the samples to the browser in an element of their own, which seldom changes."""
    played = make_playable(sound.samples, sound.sample_rate_hz, sound.gain)
    token = digest(played.pcm, np.array([played.rate_hz]))
    _samples(
        key=f"{key}_samples",
        data={"pcm": played.pcm, "rate": played.rate_hz, "token": token},
        height=1,
    )
    return token


def image_payload(image: SpectrogramImage, span_s: tuple[float, float]) -> dict[str, Any]:
    """Return what the browser draws: codes 1 to 255 of the cells, lowest row first, and axes."""
    rows, columns = image.values.shape
    block = math.ceil(rows / MOST_ROWS), math.ceil(columns / MOST_COLUMNS)
    drawn = strongest_cells(image.values, *block)
    ends = (np.array([end], dtype=np.float32) for end in (image.low, image.high))
    codes = code_values(drawn[None], *ends)[0]
    first_s = float(image.times_s[0])
    step_s = float(image.times_s[1] - image.times_s[0]) if columns > 1 else span_s[1] - span_s[0]
    axis = _frequency_axis(image.frequencies_hz)
    extent = np.array([first_s, step_s, *span_s, *image.frequencies_hz[[0, -1]], rows, columns])
    return {
        "codes": codes.ravel(),
        "drawn": list(codes.shape),
        "cells": [rows, columns],
        "block": list(block),
        "first_s": first_s,
        "step_s": step_s,
        "span": list(span_s),
        "low": image.low,
        "high": image.high,
        "unit": image.unit,
        "scale": image.scale,
        "token": digest(codes, extent, np.array([image.low, image.high])),
        **axis,
    }


def strongest_cells(values: Floats, rows: int, columns: int) -> Floats:
    """Return the greatest value of each block of `rows` × `columns` cells; the last may be less."""
    small = values
    if rows > 1:
        small = np.maximum.reduceat(small, np.arange(0, len(small), rows), axis=0)
    if columns > 1:
        small = np.maximum.reduceat(small, np.arange(0, small.shape[1], columns), axis=1)
    return small


def _frequency_axis(hertz: NDArray[np.float64]) -> dict[str, Any]:
    """Say an even axis by its first value and its step, any other by all its values."""
    steps = np.diff(hertz)
    if len(steps) and not np.allclose(steps, steps[0]):
        return {"hz": [float(value) for value in hertz], "first_hz": 0.0, "step_hz": 1.0}
    step = float(steps[0]) if len(steps) else 1.0
    return {"hz": None, "first_hz": float(hertz[0]), "step_hz": step}


def _own_span(image: SpectrogramImage, sound: HeardSound | None) -> tuple[float, float]:
    if sound is not None:
        return 0.0, sound.duration_s
    times = image.times_s
    half = (times[1] - times[0]) / 2 if len(times) > 1 else 0.5
    return float(times[0] - half), float(times[-1] + half)


def read_part(value: object) -> SoundPart | None:
    """Read the part that the browser told; None for what is none."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    if not all(type(number) in {int, float} and math.isfinite(number) for number in value):
        return None
    start, end, hz = map(float, value)
    return SoundPart(start, end, hz) if 0 <= start <= end and hz >= 0 else None


def _labels(*, hears: bool, picks: bool) -> Mapping[str, str]:
    """Every string the component shows, in the visitor's language."""
    hint = _("Point at it to read it.")
    if hears:
        hint = _("Click to hear a place, drag to hear a span.")
    elif picks:
        hint = _("Click a place.")
    return {
        "play": _("Play the sound"),
        "pause": _("Pause the sound"),
        "again": _("Hear the part again"),
        "repeat": _("Repeat"),
        "cell": _("{seconds} s · {hertz} Hz · {value} {unit}"),
        "hertz": _("Hz"),
        "seconds": _("s"),
        "hint": hint,
        "keys": _("Arrow keys move the cursor, Enter chooses the place, the space bar plays."),
        "refused": _("This browser does not play the sound."),
    }
