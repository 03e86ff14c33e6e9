"""Channels: a filter over three planes is three partial responses, one sum and one bias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.channels.settings import (
    AT,
    CONTROLS,
    MORE,
    VIEW,
    draw_main,
    parse_place,
    read_state,
)
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Nothing left but the bias"),
        {"image": "camera", "channel_filter": "red_green_edge", "channel_bias": 0.5},
        N_(
            "The photograph is grey, the filter red − green. What does the map hold, and why is "
            "it not three times the bias?"
        ),
    ),
    Challenge(
        N_("Two ways to make grey"),
        {"image": "astronaut", "channel_view": "mix"},
        N_(
            "A 1 × 1 convolution, set to the mean of the colours. Press “luma”: what gets "
            "brighter, what darker, and what stays?"
        ),
    ),
    Challenge(
        N_("See less, pay less: depthwise"),
        {"channel_view": "groups", "channel_groups": "12"},
        N_(
            "Each output sees one input now. How many weights are left of groups = 1? Add the "
            "1 × 1: what does seeing everything again cost?"
        ),
    ),
)

start_page("channels", (*CONTROLS, *PICTURE_CONTROLS))


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the picture, its numbers and the chosen closer look."""
    from explorer.ui.channels import compare, groups, lab, mix, scripts, shrink, wall  # need torch
    from explorer.ui.channels.compute import run_layer

    view = run_layer(picture, read_state(values))
    pinned = values[AT.key]
    place = view.sum_at(parse_place(pinned) if pinned else None)
    lab.show_sum(view, picture, place)
    st.caption(lesson_section("channels", "guide"))
    lab.show_numbers(view, place)
    look = VIEW.draw(st)
    closer = {
        "filters": lambda: wall.show_filters(view),
        "mix": lambda: mix.show_mix(picture, view.centre_of(place)),
        "shrink": lambda: shrink.show_shrink(picture),
        "groups": lambda: groups.show_groups(picture, view.state.layer.kernel_size),
        "compare": lambda: compare.show_comparison(picture, view, values),
        "code": lambda: scripts.show_script(picture, view),
    }
    guarded(closer[look])


@st.fragment
def show_lab(picture: Picture, seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    values = {**seldom, **draw_main(), AT.key: AT.draw()}
    page_part(lambda: present(picture, values))


chosen, further = toolbar("channels", CONTROLS, MORE)
try_this("channels", CHALLENGES, CONTROLS)
show_lab(chosen, further)
page_end("channels")
