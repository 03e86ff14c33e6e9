"""From the controls to the pictures, the network and the cut that the page works with."""

from __future__ import annotations

import streamlit as st

from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.offline_sets import OFFLINE_SETS, load_offline_set
from explorer.networks.feature_cut import FeatureCut, cut_network
from explorer.networks.loaded_network import LoadedNetwork
from explorer.ui.feature_space.own_zip import own_pictures
from explorer.ui.feature_space.settings import CIFAR10, DATA, OWN, layer_choice
from explorer.ui.language import _
from explorer.ui.networks.choosing import draw_layers
from explorer.ui.place import Place


def choose_pictures(name: str) -> LabelledPictures:
    """Return the chosen pictures; where they are not here yet, draw how to get them.

    The textures stand in meanwhile, which is said.
    """
    if name in OFFLINE_SETS:
        return load_offline_set(name)
    found = None
    if name == OWN:
        found = own_pictures()
    elif name == CIFAR10:
        from explorer.ui.feature_space.cifar import cifar_pictures

        found = cifar_pictures()
    if found is not None:
        return found
    st.caption(
        ":material/info: "
        + _("Until these pictures are here, {title} stand in for them.").format(
            title=f"**{_(DATA.options[DATA.default])}**"
        )
    )
    return load_offline_set(DATA.default)


def choose_cut(network: LoadedNetwork, place: Place) -> FeatureCut:
    """Draw the choice of a layer and cut the network behind it."""
    names = [layer.name for layer in network.convolutions]
    return cut_network(network, draw_layers(layer_choice(names), network, place))


def say_first(count: int) -> None:
    """Say that the picture asked for is none of these."""
    st.caption(
        ":material/link_off: "
        + _("The pictures here are numbered 0 to {last}: the first one stands instead.").format(
            last=count - 1
        )
    )
