"""Filters: nine numbers chosen by hand, what they answer on a picture, and how to learn them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.filters.settings import CONTROLS, FILTER, KERNEL, VIEW, controls_of
from explorer.ui.language import _
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Find the cross on 5 × 5 pixels"),
        {"image": "cross_5x5", "filter": "cross"},
        N_("Nine answers: where is the largest, and why is it 5? Drag a weight to spoil it."),
    ),
    Challenge(
        N_("Make a filter for slanted stripes"),
        {"filter": "gabor", "filter_size": 11, "filter_sigma": 2.5, "filter_wavelength": 5.0},
        N_("Turn the angle until the stripes you want light up."),
    ),
    Challenge(
        N_("Make learning explode"),
        {"filter_view": "learn", "learn_optimizer": "sgd", "learn_lr": 1.05},
        N_("Five percent above the largest stable rate: at which step is it lost?"),
    ),
)

start_page("filters", (*CONTROLS, *PICTURE_CONTROLS))


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the picture with its response, the words, and the chosen closer look."""
    from explorer.ui.filters import compare, lab, learning, scripts, views  # they need torch

    view = lab.apply_filter(picture, values)
    event = lab.show_grid(view)
    st.caption(lesson_section("filters", "guide"))
    lab.show_words(view, event.pinned)
    look = VIEW.draw(st)
    closer = {
        "learn": lambda: learning.show_learning(view),
        "race": lambda: views.show_race(view),
        "harris": lambda: views.show_harris(view),
        "haar": lambda: views.show_haar(view),
        "compare": lambda: compare.show_comparison(view, values),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


@st.fragment
def show_lab(picture: Picture) -> None:
    """Everything that follows one of the main controls."""
    family, by_hand = st.columns(2, vertical_alignment="bottom")
    name = FILTER.draw(family)
    values = {"filter": name, "filter_kernel": KERNEL.draw(by_hand)}
    sliders = [] if values["filter_kernel"] else controls_of(name)
    if sliders:
        values |= draw_all(sliders, st.columns(len(sliders)))
    if values["filter_kernel"]:
        st.caption(_("The kernel is the one made by hand; empty its field to go back."))
    page_part(lambda: present(picture, values))


chosen, _further = toolbar("filters", CONTROLS)
try_this("filters", CHALLENGES, CONTROLS)
show_lab(chosen)
page_end("filters")
