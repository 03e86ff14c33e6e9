"""A picture inside a network: what it is fed, what a layer makes of it, what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
import torch

from explorer.data.pictures import Floats, Picture
from explorer.errors import SettingError
from explorer.networks.convolution_layers import ConvolutionLayer, Tap
from explorer.networks.feeding import enlarge_array, feed_network, show_range
from explorer.networks.loaded_network import HEAD_INPUT, LoadedNetwork
from explorer.text import N_
from explorer.ui.picture_picker import chosen_picture

Stage = Literal["before", "after"]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkView:
    """One picture and one convolution of one network.

    `photo`: (3, S, S) in [0, 1], as drawn; `inputs`: (3, S, S) as the network is fed; `stage`: the
    convolution's output or that of the activation behind it; `maps`: (channels, h, w) float32;
    `scores`: (classes,) float32; `features`: what the head was given, where its familiarity is
    known.
    """

    network: LoadedNetwork
    picture: Picture
    photo: Floats
    inputs: Floats
    layer: ConvolutionLayer
    stage: Stage
    maps: Floats
    scores: Floats
    features: Floats | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What everything computed from this view depends on: a key for caches."""
        size = self.inputs.shape[-1]
        return (self.network.key, self.picture.key, size, self.layer.name, self.stage)

    @property
    def tap(self) -> Tap:
        """Where the maps were taken."""
        return tap_of(self.layer, self.stage)


def tap_of(layer: ConvolutionLayer, stage: Stage) -> Tap:
    """Return where to listen; raises SettingError where no activation follows the layer."""
    if stage == "before":
        return layer.before
    if layer.after is None:
        raise SettingError(
            N_("no activation follows {layer}, its output goes on as it is: choose before"),
            layer=layer.name,
        )
    return layer.after


def chosen_photo(side: int) -> Floats:
    """Return the chosen picture as a network is shown it: (3, side, side) in [0, 1]."""
    return fill_photo(chosen_picture(side), side)


def fill_photo(picture: Picture, side: int) -> Floats:
    """Return a picture of `side` pixels, or a small array, as a network is shown it.

    (3, side, side) in [0, 1]: a small array is enlarged by repeating its cells, grey fills all
    three channels.
    """
    photo = show_range(picture)
    if picture.kind == "array":
        photo = enlarge_array(photo, side)
    return np.ascontiguousarray(np.broadcast_to(photo, (3, side, side)))


def look_inside(
    network: LoadedNetwork, picture: Picture, side: int, layer: str, stage: Stage
) -> NetworkView:
    """Run the picture through the network, listening to one layer."""
    return look_at_photo(network, picture, chosen_photo(side), layer, stage)


def look_at_photo(
    network: LoadedNetwork, picture: Picture, photo: Floats, layer: str, stage: Stage
) -> NetworkView:
    """Do the same with any picture, `photo` (3, side, side) made of it."""
    convolution = network.find_layer(layer)
    tap = tap_of(convolution, stage)
    inputs = feed_network(photo, 3)
    found, scores = _run_layer(network, convolution, inputs, picture)
    return NetworkView(
        network,
        picture,
        photo,
        inputs,
        convolution,
        stage,
        found[tap],
        scores,
        found.get(HEAD_INPUT),
    )


def raw_maps(view: NetworkView) -> Floats:
    """Return what the convolution itself gives, before any activation: (channels, h, w)."""
    found, _scores = _run_layer(view.network, view.layer, view.inputs, view.picture)
    return found[view.layer.before]


def _run_layer(
    network: LoadedNetwork, layer: ConvolutionLayer, inputs: Floats, picture: Picture
) -> tuple[dict[Tap, Floats], Floats]:
    wanted = (layer.before, layer.after, HEAD_INPUT if network.familiarity else None)
    taps = tuple(tap for tap in wanted if tap is not None)
    return _run(network, network.key, taps, inputs, (picture.key, inputs.shape[-1]))


@st.cache_resource(max_entries=12, show_spinner=False)
def _run(
    _network: LoadedNetwork,
    key: str,  # noqa: ARG001 - part of the cache's key, as the picture's
    taps: tuple[Tap, ...],
    _inputs: Floats,
    picture: tuple[str, int],  # noqa: ARG001
) -> tuple[dict[Tap, Floats], Floats]:
    """Return a layer's maps (channels, h, w) by tap and the scores (classes,) on one picture."""
    with torch.inference_mode():
        scores, found = _network.observe(torch.from_numpy(_inputs)[None], taps)
    return {tap: maps[0].numpy() for tap, maps in found.items()}, scores[0].numpy()
