"""The channels page's picture: one filter taken apart by planes, and its numbers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.data.pictures import Picture, value_range
from explorer.ui.channels.compute import ChannelView, Place, PlaceSum
from explorer.ui.channels.sentences import (
    count_formula,
    describe_sum,
    sum_formula,
)
from explorer.ui.channels.settings import AT
from explorer.ui.components.channel_sum import Channel, channel_sum, scale_end
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls

SWATCHES = ("#d7263d", "#2a9134", "#2f6fde")  # red, green, blue; each stands beside its name


def show_sum(view: ChannelView, picture: Picture, place: PlaceSum) -> None:
    """Planes, kernels, partial responses, sum and output; a pinned place goes into the link."""
    made_for = tuple(reversed(view.plane_names)) if view.state.order == "bgr" else view.plane_names
    swatches = SWATCHES if view.state.order == "rgb" else SWATCHES[::-1]
    channels = [
        Channel(plane, kernel, swatch)
        for plane, kernel, swatch in zip(view.plane_names, made_for, swatches, strict=True)
    ]
    channel_sum(
        view.planes,
        view.shown_kernels,
        view.shown_map,
        bias=view.state.layer.bias,
        channels=channels,
        plane_range=value_range(picture),
        at=place.at,
        pinned=place.pinned,
        limit=scale_end(view.drawn),
        largest=float(np.abs(view.drawn).max()),
        decimals=view.decimals,
        rgb=(0, 1, 2) if view.state.order == "rgb" else (2, 1, 0),
        on_pin=_keep_place,
        alt=_("Three planes, their kernels and partial responses, the sum and the output map"),
        key="channel_sum",
    )


def _keep_place(place: Place | None) -> None:
    set_controls({AT.key: "" if place is None else f"{place[0]},{place[1]}"})


def show_numbers(view: ChannelView, place: PlaceSum) -> None:
    """The four results, the sentences, and the formulas with the numbers in them."""
    geometry = view.geometry
    _out, depth, rows, columns = geometry.settings.weight_shape
    numbers = {
        _("Output shape"): " × ".join(map(str, geometry.output_shape)),
        _("Weights of one filter"): f"{depth * rows * columns:,}",
        _("Parameters"): f"{geometry.settings.parameters:,}",
        _("Multiply-adds"): f"{geometry.multiply_adds:,}",
    }
    for spot, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        spot.metric(label, value)
    what_you_see(describe_sum(view, place))
    sums, counts = st.columns([5, 4])
    sums.latex(sum_formula(view, place))
    counts.latex(count_formula(view))
    layer = view.state.layer
    st.caption(
        f"`nn.Conv2d(3, {layer.out_channels}, kernel_size={layer.kernel_size})` · "
        + _("weights made by hand, nothing learned; no padding."),
        text_alignment="center",
    )
