"""The networks of a server: loaded once, shared by all sessions, never changed."""

from __future__ import annotations

import streamlit as st

from explorer.networks.loaded_network import LoadedNetwork, load_offline, load_random
from explorer.networks.network_list import Source
from explorer.ui.warm_up import freeze_imports

MOST_LARGE = 2  # ImageNet's networks in memory: AlexNet takes 244 MB


def load_network(name: str, source: Source) -> LoadedNetwork:
    """Return a network with weights that are on this machine."""
    loaders = {"offline": _offline, "random": _random}
    network: LoadedNetwork = loaders[source](name)
    freeze_imports()
    return network


@st.cache_resource(max_entries=1, show_spinner=False)
def _offline(name: str) -> LoadedNetwork:  # noqa: ARG001 - only AlexNet is in the pack
    return load_offline()


@st.cache_resource(max_entries=2, show_spinner=False)
def _random(name: str) -> LoadedNetwork:
    return load_random(name)
