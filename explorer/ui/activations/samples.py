"""What a network makes of all sample photographs, computed once; and how its classes are called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.data.pictures import Floats
from explorer.data.sample_list import PHOTOS
from explorer.data.samples import load_sample
from explorer.layers.receptive_field import Field
from explorer.networks.best_crops import ChannelPeaks, field_at, find_peaks
from explorer.networks.convolution_layers import Tap
from explorer.networks.dead_filters import survey_inputs
from explorer.networks.loaded_network import LoadedNetwork
from explorer.ui.language import _
from explorer.ui.networks.viewing import NetworkView


@dataclass(frozen=True, slots=True, eq=False)
class SampleRun:
    """One layer over all sample photographs at one size, and what its units see."""

    peaks: ChannelPeaks
    field: Field


def run_samples(view: NetworkView, tap: Tap | None = None) -> SampleRun:
    """Return the sample photographs' peaks where the view listens, or at another tap."""
    network = view.network
    with st.spinner(_("Running all sample pictures, once a layer …")):
        return _run(network, network.key, view.layer.name, tap or view.tap, view.inputs.shape[-1])


@st.cache_resource(max_entries=16, show_spinner=False)
def _run(
    _network: LoadedNetwork,
    key: str,  # noqa: ARG001 - part of the cache's key
    layer: str,
    tap: Tap,
    side: int,
) -> SampleRun:
    peaks = find_peaks(_network, survey_inputs(len(PHOTOS), side), tap)
    return SampleRun(peaks, field_at(_network.trace, layer, tap, side))


def sample_photo(number: int, side: int) -> Floats:
    """Return a sample photograph by its number, (3, side, side) in [0, 1]."""
    pixels = load_sample(list(PHOTOS)[number], side).pixels
    return np.broadcast_to(pixels, (3, side, side))


def sample_title(number: int) -> str:
    """Name a sample photograph in the visitor's language."""
    return _(list(PHOTOS.values())[number].title)


def class_names(view: NetworkView) -> tuple[str, ...]:
    """Name the network's outputs, in English; by number where nothing was learned."""
    if view.network.classes:
        return view.network.classes
    return tuple(f"{number}" for number in range(len(view.scores)))


def class_title(view: NetworkView, number: int) -> str:
    """Name one output in the visitor's language."""
    if view.network.classes:
        return _(view.network.classes[number])
    return _("output {number} (untrained)").format(number=number)
