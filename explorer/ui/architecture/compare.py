"""Two networks side by side: A, kept in the link, and B, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.layers.layer_shapes import product_text
from explorer.ui.architecture.compute import NetworkView, view_network
from explorer.ui.architecture.lab import draw_network
from explorer.ui.architecture.sentences import network_name
from explorer.ui.architecture.settings import COMPARE, read_state
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.wording import bytes_text


def show_comparison(view: NetworkView, present: Mapping[str, Any]) -> None:
    """Keep the present network as A, or show the kept one beside the present one."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("architecture", "compare"))
    if kept is None:
        return
    first = view_network(read_state(kept))
    st.table(_rows({"A": first, "B": view}), hide_index=True)
    st.markdown(f"**A** {network_name(first.state)}")
    draw_network(first, "arch_drawing_a", choosable=False)


def _rows(views: Mapping[str, NetworkView]) -> dict[str, list[str]]:
    rows = {
        "": [
            _("network"),
            _("input"),
            _("layers"),
            _("output shape"),
            _("parameters"),
            _("multiply-adds"),
            _("memory of all outputs"),
        ]
    }
    for name, view in views.items():
        walk = view.walk
        rows[name] = [
            network_name(view.state),
            product_text(view.state.input_shape),
            f"{len(view.state.stack):,}",
            product_text(walk.output_shape) if view.fits else _("does not fit"),
            f"{walk.total('parameters'):,}",
            f"{walk.total('multiply_adds'):,}",
            bytes_text(walk.total("activation_bytes")),
        ]
    return rows
