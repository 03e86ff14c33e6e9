"""From a picture to what a network is fed: its size, its channels, ImageNet's normalisation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.data.pictures import Picture, to_grey, value_range
from explorer.errors import SettingError
from explorer.networks.trunk import IMAGENET_MEAN, IMAGENET_STD
from explorer.text import N_

Floats = NDArray[np.float32]

GREY_MEAN, GREY_DEVIATION = 0.449, 0.226  # for networks of one channel: ImageNet's, averaged


def show_range(picture: Picture) -> Floats:
    """Return the picture's pixels brought to [0, 1]."""
    low, high = value_range(picture)
    return np.asarray((picture.pixels - low) / (high - low), dtype=np.float32)


def feed_network(photo: Floats, channels: int) -> Floats:
    """Normalise a picture (1 or 3, H, W) in [0, 1] as ImageNet's are: (channels, H, W) float32.

    A grey picture fills all three. Raises SettingError for a network that takes neither 1 nor 3
    channels.
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
    means, deviations = (
        np.array(v, dtype=np.float32)[:, None, None] for v in (IMAGENET_MEAN, IMAGENET_STD)
    )
    return np.asarray((photo - means) / deviations, dtype=np.float32)


def enlarge_array(pixels: Floats, side: int) -> Floats:
    """Make a small array (C, H, W) `side` pixels high and wide by repeating its cells."""
    rows = np.arange(side) * pixels.shape[1] // side
    columns = np.arange(side) * pixels.shape[2] // side
    return np.ascontiguousarray(pixels[:, rows][:, :, columns])
