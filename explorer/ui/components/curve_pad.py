"""A pad to draw a function on, with the mouse, a finger or the keyboard.

Drawing happens in the browser; Python hears of it once, when the hand lets go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from explorer.errors import SettingError
from explorer.signals.functions import LEVELS, parse_points
from explorer.ui.components.inline import read_inline
from explorer.ui.language import _

_component = st.components.v2.component(
    "explorer_curve_pad",
    css=read_inline("curve_pad.css"),
    js=read_inline("drawing.js", "curve_pad.js"),
)


def curve_pad(
    points: str, *, title: str, alt: str, key: str, on_draw: Callable[[str], None]
) -> None:
    """Draw a function's heights as `explorer.signals.functions.parse_points` reads them.

    `on_draw` gets the new points before the page runs, as a callback.
    """
    parse_points(points)

    def take_curve() -> None:
        drawn = read_points((st.session_state.get(key) or {}).get("drawn"))
        if drawn is not None:
            on_draw(drawn)

    _component(
        key=key,
        data={
            "points": points,
            "levels": LEVELS,
            "title": title,
            "alt": alt,
            "labels": dict(pad_labels()),
        },
        on_drawn_change=take_curve,
    )


def pad_labels() -> Mapping[str, str]:
    """Every word of the pad, in the visitor's language."""
    return {
        "hint": _("Draw with the mouse or a finger; keys: ← → choose a point, ↑ ↓ move it."),
        "point": _("point {number} of {count}: {value}"),
    }


def read_points(value: object) -> str | None:
    """Read the points a browser told; None for what is no drawn function."""
    if not isinstance(value, str):
        return None
    try:
        parse_points(value)
    except SettingError:
        return None
    return value
