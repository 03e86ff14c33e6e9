"""The layer's maps on the tile wall; a click takes that filter up into the picture."""

from __future__ import annotations

import streamlit as st

from explorer.layers.colour_filters import TITLES
from explorer.ui.channels.compute import ChannelView
from explorer.ui.channels.settings import FILTER
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls


def show_filters(view: ChannelView) -> None:
    """All maps of the layer, a filter each."""
    settings = view.geometry.settings
    tile_wall(
        view.maps,
        names=view.names,
        selected=view.state.layer.index,
        on_select=_take_up,
        alt=ngettext(
            "{count} map of the layer", "{count} maps of the layer", len(view.maps)
        ).format(count=len(view.maps)),
        key="channel_wall",
    )
    st.caption(
        _("`weight` {shape}, `bias` {bias}: out_channels × planes × kernel.").format(
            shape=" × ".join(map(str, settings.weight_shape)), bias=settings.out_channels
        )
        + "  \n"
        + lesson_section("channels", "filters")
    )


def _take_up(index: int | None) -> None:
    if index is not None:
        set_controls({FILTER.key: tuple(TITLES)[index]})
