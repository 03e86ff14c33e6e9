"""Augmentation: one picture, drawn again and again, and what that does to its label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.data.pictures import Picture
from explorer.text import N_
from explorer.ui.augmentation.settings import (
    CONTROLS,
    MAIN,
    VIEW,
    current_place,
    current_recipe,
)
from explorer.ui.controls import draw_all
from explorer.ui.layout import Challenge, page_end, page_part, toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import PICTURE_CONTROLS
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("A six upside down"),
        {
            "image": "digit_8x8",
            "augment_label": "digit",
            "recipe": "rot~-180~180",
            "augment_draws": "12",
        },
        N_("Which of the draws would you still call by the digit's name? Narrow the angle."),
    ),
    Challenge(
        N_("p = [.2, .4, .6]: not probabilities"),
        {"augment_preset": "lecture", "augment_view": "chances", "recipe_step": "3.0"},
        N_(
            "The three add up to 1.2. How often is each one taken, and how often two of them at "
            "once? Change a weight and see."
        ),
    ),
    Challenge(
        N_("Does voting help?"),
        {"augment_preset": "strong", "augment_view": "vote", "augment_votes": "64"},
        N_("Strong draws confuse the network. With which recipe do votes beat the picture alone?"),
    ),
)

start_page("augmentation", (*CONTROLS, *PICTURE_CONTROLS))


def present(picture: Picture, values: Mapping[str, Any]) -> None:
    """Draw the recipe, its draws, their numbers and the chosen closer look."""
    from explorer.ui.augmentation import (  # they need torch
        batch,
        builder,
        chances,
        lab,
        mixing,
        scripts,
        vote,
    )
    from explorer.ui.augmentation.compute import draw_view

    recipe = current_recipe(values["augment_preset"])
    view = draw_view(recipe, picture, values["augment_seed"], int(values["augment_draws"]))
    with st.container(key="page_stacked"):
        steps, draws = st.columns([1, 2])
    with steps:
        builder.show_builder(recipe, current_place(recipe))
    with draws:
        lab.show_draws(view)
        lab.show_risks(view, values["augment_label"])
        st.caption(lesson_section("augmentation", "guide"))
    lab.show_numbers(view, values["augment_label"])
    look = VIEW.draw(st)
    closer = {
        "chances": lambda: chances.show_chances(view),
        "mix": lambda: mixing.show_mixing(view),
        "batch": lambda: batch.show_batch(view),
        "vote": lambda: vote.show_vote(view),
        "further": _show_further,
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


def _show_further() -> None:
    st.markdown(lesson_section("augmentation", "further"))


@st.fragment
def show_lab(picture: Picture) -> None:
    """Everything that follows one of the main controls."""
    with st.container(key="page_choices"):
        places = st.columns(len(MAIN), vertical_alignment="bottom")
    values = draw_all(MAIN, places)
    page_part(lambda: present(picture, values))


chosen, _further = toolbar("augmentation", CONTROLS)
try_this("augmentation", CHALLENGES, CONTROLS)
show_lab(chosen)
page_end("augmentation")
