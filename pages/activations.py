"""Activations: what each layer of a trained network answers to a picture."""

from __future__ import annotations

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.activations.settings import CONTROLS, VIEW
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.settings import PICKED_SIZE
from explorer.ui.picture_picker import PICTURE_ALONE
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("What does the ReLU throw away?"),
        {"activation_stage": "before"},
        N_(
            "Blue is below zero. Choose a map that is mostly blue, then press “after it”: what is "
            "left of it?"
        ),
    ),
    Challenge(
        N_("A cup of coffee among ten classes"),
        {"image": "coffee", "layer": "features.10"},
        N_(
            "None of the ten is a cup. What does the network call it, how sure is it, and what "
            "would make it say “none”?"
        ),
    ),
    Challenge(
        N_("The same wall, nothing learned"),
        {"weights_from": "random"},
        N_(
            "Edges are found all the same. Which maps could you not tell from learned ones, and in "
            "which layer does that end?"
        ),
    ),
)

start_page("activations", (*CONTROLS, *PICTURE_ALONE))


def present(picture: Picture) -> None:
    """Draw the controls, the layer's maps, their numbers and the chosen closer look."""
    from explorer.ui.activations import (  # they need torch
        best_crops,
        dead_filters,
        exciting,
        lab,
        pair,
        places,
        saliency,
        scripts,
    )
    from explorer.ui.activations.choosing import choose_view

    looks = choose_view(picture)
    found = looks.found
    lab.show_maps(looks)
    st.caption(lesson_section("activations", "guide"))
    lab.show_numbers(found)
    look = VIEW.draw(st)
    closer = {
        "places": lambda: places.show_places(found),
        "pair": lambda: pair.show_pair(looks),
        "code": lambda: scripts.show_script(found),
        "best": lambda: best_crops.show_best_crops(found.view, found.channel),
        "excite": lambda: exciting.show_exciting(found.view, found.channel),
        "saliency": lambda: saliency.show_saliency(found.view, found.channel),
        "dead": lambda: dead_filters.show_dead_filters(found.view, found.channel),
    }
    guarded(closer[look])


@st.fragment
def show_lab(picture: Picture) -> None:
    """Everything that follows one of the main controls."""
    page_part(lambda: present(picture))


chosen, _further = toolbar("activations", CONTROLS, own_size=PICKED_SIZE)
try_this("activations", CHALLENGES, CONTROLS)
show_lab(chosen)
page_end("activations")
