"""From the controls to everything the receptive-field page shows of one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from explorer.data.pictures import Picture, to_grey, value_range
from explorer.errors import SettingError
from explorer.layers.receptive_field import Box
from explorer.networks.subnetwork import Unit, take_part
from explorer.networks.tracing import LayerField
from explorer.text import N_
from explorer.ui.receptive_field.networks import Analysis, Network
from explorer.ui.receptive_field.settings import read_unit

Floats = NDArray[np.float32]
# Of ImageNet's pictures, a channel each: what torchvision's networks are fed with.
MEANS, DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
GREY_MEAN, GREY_DEVIATION = 0.449, 0.226  # for networks of one channel: the same, averaged


@dataclass(frozen=True, slots=True, eq=False)
class FieldView:
    """One unit of one layer of one network on one picture.

    `photo`: (1 or 3, H, W) in [0, 1] as drawn; `inputs`: (C, H, W) as the network is fed.
    `maps`: (channels, rows, columns) of the layer, None where its weights are not loaded.
    `moved`: the link's unit or channel is not of this map.
    """

    network: Network
    analysis: Analysis
    picture: Picture
    photo: Floats
    inputs: Floats
    layer: LayerField
    channel: int
    unit: Unit
    maps: Floats | None
    moved: bool

    @property
    def box(self) -> Box:
        """The unit's theoretical box, past the border where it is past it."""
        return self.layer.field.box_of(*self.unit)

    @property
    def sides(self) -> tuple[int, int]:
        """Height and width of the input."""
        height, width = self.inputs.shape[1:]
        return height, width

    @property
    def share_inside(self) -> float:
        """Share of the box that lies within the picture."""
        return self.box.clipped(*self.sides).area / self.box.area

    @property
    def question(self) -> tuple[object, ...]:
        """What an answer about this unit depends on: a key for caches."""
        name = self.layer.name
        return (self.network.key, name, self.channel, self.unit, self.picture.key, self.sides)


def show_range(picture: Picture) -> Floats:
    """Return the picture's pixels brought to [0, 1]."""
    low, high = value_range(picture)
    return np.asarray((picture.pixels - low) / (high - low), dtype=np.float32)


def feed_network(photo: Floats, channels: int) -> Floats:
    """Normalise a picture (1 or 3, H, W) in [0, 1] as ImageNet's are: (channels, H, W) float32.

    Raises SettingError for a network that takes neither 1 nor 3 channels.
    """
    if channels == 1:
        return np.asarray((to_grey(photo) - GREY_MEAN) / GREY_DEVIATION, dtype=np.float32)
    if channels != 3:
        raise SettingError(
            N_(
                "the network takes {channels} channels, a picture has 1 or 3: set in_channels of "
                "its first layer to 3"
            ),
            channels=channels,
        )
    means, deviations = (np.array(v, dtype="f4")[:, None, None] for v in (MEANS, DEVIATIONS))
    return np.asarray((photo - means) / deviations, dtype=np.float32)


def look_at_unit(
    network: Network,
    analysis: Analysis,
    picture: Picture,
    inputs: Floats,
    values: Mapping[str, Any],
) -> FieldView:
    """Find the chosen layer, channel and unit, and run the network that far."""
    layer = next(each for each in analysis.fields if each.name == values["rf_layer"])
    unit = read_unit(values["rf_row"], values["rf_column"], layer.field.units)
    try:
        maps = _run_layer(network, network.key, layer.name, inputs, (picture.key, inputs.shape))
    except SettingError:
        maps = None  # a classifier without weights: the field is known all the same
    asked = values["rf_channel"]
    channel = _liveliest(maps) if asked is None else min(asked, layer.channels - 1)
    told = (values["rf_row"] or str(unit[0]), values["rf_column"] or str(unit[1]))
    moved = told != (str(unit[0]), str(unit[1])) or asked not in {None, channel}
    photo = show_range(picture)
    return FieldView(network, analysis, picture, photo, inputs, layer, channel, unit, maps, moved)


def _liveliest(maps: Floats | None) -> int:
    """Return the channel that varies most over the map; of one unit, the strongest."""
    if maps is None:
        return 0
    spread = maps.std(axis=(1, 2)) if maps[0].size > 1 else np.abs(maps[:, 0, 0])
    return int(spread.argmax())


@st.cache_resource(max_entries=6, show_spinner=False)
def _run_layer(
    _network: Network,
    key: str,  # noqa: ARG001 - part of the cache's key, as the picture's
    layer: str,
    _inputs: Floats,
    picture: tuple[object, ...],  # noqa: ARG001
) -> Floats:
    """Return a layer's maps on a picture, (channels, rows, columns) float32."""
    channels, height, width = _inputs.shape
    part = take_part(_network.trace, layer, (channels, height, width))
    with torch.inference_mode():
        output = part.run(torch.from_numpy(_inputs)[None])  # (1, C, rows, columns) or (1, N)
    maps: Floats = output.reshape(-1, *part.layer.field.units).numpy()
    return maps
