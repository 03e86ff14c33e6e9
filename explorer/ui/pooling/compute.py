"""From a picture and a layer's settings to everything the pooling page shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.data.pictures import Picture, to_grey, value_range
from explorer.layers.pool_geometry import PoolGeometry, PoolSettings
from explorer.layers.pooling import PoolResult, run_pooling
from explorer.ui.language import _
from explorer.ui.pooling.settings import read_settings

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PoolView:
    """One pooling layer on one picture: `pixels` (C, H, W) float32, and a name a channel."""

    picture: Picture
    pixels: Floats
    names: tuple[str, ...]
    settings: PoolSettings
    result: PoolResult

    @property
    def geometry(self) -> PoolGeometry:
        """Where the windows fall."""
        return self.result.geometry

    @property
    def rgb(self) -> bool:
        """Whether the channels are the colours of a photograph."""
        return len(self.pixels) == 3 and self.picture.kind == "photo"

    @property
    def value_range(self) -> tuple[float, float] | None:
        """What is drawn black and white; None for signed values, drawn around zero."""
        return None if self.pixels.min() < 0 else value_range(self.picture)


def run_layer(picture: Picture, values: Mapping[str, Any]) -> PoolView:
    """Pool the picture as the controls say; raises SettingError where that is impossible."""
    settings = read_settings(values)
    colour = values["pool_channels"] == "colour" and len(picture.pixels) == 3
    pixels = picture.pixels if colour else to_grey(picture.pixels)
    names = (_("red"), _("green"), _("blue")) if colour else (_("grey"),)
    return PoolView(picture, pixels, names, settings, run_pooling(pixels, settings))
