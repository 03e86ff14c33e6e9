"""Receptive fields: which pixels a unit of a network sees, and which of them matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_ALONE
from explorer.ui.problems import guarded
from explorer.ui.receptive_field.settings import (
    CHANNEL,
    COLUMN,
    CONTROLS,
    NETWORK,
    ROW,
    SIZE,
    STACK,
    VIEW,
)
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Does AlexNet's last unit see the whole picture?"),
        {"rf_layer": "features.12", "rf_row": "0", "rf_column": "0", "rf_view": "table"},
        N_("Point at all 6 × 6 units: which box reaches furthest, and is any as large as 224?"),
    ),
    Challenge(
        N_("How many 3 × 3 layers see 1024 pixels?"),
        {"rf_view": "growth", "rf_depth": 10},
        N_(
            "“How it grows” is open below the numbers: 512 with stride 1. Set stride to 2 there, "
            "then put a pool after every second instead."
        ),
    ),
    Challenge(
        N_("A box of 163 pixels: do they all count?"),
        {"rf_layer": "features.10", "rf_view": "effective"},
        N_(
            "Half of the influence lies in which share of the box? Try features.3, then features.0."
        ),
    ),
)

start_page("receptive_field", (*CONTROLS, STACK, *PICTURE_ALONE))


def present(values: Mapping[str, Any], place: DeltaGenerator) -> None:
    """Draw the layer's select box, the picture, its numbers and the chosen closer look."""
    from explorer.ui.receptive_field import (  # they need torch
        effective,
        growing,
        hierarchy,
        lab,
        occlusion,
        scripts,
        tables,
    )
    from explorer.ui.receptive_field.choosing import choose_unit

    view = choose_unit(values, place)
    lab.say_problems(view)
    lab.show_fields(view)
    st.caption(lesson_section("receptive_field", "guide"))
    lab.show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "effective": lambda: effective.show_effective(view),
        "occlusion": lambda: occlusion.show_occlusion(view),
        "table": lambda: tables.show_layers(view),
        "growth": growing.show_growth,
        "hierarchy": lambda: hierarchy.show_hierarchy(view),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


@st.fragment
def show_lab() -> None:
    """Everything that follows one of the main controls."""
    with st.container(key="page_choices"):
        network, layer, channel, size = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    values = draw_all((NETWORK, CHANNEL, SIZE), (network, channel, size))
    values |= {control.key: control.draw() for control in (ROW, COLUMN, STACK)}
    page_part(lambda: present(values, layer))


toolbar("receptive_field", CONTROLS, own_size=int(SIZE.default))
try_this("receptive_field", CHALLENGES, CONTROLS)
show_lab()
page_end("receptive_field")
