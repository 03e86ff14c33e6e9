"""Which part of which picture a channel answers to most: its best receptive-field crops.

Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
arXiv:1311.2901, show the nine strongest of a validation set; here never two of one picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.layers.receptive_field import Box, Field
from explorer.networks.convolution_layers import Tap
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.tracing import NetworkTrace

Floats = NDArray[np.float32]

BEST = 9
PIXELS_AT_ONCE = 2**18  # of pictures in one run: 64 maps of a quarter of them take 17 MB


@dataclass(frozen=True, slots=True, eq=False)
class ChannelPeaks:
    """What each of N pictures makes of each of C channels of one layer, and the network's scores.

    `values`: (N, C) float32, the greatest value on the map; `means`: (N, C) float32, the map's
    mean; `places`: (N, C) int64, where the greatest stands, row · columns + column, the first of
    several; `even`: (N, C) bool, no place is the best: all hold that value, or a shut activation
    left the only one at 0; `scores`: (N, K) float32; `units`: rows and columns of the map.
    """

    values: Floats
    means: Floats
    places: NDArray[np.int64]
    even: NDArray[np.bool_]
    scores: Floats
    units: tuple[int, int]

    def __len__(self) -> int:
        """Pictures."""
        return len(self.values)


@dataclass(frozen=True, slots=True)
class BestCrop:
    """A picture's strongest place: `picture` is its number, `box` the unit's theoretical field."""

    picture: int
    value: float
    unit: tuple[int, int]
    box: Box


def find_peaks(network: LoadedNetwork, inputs: Floats, tap: Tap) -> ChannelPeaks:
    """Run (N, 3, H, W), as the network is fed, in batches and keep each channel's strongest place.

    N is at least 1.
    """
    return join_peaks(list(each_peaks(network, inputs, tap)))


def each_peaks(network: LoadedNetwork, inputs: Floats, tap: Tap) -> Iterator[ChannelPeaks]:
    """Yield what each batch of (N, 3, H, W) gives; stop by not going on."""
    room = max(1, PIXELS_AT_ONCE // (inputs.shape[-2] * inputs.shape[-1]))
    for start in range(0, len(inputs), room):
        batch = torch.from_numpy(np.ascontiguousarray(inputs[start : start + room]))
        with torch.inference_mode():
            scores, found = network.observe(batch, [tap])
            maps = found[tap]  # (N, C, h, w)
            flat = maps.flatten(2)  # (N, C, h·w)
            values, places = flat.max(dim=2)
            even = (flat.amin(dim=2) == values) & ((values == 0) | (flat.shape[2] > 1))
        yield ChannelPeaks(
            values.numpy(),
            flat.mean(dim=2).numpy(),
            places.numpy(),
            even.numpy(),
            scores.numpy(),
            (maps.shape[2], maps.shape[3]),
        )


def join_peaks(parts: Sequence[ChannelPeaks]) -> ChannelPeaks:
    """Lay the pictures of several runs of one layer after each other."""
    return ChannelPeaks(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.means for part in parts]),
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.even for part in parts]),
        np.concatenate([part.scores for part in parts]),
        parts[0].units,
    )


def rank_crops(
    peaks: ChannelPeaks, field: Field, channel: int, most: int = BEST
) -> tuple[BestCrop, ...]:
    """Return a channel's best crops, strongest first, one a picture; ties in the pictures' order.

    A picture on which all places of the map are alike has no best place and is left out.
    """
    values = peaks.values[:, channel]
    order = np.argsort(-values, kind="stable")
    chosen = [int(number) for number in order if not peaks.even[number, channel]][:most]
    found = []
    for number in chosen:
        row, column = divmod(int(peaks.places[number, channel]), peaks.units[1])
        box = field.box_of(row, column)
        found.append(BestCrop(number, float(values[number]), (row, column), box))
    return tuple(found)


def field_at(trace: NetworkTrace, layer: str, tap: Tap, side: int) -> Field:
    """Return what the units see that a tap of a convolution `layer` gives, on (3, side, side).

    An activation past a sum sees what both branches see. A module that runs again later is told by
    its last run only; before that the convolution's own field stands for it.
    """
    shape = (3, side, side)
    own = trace.field_of(layer, shape)
    if tap.module == layer:
        return own.field
    tapped = trace.field_of(tap.module, shape)
    return tapped.field if tapped.calls == tap.call + 1 else own.field


def cut_crop(photo: Floats, box: Box) -> Floats:
    """Cut a box out of (3, H, W); what lies past the border is NaN. The whole box must not miss it.

    Returns (3, rows, columns) float32 of the box.
    """
    height, width = photo.shape[1:]
    inside = box.clipped(height, width)
    crop = np.full((3, box.bottom - box.top, box.right - box.left), np.nan, dtype=np.float32)
    rows, columns = inside.slices
    top, left = inside.top - box.top, inside.left - box.left
    piece = photo[:, rows, columns]
    crop[:, top : top + piece.shape[1], left : left + piece.shape[2]] = piece
    return crop
