"""Two states of the channels page side by side: A, kept in the link, and B, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from explorer.data.pictures import Picture
from explorer.ui.channels.compute import ChannelView, run_layer
from explorer.ui.channels.settings import COMPARE, read_state
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number


def show_comparison(picture: Picture, view: ChannelView, present: Mapping[str, Any]) -> None:
    """Keep the present state as A, or show the kept one's partial responses beside this one's."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("channels", "compare"))
    if kept is None:
        return
    views = {"A": run_layer(picture, read_state(kept)), "B": view}
    stacks = {name: _stack(shown) for name, shown in views.items()}
    limit = max(float(np.abs(stack).max()) for stack in stacks.values())
    for place, (name, shown) in zip(st.columns(2), views.items(), strict=True):
        layer = shown.state.layer
        with place:
            st.markdown(f"**{name}**: {shown.names[layer.index]}")
            tile_wall(
                stacks[name],
                names=[*shown.plane_names, _("output")],
                limit=limit,
                labels={"fixed": _("One scale for A and B")},
                alt=_("Partial responses and output of state {name}").format(name=name),
                key=f"channel_compare_wall_{name}",
            )
    st.table(_rows(views), hide_index=True)


def _stack(view: ChannelView) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The three partial responses and the output map, (4, H, W) float32."""
    return np.concatenate([view.parts, view.shown_map[None]])


def _rows(views: Mapping[str, ChannelView]) -> dict[str, list[str]]:
    rows = {
        "": [
            _("filter"), _("bias"), _("order of the planes"), _("weights of one filter"),
            _("parameters"), _("multiply-adds"), _("strongest answer"),
        ]
    }  # fmt: skip
    for name, view in views.items():
        layer, settings = view.state.layer, view.geometry.settings
        rows[name] = [
            view.names[layer.index],
            show_number(layer.bias),
            ", ".join(view.plane_names),
            f"{3 * layer.kernel_size**2:,}",
            f"{settings.parameters:,}",
            f"{view.geometry.multiply_adds:,}",
            show_number(view.sum_at(None).total),
        ]
    return rows
