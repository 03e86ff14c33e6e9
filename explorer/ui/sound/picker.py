"""The sound of the page: a sample or the visitor's own."""

from __future__ import annotations

import streamlit as st

from explorer.signals.sample_sounds import DEFAULT_SOUND, load_sound, sound_titles
from explorer.signals.sound_clip import SoundClip
from explorer.text import N_
from explorer.ui.controls import Choice

SOUND = Choice("sound", N_("Sound"), sound_titles(), DEFAULT_SOUND)
SOUND_CONTROLS = (SOUND,)


def sound_picker() -> SoundClip:
    """Draw the choice of a sound and return it."""
    return load_sound(SOUND.draw(st))
