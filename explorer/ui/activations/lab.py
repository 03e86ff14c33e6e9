"""The activations page's picture: the layer's wall, the chosen map over the picture, numbers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.plots.activation_pictures import encode_png, overlay_picture
from explorer.ui.activations.choosing import Looks
from explorer.ui.activations.compute import LayerView, order_maps
from explorer.ui.activations.formulas import unit_formula
from explorer.ui.activations.predictions import show_predictions
from explorer.ui.activations.sentences import describe_layer, shown_name, value_text
from explorer.ui.activations.settings import CHANNEL
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.networks.choosing import show_source


def show_maps(looks: Looks) -> None:
    """The wall of all maps beside the chosen one."""
    wall, chosen = st.columns([8, 3])  # wide enough for the wall's preview to stand beside it
    with wall:
        _show_wall(looks.found, looks.sort)
    with chosen:
        _show_chosen(looks.found, looks.opacity)


def _show_wall(found: LayerView, sort: str) -> None:
    order = order_maps(found.shown, sort)

    def take_up(index: int | None) -> None:
        if index is not None:
            set_controls({CHANNEL.key: str(order[index])})

    tile_wall(
        found.shown[order] if sort != "stored" else found.shown,
        names=[str(channel) for channel in order],
        scale="each",
        signed=found.signed,
        from_zero=not found.signed,
        selected=order.index(found.channel),
        on_select=take_up,
        alt=_("{count} maps of {layer}: {shown}").format(
            count=len(order), layer=found.view.layer.name, shown=shown_name(found)
        ),
        key="activation_wall",
    )


def _show_chosen(found: LayerView, opacity: float) -> None:
    """The chosen map over its picture, its strongest places numbered, its scale below."""
    scale = found.scale
    picture = overlay_picture(
        found.view.photo,
        found.chosen,
        found.field,
        scale,
        opacity=opacity,
        places=[(strong.row, strong.column) for strong in found.places],
    )
    st.image(
        encode_png(picture),
        width="stretch",
        caption=_caption(found),
        alt=_("Channel {channel} of {layer} over the picture; strongest: {places}").format(
            channel=found.channel,
            layer=found.view.layer.name,
            places="; ".join(
                f"[{strong.row}, {strong.column}] {value_text(strong.value)}"
                for strong in found.places
            ),
        ),
    )


def _caption(found: LayerView) -> str:
    scale, values = found.scale, {"channel": found.channel, "shown": shown_name(found)}
    if not scale.limit:
        return _("Channel {channel} over the picture, {shown}: 0 everywhere.").format(**values)
    return _(
        "Channel {channel} over the picture, {shown}: {low} to {high}, its own scale. Each value "
        "is drawn around the middle of what its unit sees."
    ).format(
        low=value_text(-scale.limit) if scale.signed else "0",
        high=value_text(scale.limit),
        **values,
    )


def show_numbers(found: LayerView) -> None:
    """Five numbers, the sentences and the formula, and what the network makes of the picture."""
    view = found.view
    places = st.columns(5)
    show_source(view.network, places[0])
    channel = view.maps[found.channel]
    numbers = {
        _("Output shape"): " × ".join(map(str, view.maps.shape)),
        _("Largest value"): value_text(float(channel.max())),
        _("Mean"): value_text(float(channel.mean(dtype=np.float64))),
        _("Not above zero"): f"{(channel <= 0).mean():.0%}".replace("%", " %"),
    }
    for place, (label, value) in zip(places[1:], numbers.items(), strict=True):
        place.metric(label, value)
    words, answers = st.columns([3, 2])
    with words:
        what_you_see(describe_layer(found))
        st.latex(unit_formula(found))
    with answers:
        show_predictions(view, st)
