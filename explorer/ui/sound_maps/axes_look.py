"""A closer look at the two axes: what a shift along each of them does to the sound."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.sound_shifts import (
    SEMITONE,
    STEP_HZ,
    ShiftedSound,
    add_hertz,
    move_later,
    play_faster,
    rows_moved,
    strongest_tones,
)
from explorer.ui.components.sound_track import common_gain, sound_track
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.sound_maps.compute import MapView
from explorer.ui.sound_maps.settings import SHIFT, STEPS

_TOLD_HZ = (200.0, 1_000.0, 4_000.0)


def show_axes(view: MapView) -> None:
    """Shift the sound along one axis, hear it, and see how far its tones move in the picture."""
    kind_place, steps_place = st.columns(2, vertical_alignment="bottom")
    kind, steps = SHIFT.draw(kind_place), STEPS.draw(steps_place)
    shifted = _shift(view, kind, steps)
    gain = common_gain(view.heard.samples, shifted.samples)
    tracks = {
        "before": (_("The sound"), view.heard.samples, float(view.clip.sample_rate_hz)),
        "after": (_tell_shift(view, kind, steps), shifted.samples, shifted.sample_rate_hz),
    }
    for key, (name, samples, rate) in tracks.items():
        sound_track(
            samples,
            rate,
            name=name,
            gain=gain,
            duration_s=view.clip.duration_s,
            height_px=56,
            alt=_("Waveform: {name}").format(name=name),
            key=f"sound_maps_{key}",
        )
    st.markdown(_table(view, kind, steps))
    tones = strongest_tones(view.sound)
    if len(tones) > 1:
        st.markdown(_tell_ratios(tones, np.array([_moved(hertz, kind, steps) for hertz in tones])))
    st.markdown(lesson_section("sound", "maps_axes"))


def _shift(view: MapView, kind: str, steps: int) -> ShiftedSound:
    samples, rate = view.heard.samples, view.clip.sample_rate_hz
    if kind == "later":
        return move_later(samples, rate, steps * view.sound.hop_length)
    if kind == "hertz":
        return add_hertz(samples, rate, steps * STEP_HZ)
    return play_faster(samples, rate, steps)


def _tell_shift(view: MapView, kind: str, steps: int) -> str:
    if kind == "later":
        seconds = steps * view.sound.hop_length / view.clip.sample_rate_hz
        return _("{steps} columns later: {seconds} s").format(steps=steps, seconds=f"{seconds:.3f}")
    if kind == "hertz":
        return _("every frequency + {hertz} Hz").format(hertz=f"{steps * STEP_HZ:g}")
    return _("every frequency × {factor}, and so as much faster").format(
        factor=f"{SEMITONE**steps:.3f}"
    )


def _moved(hertz: float, kind: str, steps: int) -> float:
    return {
        "later": hertz,
        "hertz": hertz + steps * STEP_HZ,
        "ratio": hertz * SEMITONE**steps,
    }[kind]


def _table(view: MapView, kind: str, steps: int) -> str:
    """How many rows of the picture three tones climb, as a Markdown table."""
    head = [_("a tone at")] + [f"{hertz:,.0f} Hz" for hertz in _TOLD_HZ]
    after = [_moved(hertz, kind, steps) for hertz in _TOLD_HZ]
    lines = [
        head,
        ["---"] * len(head),
        [_("stands then at"), *(f"{hertz:,.0f} Hz" for hertz in after)],
        [
            _("and has climbed, in rows of the picture"),
            *(
                show_number(rows_moved(view.sound, before, now), 2)
                for before, now in zip(_TOLD_HZ, after, strict=True)
            ),
        ],
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _tell_ratios(before: NDArray[np.float64], after: NDArray[np.float64]) -> str:
    ratios = (" : ".join(f"{hertz / tones[0]:.3g}" for hertz in tones) for tones in (before, after))
    return _(
        "The strongest tones of the sound, {tones} Hz, stand as {before} before and as {after} "
        "after the shift."
    ).format(
        tones=", ".join(f"{hertz:,.0f}" for hertz in before),
        before=next(ratios),
        after=next(ratios),
    )
