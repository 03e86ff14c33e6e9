"""Cost: parameters, operations, memory and time of a convolution beside a linear layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.cost import lab
from explorer.ui.cost.compute import count_layers
from explorer.ui.cost.settings import CONTROLS, MAIN, MORE, VIEW, read_state
from explorer.ui.layout import Challenge, page_end, page_part, plain_toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Make the convolution a linear layer"),
        {"cost_size": 11, "cost_kernel_size": 11, "cost_padding": 0},
        N_(
            "One window, one use per weight: both layers count alike. Now make the input larger: "
            "which of the four counts stands still?"
        ),
    ),
    Challenge(
        N_("A bottleneck that costs more"),
        {
            "cost_in_channels": 64,
            "cost_out_channels": 64,
            "cost_view": "bottleneck",
            "cost_mid_channels": 60,
        },
        N_(
            "Fewer channels in between, and yet more parameters. Lower C_mid until the pair is "
            "cheaper: where is the border, and why is it not 64?"
        ),
    ),
    Challenge(
        N_("Fewer operations: less time?"),
        {
            "cost_size": 56,
            "cost_in_channels": 64,
            "cost_out_channels": 64,
            "cost_view": "measured",
        },
        N_(
            "Guess from the counts which layer is fastest and by how much. Then press the button "
            "and compare the ratios."
        ),
    ),
)

start_page("cost", CONTROLS)


def present(values: Mapping[str, Any]) -> None:
    """Draw the picture, its numbers and the chosen closer look."""
    from explorer.ui.cost import compare, device, measured, memory, scripts, views

    view = count_layers(read_state(values))
    lab.show_bars(view)
    st.caption(lesson_section("cost", "guide"))
    lab.show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "growth": lambda: views.show_growth(view),
        "bottleneck": lambda: views.show_bottleneck(view),
        "separable": lambda: views.show_separable(view),
        "memory": lambda: memory.show_memory(view),
        "measured": lambda: measured.show_measurement(view),
        "device": device.show_device,
        "compare": lambda: compare.show_comparison(view, values),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


@st.fragment
def show_lab(seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    values = {**seldom, **draw_all(MAIN, st.columns(len(MAIN), vertical_alignment="bottom"))}
    page_part(lambda: present(values))


further = plain_toolbar("cost", CONTROLS, MORE)
try_this("cost", CHALLENGES, CONTROLS, picture=False)
show_lab(further)
page_end("cost")
