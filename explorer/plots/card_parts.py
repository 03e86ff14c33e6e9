"""What all cards are made with: their size, a picture fitted to it, its greys stretched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.plots.colours import grey_picture

Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]

SIDE = 240


def whole_range(grey: Floats) -> Colours:
    """Paint (H, W) from its least value, black, to its greatest, white."""
    return grey_picture(grey, float(grey.min()), float(grey.max()))


def fit(photo: Floats, side: int) -> Floats:
    """Resize (3, H, W) in [0, 1] to (3, side, side) by taking the nearest pixels."""
    rows, columns = (np.arange(side) * length // side for length in photo.shape[1:])
    return photo[:, rows][:, :, columns]
