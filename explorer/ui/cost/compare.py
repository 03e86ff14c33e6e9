"""Two states of the layers side by side: A, kept in the link, and B, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.ui.cost.compute import CostView, count_layers
from explorer.ui.cost.lab import draw_bars
from explorer.ui.cost.sentences import describe_layers
from explorer.ui.cost.settings import COMPARE, read_state
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section


def show_comparison(view: CostView, present: Mapping[str, Any]) -> None:
    """Keep the present state as A, or show the kept one beside the present one."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("cost", "compare"))
    if kept is None:
        return
    views = {"A": count_layers(read_state(kept)), "B": view}
    draw_bars(
        [
            *((_("{name}, convolution").format(name=n), v.convolution) for n, v in views.items()),
            *((_("{name}, linear").format(name=n), v.linear) for n, v in views.items()),
        ],
        key="cost_compare_bars",
    )
    st.table(_rows(views), hide_index=True)


def _rows(views: Mapping[str, CostView]) -> dict[str, list[str]]:
    rows = {
        "": [
            _("input"),
            _("convolution"),
            _("its parameters"),
            _("its multiply-adds"),
            _("its outputs"),
            _("linear layer"),
            _("its parameters"),
            _("its multiply-adds"),
        ]
    }
    for name, view in views.items():
        convolution, linear = describe_layers(view.state)
        side = view.state.side
        rows[name] = [
            f"{view.state.convolution.in_channels} × {side} × {side}",
            f"`{convolution}`",
            f"{view.convolution.parameters:,}",
            f"{view.convolution.multiply_adds:,}",
            " × ".join(map(str, view.geometry.output_shape)),
            f"`{linear}`",
            f"{view.linear.parameters:,}",
            f"{view.linear.multiply_adds:,}",
        ]
    return rows
