"""Two functions, one sliding over the other: controls, picture, numbers, closer looks."""

from __future__ import annotations

from typing import cast

import streamlit as st

from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded
from explorer.ui.sliding import curve_words, curves, rows, views
from explorer.ui.sliding.scripts import show_script
from explorer.ui.sliding.settings import DOMAIN, OPERATION, VIEW, Operation


def present() -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    with st.container(horizontal=True, gap="medium"):
        domain = DOMAIN.draw(st)
        operation = cast(Operation, OPERATION.draw(st))
    if domain == "numbers":
        guarded(lambda: _present_rows(operation))
    else:
        _present_curves(operation)


def _present_curves(operation: Operation) -> None:
    view = curves.choose_functions(operation)
    shift = curves.show_product(view, operation, "sliding_curves")
    st.caption(lesson_section("correlation", "functions"))
    curve_words.show_numbers(view, shift)
    _look_closer(view, shift)


def _present_rows(operation: Operation) -> None:
    view = rows.choose_rows(operation)
    place = rows.show_row_product(view, operation, "sliding_rows")
    st.caption(lesson_section("correlation", "functions_numbers"))
    rows.show_row_numbers(view, place)
    _look_closer(view, place)


def _look_closer(view: curves.CurvesView | rows.RowsView, shift: float) -> None:
    look = VIEW.draw(st)
    closer = {
        "side": lambda: views.show_both(view),
        "laws": lambda: views.show_laws(view),
        "libraries": lambda: views.show_libraries(view, shift),
        "code": lambda: show_script(view, shift),
    }
    guarded(closer[look])
