"""A kernel on a picture, as it is and turned: controls, linked grid, numbers, closer looks."""

from __future__ import annotations

from typing import cast

import streamlit as st

from explorer.data.pictures import Picture
from explorer.signals.flip_shapes import Operation
from explorer.ui.controls import draw_all
from explorer.ui.flipped import learning, matters, words
from explorer.ui.flipped.compute import FlipView, lay_kernel
from explorer.ui.flipped.grid import show_answers, show_grid
from explorer.ui.flipped.scripts import show_script
from explorer.ui.flipped.settings import OPERATION, SCENE, SHAPE, VIEW, WEIGHTS
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded


def present(picture: Picture) -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    with st.container(key="page_choices"):
        values = draw_all((SCENE, SHAPE, WEIGHTS), st.columns(3, vertical_alignment="bottom"))
    operation = cast(Operation, OPERATION.draw(st))
    view = lay_kernel(
        picture,
        values[SCENE.key],
        values[SHAPE.key],
        values[WEIGHTS.key],
        operation,
    )
    if values[WEIGHTS.key]:
        st.caption(_("The kernel is the one made by hand; empty its field to go back."))
    pinned = show_grid(view)
    show_answers(view)
    st.caption(lesson_section("correlation", "pictures"))
    words.show_numbers(view, pinned)
    _look_closer(view)


def _look_closer(view: FlipView) -> None:
    look = VIEW.draw(st)
    closer = {
        "learn": lambda: learning.show_learning(view),
        "matters": lambda: matters.show_matters(view),
        "code": lambda: show_script(view),
    }
    guarded(closer[look])
