"""Architecture: a network built by hand, its shapes followed, its parameters and work weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.architecture import builder, lab
from explorer.ui.architecture.compute import view_network
from explorer.ui.architecture.history import note_state
from explorer.ui.architecture.settings import CONTROLS, LAYER, MORE, STACK, VIEW, read_state
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import DEFAULT_SIZE, PICTURE_ALONE
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("The Linear that does not fit"),
        {"stack": "c1-3k3.r.c3-6k3.r.f.l2904-10", "arch_layer": "5"},
        N_(
            "A 3 × 3 in place of the 5 × 5, and the Linear breaks. Where do 2,904 and 3,456 come "
            "from? Mend it with a button, then find a mend that keeps 2,904."
        ),
    ),
    Challenge(
        N_("AlexNet: parameters and work"),
        {"preset": "alexnet", "arch_layer": "16"},
        N_(
            "Compare the two rows of bars: one layer holds most parameters and hardly works. "
            "Change the input to 448 × 448: which row stands still, and why does it still fit?"
        ),
    ),
    Challenge(
        N_("Take a ReLU out"),
        {"stack": "c1-3k5.c3-6k3.r.f.l2904-10", "arch_view": "relu"},
        N_(
            "All shapes and counts stay, but read the bold sentence under the drawing. “Why the "
            "ReLU” below shows it on the picture. Add a ReLU after layer 0: the sentence goes."
        ),
    ),
)

start_page("architecture", (*CONTROLS, *PICTURE_ALONE))


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the network, the builder, the numbers and the chosen closer look."""
    view = view_network(read_state(values))
    lab.draw_network(view, "arch_drawing")
    lab.say_misfit(view)
    lab.say_what(view)
    builder.show_builder(view, note_state(values))
    st.caption(lesson_section("architecture", "guide"))
    lab.show_numbers(view)
    look = VIEW.draw(st)
    guarded(lambda: show_closer(look, picture, values))


def show_closer(look: str, picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw one closer look; only what it needs is imported."""
    from explorer.ui.architecture import compare, scripts, views

    view = view_network(read_state(values))
    if look in {"flatten", "relu", "maps"}:
        from explorer.ui.architecture import flattening, maps, relu  # they need torch

        {
            "flatten": lambda: flattening.show_flattening(view),
            "relu": lambda: relu.show_relu(view, picture),
            "maps": lambda: maps.show_maps(view),
        }[look]()
        return
    {
        "table": lambda: views.show_table(view),
        "text": lambda: views.show_text(view),
        "compare": lambda: compare.show_comparison(view, values),
        "code": lambda: scripts.show_script(view),
    }[look]()


@st.fragment
def show_lab(picture: Picture, seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    values = {**seldom, **lab.draw_inputs()}
    values[STACK.key] = STACK.draw()
    values[LAYER.key] = LAYER.draw()
    page_part(lambda: present(picture, values))


chosen, further = toolbar("architecture", CONTROLS, MORE, own_size=DEFAULT_SIZE)
try_this("architecture", CHALLENGES, CONTROLS)
show_lab(chosen, further)
page_end("architecture")
