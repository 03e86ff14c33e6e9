"""What counts: how often each pixel won, or how strongly it weighs in the averages."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.pooling import pixel_weights, put_back
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.pooling.compute import PoolView

_ROWS = 8  # of the table; what is left over is summed up in one more


def show_weights(view: PoolView) -> None:
    """The gradient of the sum of all outputs, pixel by pixel; for max pooling the winners too."""
    weights = pixel_weights(view.result)
    left, right = st.columns(2)
    with left:
        if view.result.winners is None:
            st.markdown("**" + _("What each pixel weighs, summed over its windows") + "**")
            shown, names = weights[:1], [_("every channel")]
        else:
            st.markdown("**" + _("How many windows each pixel won") + "**")
            shown, names = weights, list(view.names)
        tile_wall(
            shown.astype(np.float32),
            names=names,
            signed=False,
            alt=_("Map of how strongly each pixel counts"),
            key="pool_weights",
        )
    with right:
        if view.result.winners is not None:
            _show_winners(view)
        st.table(_count_weights(shown, won=view.result.winners is not None), hide_index=True)
    if view.result.winners is None:
        st.markdown(lesson_section("pooling", "weights"))
    else:
        st.markdown(lesson_section("pooling", "winners"))


def _show_winners(view: PoolView) -> None:
    """The winners at their places, the rest left black."""
    st.markdown("**" + _("The winners, put back where they stood; 0 elsewhere") + "**")
    back = put_back(view.result)
    tile_wall(
        back[None] if view.rgb else back,
        names=[_("colour")] if view.rgb else list(view.names),
        signed=bool(back.min() < 0),
        alt=_("The winning pixels at their places"),
        key="pool_put_back",
    )


def _count_weights(weights: NDArray[np.float64], *, won: bool) -> dict[str, list[str]]:
    """How many pixels have each weight, the most frequent ones first named in order."""
    values, counts = np.unique(weights.round(6), return_counts=True)
    frequent = np.sort(np.argsort(-counts, kind="stable")[:_ROWS])
    shown = [show_number(float(values[i])) for i in frequent]
    pixels = [f"{int(counts[i]):,}" for i in frequent]
    rest = int(counts.sum() - counts[frequent].sum())
    if rest:
        shown.append(_("other"))
        pixels.append(f"{rest:,}")
    return {(_("windows won") if won else _("weight")): shown, _("pixels"): pixels}
