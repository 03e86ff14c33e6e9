"""The convolution layer: what it sees, what it loses and what it costs, on a real picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.convolution.settings import (
    CONTROLS,
    KERNEL,
    MAIN,
    MAP,
    MORE,
    VIEW,
    read_layer,
)
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Lose a column: 7 pixels, K = 3, S = 3"),
        {"image": "column_7x7", "stride": 3, "in_channels": "1", "out_channels": 1},
        N_("The column of 99s is never seen. Now add padding until it is."),
    ),
    Challenge(
        N_("AlexNet's first layer at 224 pixels"),
        {"image_size": "224", "kernel_size": 11, "stride": 4, "padding": 2, "out_channels": 64},
        N_("A column is left over here too: why is no pixel lost?"),
    ),
    Challenge(
        N_("A checkerboard of attention"),
        {"image_size": "32", "stride": 2, "conv_view": "coverage"},
        N_("Which pixels count most? Find a kernel size that makes the coverage even."),
    ),
)

start_page("convolution", (*CONTROLS, *PICTURE_CONTROLS))


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the picture, its numbers and the chosen closer look."""
    from explorer.ui.convolution import compare, lab, scripts, views  # they need torch
    from explorer.ui.convolution.compute import run_layer

    view = run_layer(picture, read_layer(values))
    lab.say_misfit(view)
    lab.show_grid(view, picture)
    st.caption(lesson_section("convolution", "guide"))
    lab.show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "maps": lambda: views.show_maps(view),
        "coverage": lambda: views.show_coverage(view),
        "stack": lambda: views.show_second_layer(view),
        "layout": lambda: views.show_axis_order(picture, view.state.settings.out_channels),
        "compare": lambda: compare.show_comparison(picture, view, values),
        "code": lambda: scripts.show_script(picture, view),
    }
    guarded(closer[look])


@st.fragment
def show_lab(picture: Picture, seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    row = (*MAIN, KERNEL)
    values = {**seldom, **draw_all(row, st.columns(len(row), vertical_alignment="bottom"))}
    values[MAP.key] = MAP.draw()
    page_part(lambda: present(picture, values))


chosen, further = toolbar("convolution", CONTROLS, MORE)
try_this("convolution", CHALLENGES, CONTROLS)
show_lab(chosen, further)
page_end("convolution")
