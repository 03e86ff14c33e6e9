"""From the activations page's controls to the layer it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from explorer.data.pictures import Picture
from explorer.networks.loaded_network import LoadedNetwork
from explorer.ui.activations.compute import LayerView, Show, look_at_layer
from explorer.ui.activations.settings import CHANNEL, OPACITY, SHOW, SORT, STAGE
from explorer.ui.language import _
from explorer.ui.networks.choosing import choose_layer, choose_network
from explorer.ui.networks.settings import size_choice
from explorer.ui.networks.viewing import Stage, look_inside


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """The layer to show, and how: the order of its maps, how opaque the chosen one is drawn."""

    found: LayerView
    sort: str
    opacity: float


def choose_view(picture: Picture) -> Looks:
    """Draw the controls and run the picture through the network.

    Raises SettingError where a network is not to be had.
    """
    with st.container(key="page_choices"):
        first = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
        network = choose_network(first[0], first[1])
        layer = choose_layer(network, first[2])
        side = int(size_choice(network.input_size).draw(first[3]))
    second: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom"}
    with st.container(key="activation_controls", **second):
        wanted, show, sort = STAGE.draw(st), SHOW.draw(st), SORT.draw(st)
        opacity = OPACITY.draw(st)
    stage = _possible_stage(network, layer, wanted)
    view = look_inside(network, picture, side, layer, stage)
    found = look_at_layer(view, cast(Show, show), CHANNEL.draw())
    _say_replaced(found)
    return Looks(found, sort, opacity)


def _possible_stage(network: LoadedNetwork, layer: str, wanted: str) -> Stage:
    """Return the stage asked for; before, where nothing follows the layer, and say so."""
    if wanted == "after" and network.find_layer(layer).after is None:
        st.caption(
            ":material/info: "
            + _(
                "No activation follows `{layer}`: its values go on as they are, so these are shown."
            ).format(layer=layer)
        )
        return "before"
    return cast(Stage, wanted)


def _say_replaced(found: LayerView) -> None:
    """Say that the link's channel is of another layer."""
    if found.refused:
        st.caption(
            ":material/link_off: "
            + _(
                "`{layer}` has channels 0 to {last}, there is no channel {refused}: channel "
                "{channel}, which answers most strongly, stands instead."
            ).format(
                layer=found.view.layer.name,
                last=len(found.view.maps) - 1,
                refused=found.refused,
                channel=found.channel,
            )
        )
