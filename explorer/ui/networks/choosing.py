"""From the controls to a loaded network, and whose weights it has, said on every page."""

from __future__ import annotations

import streamlit as st

from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.network_list import NETWORKS
from explorer.ui.language import _
from explorer.ui.networks.settings import NETWORK, SOURCE_NAMES, layer_choice, source_choice
from explorer.ui.networks.shelf import load_network
from explorer.ui.place import Place


def choose_network(network: Place, source: Place) -> LoadedNetwork:
    """Draw both choices and return the network with its weights."""
    name = NETWORK.draw(network)
    chosen = source_choice(name).draw(source)
    with st.spinner(_("Loading the network, once per server start …"), show_time=True):
        return load_network(name, chosen)  # type: ignore[arg-type]


def choose_layer(network: LoadedNetwork, place: Place) -> str:
    """Draw the choice of a convolution and return its dotted name."""
    names = [layer.name for layer in network.convolutions]
    return layer_choice(names, NETWORKS[network.name].first_layer).draw(place)


def source_name(network: LoadedNetwork) -> str:
    """Name whose weights these are, in the visitor's language."""
    return _(SOURCE_NAMES[network.source])


def show_source(network: LoadedNetwork, place: Place) -> None:
    """Say on the page whose weights are shown."""
    place.metric(_("Weights"), source_name(network))
