"""The lecture's recordings of yes and no, downloaded on request and read once for all visitors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from explorer.data.archives import YESNO_ARCHIVE, archive_folder
from explorer.data.remote_files import find_file
from explorer.signals.yesno import COUNT, WORDS, Recording, read_yesno
from explorer.text import N_
from explorer.ui.controls import Choice
from explorer.ui.downloads import download_panel
from explorer.ui.language import _
from explorer.ui.link import read_link, write_link

RECORDING = Choice(
    "sound_recording",
    N_("Recording of the lecture's set"),
    {str(number): str(number) for number in range(COUNT)},
    "0",
    literal=True,
)


def lecture_recordings() -> tuple[Recording, ...] | None:
    """Return the recordings, None while they are not on this server; raises SoundError."""
    path = find_file(YESNO_ARCHIVE, archive_folder())
    return None if path is None else _read(path)


def chosen_recording(recordings: tuple[Recording, ...]) -> Recording:
    """Return the one that link or control say; call before the control is drawn."""
    read_link(RECORDING.key, RECORDING.parse, RECORDING.default)
    number = int(st.session_state.get(RECORDING.key) or RECORDING.default)
    return recordings[min(number, len(recordings) - 1)]


def recording_area(recordings: tuple[Recording, ...] | None) -> None:
    """Draw the choice of a recording with its words; where there are none, offer the download."""
    read_link(RECORDING.key, RECORDING.parse, RECORDING.default)
    if recordings is None:
        number = st.session_state.setdefault(RECORDING.key, RECORDING.default)
        write_link(RECORDING.key, number, RECORDING.default)  # it outlasts the download
        download_panel(
            YESNO_ARCHIVE,
            archive_folder(),
            _(
                "The lecture's set is not on this server yet: {count} recordings of {words} words "
                "each, yes or no in Hebrew, by a contributor to Kaldi who prefers to remain "
                "anonymous. Its terms stand at [openslr.org/1](https://www.openslr.org/1/)."
            ).format(count=COUNT, words=WORDS),
        )
        return
    options = {
        str(number): f"{number} · " + " ".join("01"[word] for word in recording.words)
        for number, recording in enumerate(recordings)
    }
    replace(RECORDING, options=options).draw(st)
    st.caption(_("1 is yes (ken), 0 is no (lo)."))


@st.cache_resource(max_entries=1, show_spinner=False)
def _read(path: Path) -> tuple[Recording, ...]:
    return read_yesno(path)
