"""From the controls to a loaded network, and whose weights it has, said on every page."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import cast

import streamlit as st

from explorer.networks.imagenet import default_folder, imagenet_network
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.network_list import NETWORKS, Source
from explorer.ui.controls import Choice
from explorer.ui.downloads import download_panel
from explorer.ui.language import _
from explorer.ui.link import unread_link
from explorer.ui.networks.settings import NETWORK, SOURCE_NAMES, layer_choice, source_choice
from explorer.ui.networks.shelf import is_here, is_loaded, load_network, stand_in
from explorer.ui.place import Place


def choose_network(network: Place, source: Place) -> LoadedNetwork:
    """Draw both choices and return the network with its weights.

    Where they are ImageNet's and not here, they are offered below, and others stand in.
    """
    name = NETWORK.draw(network)
    asked = cast(Source, source_choice(name).draw(source))
    here = is_here(name, asked)
    shown = asked if here else stand_in(name)
    # A spinner costs a message to the browser in every run: only who waits gets one.
    waiting = nullcontext() if is_loaded(name, shown) else _loading()
    with waiting:
        loaded = load_network(name, shown)
    if not here:
        _offer_weights(name, loaded)
    return loaded


def _loading() -> AbstractContextManager[None]:
    return st.spinner(_("Loading the network, once per server start …"), show_time=True)


def _offer_weights(name: str, meanwhile: LoadedNetwork) -> None:
    record = imagenet_network(name)
    download_panel(
        record.file,
        default_folder(),
        _(
            "The ImageNet weights of {title} are not on this server yet: {parameters} million "
            "parameters, {classes} classes. What you see meanwhile is made with: **{weights}**."
        ).format(
            title=record.title,
            parameters=f"{record.parameters / 1e6:.1f}",
            classes=len(record.categories),
            weights=source_name(meanwhile),
        ),
    )


def choose_layer(network: LoadedNetwork, place: Place) -> str:
    """Draw the choice of a convolution and return its dotted name."""
    names = [layer.name for layer in network.convolutions]
    return draw_layers(layer_choice(names, NETWORKS[network.name].first_layer), network, place)


def draw_layers(layers: Choice, network: LoadedNetwork, place: Place) -> str:
    """Draw a choice of the network's convolutions; say so where a link names another."""
    asked = unread_link(layers.key)
    layer = layers.draw(place)
    if asked is not None and asked not in layers.options:
        st.caption(
            ":material/link_off: "
            + _("{network} has no convolution `{asked}`: `{layer}` stands instead.").format(
                network=NETWORKS[network.name].title,
                asked=asked[:40].replace("`", "'"),
                layer=layer,
            )
        )
    return layer


def source_name(network: LoadedNetwork) -> str:
    """Name whose weights these are, in the visitor's language."""
    return _(SOURCE_NAMES[network.source])


def show_source(network: LoadedNetwork, place: Place) -> None:
    """Say on the page whose weights are shown."""
    place.metric(_("Weights"), source_name(network))
