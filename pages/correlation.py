"""Correlation: two functions, pictures, the matrix of a convolution, and the theorem."""

from __future__ import annotations

import streamlit as st

from explorer.data.pictures import Picture
from explorer.ui.correlation.settings import PART
from explorer.ui.flipped import settings as pictures
from explorer.ui.fourier import settings as theorem
from explorer.ui.layout import page_end, page_part, toolbar, try_this
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.shell import start_page
from explorer.ui.sliding import settings as functions
from explorer.ui.toeplitz import settings as matrix

PARTS = (functions, pictures, matrix, theorem)
CONTROLS = (PART, *(control for part in PARTS for control in part.CONTROLS))
CHALLENGES = tuple(challenge for part in PARTS for challenge in part.CHALLENGES)

start_page("correlation", (*CONTROLS, *PICTURE_CONTROLS))


def present(part: str, picture: Picture) -> None:
    """Draw the chosen part of the page."""
    from explorer.ui.flipped import lab as pictures_lab  # they need torch
    from explorer.ui.fourier import lab as theorem_lab
    from explorer.ui.sliding import lab as functions_lab
    from explorer.ui.toeplitz import lab as matrix_lab

    parts = {
        "functions": functions_lab.present,
        "pictures": lambda: pictures_lab.present(picture),
        "matrix": matrix_lab.present,
        "theorem": theorem_lab.present,
    }
    parts[part]()


@st.fragment
def show_lab(picture: Picture) -> None:
    """Everything that follows one of the main controls."""
    part = PART.draw(st)
    page_part(lambda: present(part, picture))


chosen, _further = toolbar("correlation", CONTROLS)
try_this("correlation", CHALLENGES, CONTROLS, picture=False)
show_lab(chosen)
page_end("correlation")
