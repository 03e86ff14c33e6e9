"""From a picture inside a network to everything the activations page shows of one layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from explorer.data.pictures import Floats
from explorer.layers.receptive_field import Field
from explorer.networks.convolution_layers import Tap
from explorer.networks.gradients import score_gradient
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.strongest_places import StrongPlace, spacing_for, strongest_places
from explorer.plots.activation_pictures import MapScale
from explorer.plots.colours import signed_limit
from explorer.ui.networks.viewing import NetworkView, raw_maps

Show = Literal["activation", "gradient", "product"]

PLACES = 6
_NEVER_NEGATIVE = {"ReLU", "ReLU6", "Hardsigmoid"}


@dataclass(frozen=True, slots=True, eq=False)
class LayerView:
    """One layer's maps on one picture, with one channel chosen.

    `shown`: (channels, h, w), activations, gradients or their product; `field`: what the units see;
    `places`: the strongest of the chosen map, after an activation only those above zero; `refused`:
    the link's channel where the layer has none of that number, else "".
    """

    view: NetworkView
    show: Show
    shown: Floats
    channel: int
    field: Field
    places: tuple[StrongPlace, ...]
    refused: str = ""

    @property
    def signed(self) -> bool:
        """Whether the shown values can be negative."""
        return can_be_negative(self.view, self.show)

    @property
    def chosen(self) -> Floats:
        """The chosen channel of what is shown, (h, w)."""
        chosen: Floats = self.shown[self.channel]
        return chosen

    @property
    def scale(self) -> MapScale:
        """The chosen map's own scale."""
        return MapScale(signed_limit(self.chosen), self.signed)

    @property
    def target(self) -> int:
        """The output with the largest score."""
        return int(self.view.scores.argmax())


def can_be_negative(view: NetworkView, show: Show) -> bool:
    """Whether what is shown has no floor at zero."""
    if show != "activation" or view.stage == "before":
        return True
    return view.layer.activation not in _NEVER_NEGATIVE


def look_at_layer(view: NetworkView, show: Show, channel: str) -> LayerView:
    """Compute what is shown and find the channel that a link means, or the strongest one."""
    shown = view.maps
    if show != "activation":
        shown = _gradient(view.network, view.tap, view.inputs, int(view.scores.argmax()), view.key)
        if show == "product":
            shown = view.maps * shown
    count = len(view.maps)
    known = channel.isdecimal() and int(channel) < count
    index = int(channel) if known else strongest_channel(view.maps)
    places = find_places(shown[index], signed=can_be_negative(view, show))
    return LayerView(view, show, shown, index, find_field(view), places, "" if known else channel)


def find_places(values: Floats, *, signed: bool) -> tuple[StrongPlace, ...]:
    """Return the strongest places of a map (h, w); where nothing is negative, those above zero."""
    found = strongest_places(values, PLACES, spacing_for(*values.shape))
    return tuple(place for place in found if signed or place.value > 0)


def strongest_channel(maps: Floats) -> int:
    """Return the channel whose largest value is the largest of all."""
    return int(maps.max(axis=(1, 2)).argmax())


def order_maps(maps: Floats, sort: str) -> list[int]:
    """Return the channels in the order asked for: as stored, or the largest measure first."""
    if sort == "stored":
        return list(range(len(maps)))
    measures = {
        "mean": lambda: maps.mean(axis=(1, 2), dtype=np.float64),
        "max": lambda: maps.max(axis=(1, 2)),
        "sparsity": lambda: (maps <= 0).mean(axis=(1, 2)),
    }
    order: list[int] = np.argsort(-measures[sort](), kind="stable").tolist()
    return order


def plain_activation(view: NetworkView) -> bool:
    """Whether nothing but a ReLU stands between the convolution and what is shown after it."""
    if view.stage != "after" or view.layer.activation != "ReLU":
        return False
    return bool(np.array_equal(np.maximum(raw_maps(view), 0), view.maps))


def find_field(view: NetworkView) -> Field:
    """Return what the units of the tapped layer see of the picture."""
    return _find_field(view.network, view.network.key, view.tap, view.inputs.shape[-1])


@st.cache_resource(max_entries=24, show_spinner=False)
def _find_field(_network: LoadedNetwork, key: str, tap: Tap, side: int) -> Field:  # noqa: ARG001
    return _network.field_at(tap, side)


@st.cache_resource(max_entries=8, show_spinner=False)
def _gradient(
    _network: LoadedNetwork,
    _tap: Tap,
    _inputs: Floats,
    target: int,
    key: tuple[object, ...],  # noqa: ARG001 - network, picture, size, layer and stage
) -> Floats:
    """Return how the score of `target` changes with each value of the tapped maps."""
    return score_gradient(_network, _inputs, _tap, target)
