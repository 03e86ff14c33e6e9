"""The networks of a server: loaded once, shared by all sessions, never changed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.data.remote_files import find_file
from explorer.networks.imagenet import default_folder, imagenet_network, load_imagenet
from explorer.networks.loaded_network import (
    LoadedNetwork,
    from_module,
    load_offline,
    load_random,
)
from explorer.networks.network_list import NETWORKS, Source
from explorer.ui.warm_up import freeze_imports

MOST_LARGE = 2  # ImageNet's networks in memory: AlexNet takes 244 MB

_loaded: set[tuple[str, str]] = set()


def load_network(name: str, source: Source) -> LoadedNetwork:
    """Return a network with weights of a source that `is_here`.

    Raises WeightsError for a file that does not hold them.
    """
    loaders = {"offline": _offline, "imagenet": _imagenet, "random": _random}
    network: LoadedNetwork = loaders[source](name)
    _loaded.add((name, source))
    freeze_imports()
    return network


def is_loaded(name: str, source: Source) -> bool:
    """Whether a network has been loaded before on this server: then nobody has to wait."""
    return (name, source) in _loaded


def is_here(name: str, source: Source) -> bool:
    """Whether these weights are on this machine; a file's content is checked once."""
    return source != "imagenet" or find_imagenet(name) is not None


def find_imagenet(name: str) -> Path | None:
    """Return the file of ImageNet's weights if it is there and its content is right."""
    return find_file(imagenet_network(name).file, default_folder())


def stand_in(name: str) -> Source:
    """Return whose weights stand in for ImageNet's while these are not here."""
    return next(source for source in NETWORKS[name].sources if source != "imagenet")


@st.cache_resource(max_entries=1, show_spinner=False)
def _offline(name: str) -> LoadedNetwork:  # noqa: ARG001 - only AlexNet is in the pack
    return load_offline()


@st.cache_resource(max_entries=MOST_LARGE, show_spinner=False)
def _imagenet(name: str) -> LoadedNetwork:
    record, path = imagenet_network(name), find_imagenet(name)
    if path is None:
        raise FileNotFoundError(record.file.name)  # `is_here` was not asked
    return from_module(
        name,
        "imagenet",
        load_imagenet(record, path),
        input_size=record.crop_size,
        classes=record.categories,
    )


@st.cache_resource(max_entries=MOST_LARGE, show_spinner=False)
def _random(name: str) -> LoadedNetwork:
    return load_random(name)
