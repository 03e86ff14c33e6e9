"""A visitor's own sound: file or microphone, decoded once, kept in this session's memory only."""

from __future__ import annotations

import streamlit as st

from explorer.signals.sound_reading import EXTENSIONS, SoundReading, read_sound
from explorer.ui.language import _
from explorer.ui.own_file import OwnFile

_FILE, _RECORDED, _MICROPHONE = "sound_file", "sound_recorded", "sound_microphone"
_RECORDED_HZ = 16_000  # as the sounds that come along


def _read(data: bytes) -> SoundReading:
    return read_sound(data)


OWN_SOUND = OwnFile("_own_sound", "sound", _read)


def sound_area(fallback: str) -> None:
    """Draw file upload and microphone; a good sound sets the picker's choice to 'upload'.

    Forgetting it sets the choice to `fallback`. What is wrong with a file is said beside it, and
    the last good sound stays.
    """
    given = st.file_uploader(
        _("Your own sound"),
        type=EXTENSIONS,
        key=_FILE,
        on_change=OWN_SOUND.take,
        args=(_FILE, fallback),
    )
    # Only on request: what asks for permission need not stand there unasked.
    if st.toggle(_("Use the microphone"), key=_MICROPHONE):
        spoken = st.audio_input(
            _("Record a sound"),
            sample_rate=_RECORDED_HZ,
            key=_RECORDED,
            on_change=OWN_SOUND.take,
            args=(_RECORDED, fallback),
            label_visibility="collapsed",
        )
        given = given or spoken
    OWN_SOUND.say(
        given,
        fallback,
        icon=":material/music_off:",
        kept=_("Your sound stays in this session's memory; nothing is written to disk or kept."),
        forget=_("Forget my sound"),
        forget_key="sound_forget",
    )


def say_remarks(reading: SoundReading) -> None:
    """Say what was done to a file to make it a sound of this page."""
    told = [_(remark.template).format(**remark.values) for remark in reading.remarks]
    if told:
        st.caption(
            ":material/content_cut: " + _("Your sound: {done}.").format(done="; ".join(told))
        )
