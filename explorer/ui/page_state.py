"""A page's controls as a whole: what its link got wrong, and its way back to the start."""

from __future__ import annotations

import streamlit as st

from explorer.ui.controls import Choice, Code, Control, Text
from explorer.ui.language import _
from explorer.ui.link import clear_link, set_controls


def ignored_from_link(controls: tuple[Control, ...]) -> list[str]:
    """Describe the URL values that are none of these controls' values, once a visit.

    Call before the first widget: Streamlit drops what it cannot bind.
    """
    told: set[tuple[str, str]] = st.session_state.setdefault("_told_link_values", set())
    messages = []
    for control in controls:
        raw = st.query_params.get(control.key)
        if raw is None or (control.key, raw) in told or control.parse(raw) is not None:
            continue
        told.add((control.key, raw))
        if not isinstance(control, (Choice, Code)):
            st.session_state[control.key] = control.default
        messages.append(
            _("`{key}={value}` (it takes {accepts})").format(
                key=control.key, value=raw[:40].replace("`", "'"), accepts=control.accepts()
            )
        )
    return messages


def reset_controls(controls: tuple[Control, ...]) -> None:
    """Put controls back to their defaults, from a button's callback.

    A closer look that is not on screen writes no link: its parameters go out of the URL here.
    """
    set_controls({control.key: control.default for control in controls})
    for control in controls:
        if isinstance(control, (Choice, Text, Code)):
            clear_link(control.key)
