"""The sound of the page: a sample, the visitor's own, or one of the lecture's recordings."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.errors import SoundError
from explorer.signals.clip_synthesis import RATE_HZ, make_chirp
from explorer.signals.sample_sounds import DEFAULT_SOUND, SAMPLE_SOUNDS, load_sound, sound_titles
from explorer.signals.sound_clip import SoundClip
from explorer.signals.yesno import Recording
from explorer.text import N_
from explorer.ui.controls import Choice
from explorer.ui.language import _
from explorer.ui.own_file import NOTICES, UPLOAD
from explorer.ui.problems import tell
from explorer.ui.sound.lecture_set import (
    RECORDING,
    chosen_recording,
    lecture_recordings,
    recording_area,
)
from explorer.ui.sound.own_sound import OWN_SOUND, say_remarks, sound_area

LECTURE = "yesno"
STAND_IN = "yes_no"  # for the lecture's recordings while they are not here

SOUND = Choice(
    "sound",
    N_("Sound"),
    {
        **sound_titles(),
        LECTURE: N_("The lecture's yes and no, in Hebrew"),
        UPLOAD: N_("Your sound"),
    },
    DEFAULT_SOUND,
)
SOUND_CONTROLS = (SOUND, RECORDING)


def sound_picker() -> SoundClip:
    """Draw one button that opens the choice of a sound, and return the sound."""
    OWN_SOUND.settle(SOUND)
    key = st.session_state[SOUND.key]
    with st.container(key=NOTICES):  # always there: what moves the popover closes it
        recordings = _lecture_set() if key == LECTURE else None
        clip = _load(key, recordings)
        _show_notices(key, recordings)
    popover = st.popover(_label(clip), icon=":material/graphic_eq:")
    with popover:
        replace(SOUND, options=OWN_SOUND.offered(SOUND)).draw(popover)
        if key == LECTURE:
            recording_area(recordings)
        if key != LECTURE or recordings is not None:
            _describe(key, clip)
        sound_area(SOUND.default)
    return clip


def _lecture_set() -> tuple[Recording, ...] | None:
    try:
        return lecture_recordings()
    except SoundError as error:
        st.error(tell(error), icon=":material/music_off:")
        return None


def _load(key: str, recordings: tuple[Recording, ...] | None) -> SoundClip:
    """Return the sound; where a sample's file cannot be read, say why and return a chirp."""
    own = OWN_SOUND.held
    if key == UPLOAD and own is not None:
        return own.clip
    if recordings is not None:
        return chosen_recording(recordings).clip
    try:
        return load_sound(STAND_IN if key == LECTURE else key)
    except SoundError as error:
        st.error(tell(error), icon=":material/music_off:")
        return SoundClip(make_chirp(), RATE_HZ, SAMPLE_SOUNDS[DEFAULT_SOUND].title)


def _show_notices(key: str, recordings: tuple[Recording, ...] | None) -> None:
    if OWN_SOUND.lost:
        st.caption(
            ":material/link_off: "
            + _(
                "This link was made with a sound of the visitor's own, which is not kept: {title} "
                "stands in for it. Open the sound's menu to give it again."
            ).format(title=f"**{_(SOUND.options[SOUND.default])}**")
        )
    if key == LECTURE and recordings is None:
        st.caption(
            ":material/cloud_off: "
            + _(
                "The lecture's recordings are not on this server yet: {title} stands in for them. "
                "Open the sound's menu to download them."
            ).format(title=f"**{_(SOUND.options[STAND_IN])}**")
        )


def _label(clip: SoundClip) -> str:
    return _("{title} · {seconds} s · {rate} kHz").format(
        title=_(clip.title),
        seconds=f"{clip.duration_s:.1f}",
        rate=f"{clip.sample_rate_hz / 1000:g}",
    )


def _describe(key: str, clip: SoundClip) -> None:
    """Say what is heard, who made it, and what was done to a file."""
    own = OWN_SOUND.held
    if key == UPLOAD and own is not None:
        say_remarks(own)
        return
    sample = SAMPLE_SOUNDS.get(key)
    words = [_(sample.description)] if sample is not None else []
    st.caption(" ".join([*words, f"({_(clip.credit)})"]))
