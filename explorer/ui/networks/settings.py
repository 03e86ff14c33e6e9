"""The controls that the pages inside a trained network share, so that a choice goes along."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.errors import SettingError
from explorer.networks.network_list import NETWORKS
from explorer.text import N_
from explorer.ui.controls import Choice

LAYER_KEY = "layer"
PICKED_SIZE = 112  # of the picker's preview; the network is fed what `input_size` says
_DOTTED = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+){0,9}")
SIZES = ("64", "96", "112", "160", "224", "320")
SOURCE_NAMES = {
    "offline": N_("offline pack"),
    "imagenet": N_("ImageNet (torchvision)"),
    "random": N_("random"),
}
# What belongs to one network's layer: another choice begins anew.
_OF_LAYER = ("channel", "filter")


def check_layer(text: str) -> None:
    """Raise SettingError for what is no module's dotted name; empty is none chosen."""
    if text and not (len(text) <= 100 and _DOTTED.fullmatch(text)):
        raise SettingError(N_("there is no layer {layer}: choose one"), layer=text[:40])


NETWORK = Choice(
    "network",
    N_("Network"),
    {name: entry.title for name, entry in NETWORKS.items()},
    "alexnet",
    literal=True,
    clears=("weights_from", LAYER_KEY, "feature_layer", "input_size", *_OF_LAYER),
)


def source_choice(network: str) -> Choice:
    """Return the choice of a network's weights."""
    sources = NETWORKS[network].sources
    return Choice(
        "weights_from",
        N_("Weights"),
        {source: SOURCE_NAMES[source] for source in sources},
        sources[0],
        clears=("input_size",),
        help=N_(
            "Offline pack: trained by this project, always there. ImageNet: torchvision's, fetched "
            "on request. Random: before any training."
        ),
    )


def layer_choice(names: Sequence[str], default: str) -> Choice:
    """Return the select box of a network's convolutions: bare module names."""
    return Choice(
        LAYER_KEY,
        N_("Layer"),
        {name: name for name in names},
        default,
        literal=True,
        clears=_OF_LAYER,
    )


def size_choice(default: int) -> Choice:
    """Return the choice of the size that the picture is fed at, in pixels."""
    return Choice(
        "input_size",
        N_("Input size"),
        {side: side for side in SIZES},
        str(default),
        literal=True,
        help=N_(
            "Height and width that the picture is fed at, in pixels: at first what the weights "
            "were trained with."
        ),
    )


# What a link may hold, of any network; the page narrows it to the one chosen.
SOURCE = Choice("weights_from", N_("Weights"), SOURCE_NAMES, "offline")
INPUT_SIZE = size_choice(112)
