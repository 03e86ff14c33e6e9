"""Feature space: what a network knows of pictures that their pixels do not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.text import N_
from explorer.ui.feature_space.settings import (
    CONTROLS,
    DATA,
    NEIGHBOURS,
    PERPLEXITY,
    PLANE,
    QUERY,
    VIEW,
    read_query,
)
from explorer.ui.layout import Challenge, page_end, page_part, plain_toolbar, try_this
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.settings import size_choice
from explorer.ui.problems import guarded
from explorer.ui.shell import start_page

CHALLENGES = (
    Challenge(
        N_("Where do pixels win?"),
        {"feature_data": "digits"},
        N_(
            "Compare the four bars. Which pictures must be aligned for pixels to work? Then go "
            "back to the textures."
        ),
    ),
    Challenge(
        N_("How deep must one look?"),
        {"feature_layer": "features.0"},
        N_("Go from the first convolution to the last: where do features tell most apart?"),
    ),
    Challenge(
        N_("Is a gap on the map a gap?"),
        {"feature_plane": "tsne", "feature_perplexity": 5},
        N_(
            "Raise the perplexity from 5 to 50: which gaps stay? The lines lead to the true "
            "neighbours, and some cross the map."
        ),
    ),
)

start_page("feature_space", CONTROLS)


def present(values: Mapping[str, Any], places: Sequence[DeltaGenerator]) -> None:
    """Draw the remaining choices, the pictures, and what was found of them."""
    from explorer.ui.feature_space import choosing, lab  # they need torch
    from explorer.ui.feature_space.compute import FeatureView
    from explorer.ui.feature_space.features import FeatureQuestion, show_waiting
    from explorer.ui.networks.choosing import choose_network

    network = choose_network(places[0], places[1])
    cut = choosing.choose_cut(network, places[2])
    size = int(size_choice(network.input_size).draw(places[3]))
    pictures = choosing.choose_pictures(values[DATA.key])
    question = FeatureQuestion(network.key, cut, size, pictures)
    job = question.ask()
    if not job.finished or job.latest is None or job.latest.features is None:
        show_waiting(question, job, key="feature_learned")
        return
    query, replaced = read_query(values[QUERY.key], len(pictures))
    if replaced:
        choosing.say_first(len(pictures))
    view = FeatureView(network, question, job.latest.features, query)
    plane, second, third = st.columns([2, 3, 3], vertical_alignment="bottom")
    method = PLANE.draw(plane)
    k = NEIGHBOURS.draw(second)
    perplexity = PERPLEXITY.draw(third) if method == "tsne" else PERPLEXITY.default
    guarded(lambda: lab.show_planes(view, method, perplexity))
    st.caption(lesson_section("feature_space", "guide"))
    guarded(lambda: lab.show_numbers(view, k))
    guarded(lambda: look_closer(view, k))


def look_closer(view: Any, k: int) -> None:
    """Draw the chosen closer look."""
    from explorer.ui.feature_space import accuracy, scripts, tables

    closer = {
        "accuracy": lambda: accuracy.show_accuracy(view, k),
        "confusion": lambda: tables.show_confusion(view, k),
        "clusters": lambda: tables.show_clusters(view),
        "code": lambda: scripts.show_script(view, k),
    }
    closer[VIEW.draw(st)]()


@st.fragment
def show_lab() -> None:
    """Everything that follows one of the controls."""
    with st.container(key="page_choices"):
        data, *places = st.columns([3, 3, 3, 3, 2], vertical_alignment="bottom")
    values = {DATA.key: DATA.draw(data), QUERY.key: QUERY.draw()}
    page_part(lambda: present(values, places))


plain_toolbar("feature_space", CONTROLS)
try_this("feature_space", CHALLENGES, CONTROLS, picture=False)
show_lab()
page_end("feature_space")
