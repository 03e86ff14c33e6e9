"""Filters that never answer: which channels stay at or below zero before their activation.

A hook on the convolution sees values before batch normalisation and ReLU; what the ReLU cuts off is
what goes into it, so that is what is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.data.sample_list import PHOTOS
from explorer.data.samples import load_sample
from explorer.errors import SettingError
from explorer.networks.convolution_layers import ConvolutionLayer, Tap
from explorer.networks.feeding import feed_network
from explorer.networks.loaded_network import LoadedNetwork
from explorer.text import N_

Floats = NDArray[np.float32]

BATCH = 8
_CROPS = (
    (0.0, 0.0),
    (0.0, 1.0),
    (1.0, 0.0),
    (1.0, 1.0),
)  # corners: share of the slack down, across
_CROP_OF = 1.25  # a crop's picture is so many times larger: cut, never enlarged
MOST_PICTURES = len(PHOTOS) * (1 + len(_CROPS))

DEAD, SILENT, ALIVE = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class FilterSurvey:
    """A layer's C channels over N pictures.

    `norms`: (C,), Euclidean norm of each filter's weights; `peaks`: (N, C), the greatest value that
    goes into the activation behind the layer.
    """

    norms: Floats
    peaks: Floats

    @property
    def greatest(self) -> Floats:
        """The greatest value of each channel over all pictures, (C,)."""
        return np.asarray(self.peaks.max(axis=0))

    def states(self, here: Floats) -> NDArray[np.int64]:
        """Return (C,): DEAD, SILENT or ALIVE.

        `here`: (C,), the peaks on the picture on show. Dead is at or below zero on every picture,
        that one among them; silent is at or below zero on that one only.
        """
        ever = np.maximum(self.greatest, here) > 0
        return np.where(here > 0, ALIVE, np.where(ever, SILENT, DEAD)).astype(np.int64)


def survey_filters(network: LoadedNetwork, layer: ConvolutionLayer, inputs: Floats) -> FilterSurvey:
    """Run (N, 3, H, W) in batches; raises SettingError where no activation follows the layer."""
    weight = layer.module.weight.detach()
    norms = weight.flatten(1).norm(dim=1).numpy()
    peaks = [
        read_peaks(network, layer, inputs[start : start + BATCH])
        for start in range(0, len(inputs), BATCH)
    ]
    return FilterSurvey(norms, np.concatenate(peaks))


def read_peaks(network: LoadedNetwork, layer: ConvolutionLayer, inputs: Floats) -> Floats:
    """Return (N, C), the greatest value that (N, 3, H, W) sends into the layer's activation."""
    tap = _activation_of(layer)
    with torch.inference_mode(), network.lock, _hearing_input(network.module, tap) as heard:
        network.module(torch.from_numpy(np.ascontiguousarray(inputs)))
    return np.asarray(heard[0].flatten(2).amax(dim=2).numpy())


def silence(
    network: LoadedNetwork, layer: ConvolutionLayer, channels: Sequence[int], inputs: Floats
) -> tuple[Floats, Floats]:
    """Return the scores (K,) of (3, H, W) as they are, and with channels of a layer set to zero.

    What is set to zero is what the activation behind it gives; where none follows, the
    convolution's output. Raises SettingError for a channel that is not there.
    """
    require_channels(channels, layer.module.out_channels)
    picture = torch.from_numpy(inputs)[None]
    with torch.inference_mode(), network.lock:
        before = network.module(picture)[0].numpy()
        with silencing(network.module, layer.after or layer.before, channels):
            after = network.module(picture)[0].numpy()
    return before, after


@contextmanager
def silencing(network: nn.Module, tap: Tap, channels: Sequence[int]) -> Iterator[None]:
    """Set channels of one module's output to zero while the block runs; other threads see none."""
    thread, calls = get_ident(), 0

    def cut(_module: nn.Module, _inputs: Any, output: Tensor) -> Tensor | None:
        nonlocal calls
        if get_ident() != thread:
            return None
        calls += 1
        if calls - 1 != tap.call:
            return None
        changed = output.clone()  # what other layers kept of it stays as it was
        changed[:, list(channels)] = 0
        return changed

    handle = network.get_submodule(tap.module).register_forward_hook(cut)
    try:
        yield
    finally:
        handle.remove()


def require_channels(channels: Sequence[int], count: int) -> None:
    """Raise SettingError unless all channels are there."""
    for channel in channels:
        if not 0 <= channel < count:
            raise SettingError(
                N_("the layer has {channels} channels, there is no {channel}: choose one below"),
                channels=count,
                channel=channel,
            )


def survey_inputs(count: int, side: int) -> Floats:
    """Return (count, 3, side, side) as networks are fed: the photographs, then their corner crops.

    Crops come from a larger picture of the same photograph, so nothing is enlarged or made up.
    """
    if not 1 <= count <= MOST_PICTURES:
        raise SettingError(
            N_("there are {limit} sample pictures and crops, not {count}: choose fewer"),
            limit=MOST_PICTURES,
            count=count,
        )
    keys = list(PHOTOS)
    pictures = []
    for number in range(count):
        version, key = divmod(number, len(keys))
        photo = _crop_photo(keys[key], version, side)
        pictures.append(feed_network(photo, 3))
    return np.stack(pictures)


def _crop_photo(key: str, version: int, side: int) -> Floats:
    if version == 0:
        return np.broadcast_to(load_sample(key, side).pixels, (3, side, side))
    whole = load_sample(key, round(side * _CROP_OF)).pixels
    slack = whole.shape[1] - side
    top, left = (round(slack * share) for share in _CROPS[version - 1])
    return np.broadcast_to(whole[:, top : top + side, left : left + side], (3, side, side))


def _activation_of(layer: ConvolutionLayer) -> Tap:
    if layer.after is None:
        raise SettingError(
            N_(
                "no activation follows {layer}, so none of its filters can be cut off: choose "
                "another layer"
            ),
            layer=layer.name,
        )
    return layer.after


@contextmanager
def _hearing_input(network: nn.Module, tap: Tap) -> Iterator[list[Tensor]]:
    """Collect what goes into a module's call while the block runs, other threads' runs apart."""
    heard: list[Tensor] = []
    thread, calls = get_ident(), 0

    def listen(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        nonlocal calls
        if get_ident() == thread:
            if calls == tap.call:
                heard.append(inputs[0])
            calls += 1

    handle = network.get_submodule(tap.module).register_forward_pre_hook(listen)
    try:
        yield heard
    finally:
        handle.remove()
