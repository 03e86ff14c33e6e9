"""From the controls to what the weights page shows: a layer's weights, and a filter's answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from explorer.data.pictures import Floats, Picture
from explorer.layers.convolution import run_convolution
from explorer.networks.feeding import feed_network
from explorer.networks.filter_pictures import FilterFigures, measure_filters
from explorer.networks.layer_weights import LayerWeights, feeding_layer, read_weights
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.subnetwork import take_part
from explorer.ui.networks.shelf import load_network
from explorer.ui.networks.viewing import chosen_photo


@dataclass(frozen=True, slots=True, eq=False)
class WeightsView:
    """One filter of one layer of one network.

    `start`: the same layer before any training, None where that is what is shown; `fed_by`: the
    convolution whose channels the layer weighs, None where it has no single one; `kernel`: which of
    the filter's kernels is looked at, by its place in the filter.
    """

    network: LoadedNetwork
    bank: LayerWeights
    start: LayerWeights | None
    fed_by: str | None
    number: int
    kernel: int

    @property
    def weight(self) -> Floats:
        """The filter, (C / groups, kh, kw) float32."""
        return np.asarray(self.bank.weight[self.number])

    @property
    def input_channel(self) -> int:
        """The input channel that the kernel looked at weighs."""
        return self.bank.inputs_of(self.number)[self.kernel]

    @property
    def figures(self) -> FilterFigures:
        """Figures of a first layer's filters."""
        return measure_layer(self.bank, self.network.key, self.bank.name)


@dataclass(frozen=True, slots=True, eq=False)
class LayerAnswer:
    """A layer on one picture: `inputs` (C, H, W) that it is given, `outputs` (O, h, w)."""

    photo: Floats
    inputs: Floats
    outputs: Floats
    field_px: int | None


def start_of(network: LoadedNetwork, layer: str) -> LayerWeights | None:
    """Return the layer as it stands before any training, None where it is shown already."""
    if network.source == "random":
        return None
    return read_weights(load_network(network.name, "random"), layer)


def look_at_layer(network: LoadedNetwork, layer: str) -> tuple[LayerWeights, str | None]:
    """Return a layer's weights, and the convolution that feeds it."""
    return read_weights(network, layer), feeding_layer(network.trace, layer)


@st.cache_resource(max_entries=12, show_spinner=False)
def measure_layer(_bank: LayerWeights, network: str, layer: str) -> FilterFigures:  # noqa: ARG001
    """Measure a first layer; `network` and `layer` tell layers apart."""
    return measure_filters(_bank.weight)


def run_layer(network: LoadedNetwork, layer: str, picture: Picture, side: int) -> LayerAnswer:
    """Run the picture up to a layer, and return what it is given and what it puts out.

    Raises SettingError where the network does not fit the picture.
    """
    photo = chosen_photo(side)
    return _run(network, network.key, layer, photo, (picture.key, side))


@st.cache_resource(max_entries=8, show_spinner=False)
def _run(
    _network: LoadedNetwork,
    key: str,  # noqa: ARG001 - part of the cache's key, as the picture's
    layer: str,
    _photo: Floats,
    picture: tuple[str, int],  # noqa: ARG001
) -> LayerAnswer:
    inputs = feed_network(_photo, 3)
    part = take_part(_network.trace, layer, (3, *inputs.shape[1:]))
    last = part.nodes[-1]
    before = last.all_input_nodes[0]
    with torch.inference_mode():
        found = part.run_keeping(torch.from_numpy(inputs)[None], {before, last})
    sizes = (part.layer.field.rows.size, part.layer.field.columns.size)
    return LayerAnswer(
        _photo,
        found[before][0].numpy(),
        found[last][0].numpy(),
        sizes[0] if sizes[0] == sizes[1] else None,
    )


def answer_of_kernel(
    view: WeightsView, answer: LayerAnswer, kernels: slice
) -> tuple[Floats, NDArray[np.float32]]:
    """Return the padded inputs (C, H, W) that some of a filter's kernels see, and their sum.

    The bias is in the sum where all kernels are.
    """
    bank = view.bank
    whole = range(len(view.weight))[kernels] == range(len(view.weight))
    seen = bank.inputs_of(view.number)[kernels]
    bias = np.array([bank.bias_of(view.number)], dtype=np.float32) if whole else None
    result = run_convolution(
        np.ascontiguousarray(answer.inputs[seen.start : seen.stop]),
        view.weight[None, kernels],
        bias,
        stride=bank.stride,
        padding=bank.padding,
        dilation=bank.dilation,
    )
    return result.padded, result.output[0]
