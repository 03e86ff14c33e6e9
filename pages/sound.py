"""Sound: convolution along time, on spectrograms, and on spectra of solutions."""

from __future__ import annotations

import streamlit as st

from explorer.signals.sound_clip import SoundClip
from explorer.ui.layout import page_end, page_part, picked_toolbar, try_this
from explorer.ui.shell import start_page
from explorer.ui.sound.picker import SOUND_CONTROLS, sound_picker
from explorer.ui.sound.settings import PART
from explorer.ui.sound_filter import settings as waveform
from explorer.ui.sound_maps import settings as maps
from explorer.ui.spectra import settings as spectra
from explorer.ui.spectrogram import settings as spectrogram

PARTS = (waveform, spectrogram, maps, spectra)
CONTROLS = (PART, *(control for part in PARTS for control in part.CONTROLS))
CHALLENGES = tuple(challenge for part in PARTS for challenge in part.CHALLENGES)

start_page("sound", (*CONTROLS, *SOUND_CONTROLS))


def present(part: str, clip: SoundClip) -> None:
    """Draw the chosen part of the page."""
    from explorer.ui.sound_filter import lab as waveform_lab  # they need torch
    from explorer.ui.sound_maps import lab as maps_lab
    from explorer.ui.spectra import lab as spectra_lab
    from explorer.ui.spectrogram import lab as spectrogram_lab

    parts = {
        "waveform": lambda: waveform_lab.present(clip),
        "spectrogram": lambda: spectrogram_lab.present(clip),
        "maps": lambda: maps_lab.present(clip),
        "spectra": spectra_lab.present,
    }
    parts[part]()


@st.fragment
def show_lab(clip: SoundClip) -> None:
    """Everything that follows one of the main controls."""
    part = PART.draw(st)
    page_part(lambda: present(part, clip))


chosen, _further = picked_toolbar("sound", (*CONTROLS, *SOUND_CONTROLS), sound_picker)
try_this("sound", CHALLENGES, CONTROLS, picture=False)
show_lab(chosen)
page_end("sound")
