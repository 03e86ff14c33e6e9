"""What this part of the page shows."""

from __future__ import annotations

import streamlit as st

from explorer.data.pictures import Picture
from explorer.ui.flipped.settings import VIEW


def present(picture: Picture) -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    st.write(len(picture.pixels))
    VIEW.draw(st)
