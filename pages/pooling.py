"""Pooling and strides: what survives when several numbers become one, and what a shift changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.pooling.settings import CONTROLS, MAIN, MORE, VIEW
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

if TYPE_CHECKING:
    from explorer.ui.pooling.compute import PoolView

CHALLENGES = (
    Challenge(
        N_("The 4 × 4 example, cell by cell"),
        {"image": "pooling_4x4"},
        N_("Point at each output cell. Which pixel won? Then switch to average."),
    ),
    Challenge(
        N_("Lose a row and a column: 5 pixels, K = 2"),
        {"image": "cross_5x5"},
        N_("9 pixels are touched by no window. Now switch on ceil_mode under More."),
    ),
    Challenge(
        N_("Slide the picture by one pixel"),
        {"pool_view": "shift", "pool_shift_question": "moves", "pool_shift": 1},
        N_("Only one of the four moves along. Which slides suit all four, and why?"),
    ),
)

start_page("pooling", (*CONTROLS, *PICTURE_CONTROLS))


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the picture, its numbers and the chosen closer look."""
    from explorer.ui.pooling import compare, lab, rivals, scripts, views  # they need torch
    from explorer.ui.pooling.compute import run_layer

    view = run_layer(picture, values)
    pinned = lab.show_grid(view)
    st.caption(lesson_section("pooling", "guide"))
    lab.show_numbers(view, pinned)
    look = VIEW.draw(st)
    closer = {
        "winners": lambda: views.show_weights(view),
        "convolution": lambda: rivals.show_rivals(view),
        "shift": lambda: _show_meter(view),
        "compare": lambda: compare.show_comparison(picture, view, values),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


def _show_meter(view: PoolView) -> None:
    from explorer.ui.pooling.shift_meter import show_meter  # it needs plotly

    show_meter(view)


@st.fragment
def show_lab(picture: Picture, seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    values = {**seldom, **draw_all(MAIN, st.columns(len(MAIN), vertical_alignment="bottom"))}
    page_part(lambda: present(picture, values))


chosen, further = toolbar("pooling", CONTROLS, MORE)
try_this("pooling", CHALLENGES, CONTROLS)
show_lab(chosen, further)
page_end("pooling")
