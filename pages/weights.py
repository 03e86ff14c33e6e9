"""Weights: what the filters of a trained network look like, and where they answer."""

from __future__ import annotations

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.settings import PICKED_SIZE
from explorer.ui.picture_picker import PICTURE_ALONE
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page
from explorer.ui.weights.settings import CONTROLS, VIEW

CHALLENGES = (
    Challenge(
        N_("Find a filter for one direction"),
        {"weights_order": "orientation", "weights_view": "filter"},
        N_(
            "Click the first filters of the left wall: where in the spectrum does their energy "
            "lie, and how does it turn as the stripes turn? Do the random ones have a direction?"
        ),
    ),
    Challenge(
        N_("conv2, filter 0: read it if you can"),
        {"layer": "features.3", "filter": "0", "weights_order": "norm"},
        N_(
            "64 kernels of 5 × 5. Look at the strongest one and at the first-layer filter behind "
            "it: what would the pair answer to? And now the sum of all 64?"
        ),
    ),
    Challenge(
        N_("One scale for all"),
        {"weights_scale": "shared", "weights_order": "norm", "weights_view": "norms"},
        N_(
            "Each filter scaled on its own looks equally strong. On one scale, which of them "
            "nearly vanish, and would you have said so before?"
        ),
    ),
)

start_page("weights", (*CONTROLS, *PICTURE_ALONE))


def present(picture: Picture) -> None:
    """Draw the choices, the layer's walls, their numbers and the chosen closer look."""
    from explorer.ui.weights import (  # they need torch
        chosen,
        lab,
        norms,
        response,
        scripts,
        structure,
        walls,
    )

    view, values = lab.choose_view()
    walls.show_walls(view, values)
    st.caption(lesson_section("weights", "guide"))
    lab.show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "response": lambda: response.show_response(view, picture),
        "filter": lambda: chosen.show_filter(view),
        "norms": lambda: norms.show_norms(view),
        "structure": lambda: structure.show_structure(view),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


@st.fragment
def show_lab(picture: Picture) -> None:
    """Everything that follows one of the main controls."""
    page_part(lambda: present(picture))


shown, _further = toolbar("weights", CONTROLS, own_size=PICKED_SIZE)
try_this("weights", CHALLENGES, CONTROLS)
show_lab(shown)
page_end("weights")
