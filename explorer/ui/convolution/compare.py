"""Two states of the layer side by side: A, kept in the link, and B, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from explorer.data.pictures import Picture
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.convolution.compute import LayerView, run_layer
from explorer.ui.convolution.sentences import describe_settings
from explorer.ui.convolution.settings import COMPARE, read_layer
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section


def show_comparison(picture: Picture, view: LayerView, present: Mapping[str, Any]) -> None:
    """Keep the present state as A, or show the kept one beside the present one."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("convolution", "compare"))
    if kept is None:
        return
    views = {"A": run_layer(picture, read_layer(kept)), "B": view}
    limit = max(float(np.abs(shown.result.output).max()) for shown in views.values())
    for place, (name, shown) in zip(st.columns(2), views.items(), strict=True):
        with place:
            st.markdown(f"**{name}** `{describe_settings(shown.state.settings)}`")
            tile_wall(
                shown.result.output,
                names=shown.names,
                limit=limit,
                labels={"fixed": _("One scale for A and B")},
                alt=_("Feature maps of state {name}").format(name=name),
                key=f"compare_wall_{name}",
            )
    st.table(_rows(views), hide_index=True)


def _rows(views: Mapping[str, LayerView]) -> dict[str, list[str]]:
    rows = {"": [_("output shape"), _("parameters"), _("multiply-adds"), _("pixels never visited")]}
    for name, view in views.items():
        geometry = view.geometry
        rows[name] = [
            " × ".join(map(str, geometry.output_shape)),
            f"{geometry.settings.parameters:,}",
            f"{geometry.multiply_adds:,}",
            f"{geometry.never_visited:,}",
        ]
    return rows
