"""Maps painted with the colour scale they are read by underneath (numpy only)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.plots.colours import diverging_picture, enlarge, grey_picture

_STRIP, _GAP = 10, 6  # pixels of the scale, and between it and the picture


def signed_map(values: NDArray[np.floating], limit: float, min_side: int) -> NDArray[np.uint8]:
    """Paint (H, W) on the diverging scale from −limit to limit, the scale itself underneath.

    The result is (height, width, 4) uint8, enlarged to at least `min_side`.
    """
    ends = np.linspace(-limit, limit, min_side)[None] if limit else np.zeros((1, min_side))
    return with_strip(
        enlarge(diverging_picture(values, limit), min_side), diverging_picture(ends, limit)
    )


def grey_map(
    values: NDArray[np.floating], low: float, high: float, min_side: int
) -> NDArray[np.uint8]:
    """Paint (H, W) from `low`, black, to `high`, white, the scale underneath; as `signed_map`."""
    ends = np.linspace(low, high, min_side)[None]
    return with_strip(
        enlarge(grey_picture(values, low, high), min_side), grey_picture(ends, low, high)
    )


def with_strip(picture: NDArray[np.uint8], ramp: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put a ramp (1, n, 3) under a picture (H, W, 3), nothing but air between them."""
    height, width = picture.shape[:2]
    places = np.arange(width) * ramp.shape[1] // width
    sheet = np.zeros((height + _GAP + _STRIP, width, 4), dtype=np.uint8)
    sheet[:height, :, :3] = picture
    sheet[height + _GAP :, :, :3] = ramp[:, places]
    sheet[:height, :, 3] = sheet[height + _GAP :, :, 3] = 255
    return sheet
