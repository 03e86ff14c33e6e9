"""The row of controls: those that the chosen filter is made from, the rest under More."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.signals.filters_1d import FILTERS
from explorer.ui.controls import draw_all
from explorer.ui.language import _
from explorer.ui.link import read_link
from explorer.ui.sound_filter import settings as controls


def draw_controls() -> dict[str, Any]:
    """Draw the controls and return the values of all, by key.

    A control that the chosen filter does not read is not drawn and counts with its default, so
    that the link, which then lacks it, shows the same.
    """
    values: dict[str, Any] = {control.key: control.default for control in controls.OF_LAYER}
    kind = controls.FILTER
    read_link(kind.key, kind.parse, kind.default)  # the row depends on it before it is drawn
    uses = FILTERS[st.session_state.get(kind.key, kind.default)].uses
    shown = [control for use, control in controls.OF_FILTER.items() if use in uses]
    row = (controls.FILTER, *shown, controls.STRIDE)
    places = st.columns([*[3] * len(row), 2], vertical_alignment="bottom")
    values |= draw_all(row, places[:-1])
    with places[-1].popover(_("More"), icon=":material/tune:", width="stretch"):
        more = (*controls.MORE, controls.WINDOW) if "window" in uses else controls.MORE
        values |= draw_all(more, [st] * len(more))
    if values[controls.STRIDE.key] > 1:
        values[controls.GUARD.key] = controls.GUARD.draw(st)
    values[controls.CHANNEL.key] = controls.CHANNEL.draw()
    return values
