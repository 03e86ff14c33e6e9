"""What this part of the page shows."""

from __future__ import annotations

import streamlit as st

from explorer.ui.spectra.settings import VIEW


def present() -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    VIEW.draw(st)
