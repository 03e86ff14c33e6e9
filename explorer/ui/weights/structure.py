"""The network as PyTorch prints it; a click on a convolution goes there."""

from __future__ import annotations

import streamlit as st

from explorer.networks.network_list import NETWORKS
from explorer.networks.printed_network import print_network
from explorer.ui.components.printed_network import printed_network
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.weights.compute import WeightsView
from explorer.ui.weights.settings import go_to_layer


def show_structure(view: WeightsView) -> None:
    """Print the network; the lines of convolutions can be clicked."""
    known = {layer.name for layer in view.network.convolutions}
    lines = [
        (line.text, line.module if line.module in known else "")
        for line in print_network(view.network.module)
    ]
    st.markdown(
        _("`print(network)` of {network}: {count} convolutions, click one to go there.").format(
            network=NETWORKS[view.network.name].title, count=len(known)
        )
    )
    printed_network(
        lines,
        view.bank.name,
        alt=_("The layers of {network}").format(network=NETWORKS[view.network.name].title),
        key="weights_structure",
        on_choose=go_to_layer,
    )
    st.markdown(lesson_section("weights", "structure"))
