"""Two pooling layers side by side: A, kept in the link, and B, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Picture
from explorer.layers.pooling import pixel_weights
from explorer.layers.pooling_scripts import write_layer
from explorer.plots.colours import diverging_picture, enlarge, grey_picture, signed_limit
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.pooling.compute import PoolView, run_layer
from explorer.ui.pooling.settings import COMPARE

_LEAST_SIDE = 480


def show_comparison(picture: Picture, view: PoolView, present: Mapping[str, Any]) -> None:
    """Keep the present state as A, or show the kept one beside the present one."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("pooling", "compare"))
    if kept is None:
        return
    views = {"A": run_layer(picture, kept), "B": view}
    for place, (name, shown) in zip(st.columns(2), views.items(), strict=True):
        place.markdown(f"**{name}** `{write_layer(shown.settings)}`")
        place.image(
            enlarge(_picture(shown), min_side=_LEAST_SIDE),
            alt=_("Pooled picture of state {name}").format(name=name),
            width="stretch",
        )
    st.caption(_("Both on the scale of the picture itself."), text_alignment="center")
    st.table(_rows(views), hide_index=True)


def _picture(view: PoolView) -> NDArray[np.uint8]:
    """Paint the output as the input is painted: in colour, grey, or signed around zero."""
    output = view.result.output
    if view.rgb:
        return np.rint(output.transpose(1, 2, 0) * 255).astype(np.uint8)  # (H, W, 3)
    if view.value_range is None:
        return diverging_picture(output[0], signed_limit(view.pixels))
    return grey_picture(output[0], *view.value_range)


def _rows(views: Mapping[str, PoolView]) -> dict[str, list[str]]:
    rows = {
        "": [
            _("output shape"),
            _("values left"),
            _("pixels never visited"),
            _("values that count"),
            _("mean value"),
        ]
    }
    for name, view in views.items():
        output, weights = view.result.output, pixel_weights(view.result)
        rows[name] = [
            " × ".join(map(str, output.shape)),
            f"{100 * output.size / view.pixels.size:.3g}%",
            f"{view.geometry.never_visited:,}",
            f"{np.count_nonzero(weights) / weights.size:.0%}",
            f"{output.mean():.3g}",
        ]
    return rows
