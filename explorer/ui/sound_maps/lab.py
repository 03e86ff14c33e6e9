"""What this part of the page shows."""

from __future__ import annotations

import streamlit as st

from explorer.signals.sound_clip import SoundClip
from explorer.ui.sound_maps.settings import VIEW


def present(clip: SoundClip) -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    st.write(len(clip.samples))
    VIEW.draw(st)
