"""Pixels: a picture as an image, as a table of numbers, and as the vector a linear layer gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.controls import draw_all
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.pixels import lab, views
from explorer.ui.pixels.compute import flatten_picture
from explorer.ui.pixels.settings import AT, CONTROLS, HEIGHT, MAIN, MORE, VIEW, WIDTH
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Neighbours 96 apart"),
        {"pixel_layout": "hwc"},
        N_("Same picture, other order: which two of a pixel's neighbours are 96 away, and why 96?"),
    ),
    Challenge(
        N_("The end of a row"),
        {"pixel_layout": "grey", "pixel_at": "0,16,31"},
        N_("Point at the number right after it in the vector: where in the picture is that?"),
    ),
    Challenge(
        N_("Fold at the wrong width"),
        {"pixel_layout": "grey", "pixel_view": "fold", "pixel_fold": "31"},
        N_("Further down: pull until the picture is whole. Which number did the vector not tell?"),
    ),
    Challenge(
        N_("One place or every place"),
        {"pixel_view": "templates", "pixel_template_shift": -4},
        N_(
            "Further down: slide the picture to and fro. Whose answer stays, and what would the "
            "other network have to learn for every place anew?"
        ),
    ),
)

start_page("pixels", (*CONTROLS, *PICTURE_CONTROLS), torch=False)


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the picture, its numbers and the chosen closer look."""
    view = flatten_picture(picture, values)
    lab.say_misfit(view, values[HEIGHT.key], values[WIDTH.key])
    lab.show_picture(view)
    st.caption(lesson_section("pixels", "guide"))
    lab.show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "fold": lambda: views.show_fold(view),
        "orders": lambda: views.show_orders(view),
        "shuffle": lambda: _show_shuffle(view),
        "templates": lambda: _show_templates(picture),
        "cost": lambda: views.show_costs(view),
        "code": lambda: views.show_script(view),
    }
    guarded(closer[look])


def _show_shuffle(view: Any) -> None:
    from explorer.ui.warm_up import warm_up_torch

    warm_up_torch()  # this closer look and the next one need it
    from explorer.ui.pixels import shuffle

    shuffle.show_shuffle(view)


def _show_templates(picture: Picture) -> None:
    from explorer.ui.warm_up import warm_up_torch

    warm_up_torch()
    from explorer.ui.pixels import templates

    templates.show_templates(picture)


@st.fragment
def show_lab(picture: Picture, seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    places = st.columns(len(MAIN), vertical_alignment="bottom")
    values = {**seldom, **draw_all(MAIN, places)}
    values[AT.key] = AT.draw()
    page_part(lambda: present(picture, values))


chosen, further = toolbar("pixels", CONTROLS, MORE)
try_this("pixels", CHALLENGES, CONTROLS)
show_lab(chosen, further)
page_end("pixels")
