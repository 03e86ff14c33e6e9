"""Thirteen bands made from a picture, as many as Sentinel-2's instrument records.

They are computed from red, green and blue and hold nothing that the picture does not hold: a way
to see a layer with many input channels, not a measurement. NumPy only.
"""

from __future__ import annotations

import numpy as np

from explorer.text import N_

BAND_NAMES: tuple[str, ...] = (
    N_("red"),
    N_("green"),
    N_("blue"),
    N_("grey"),
    N_("brightest channel"),
    N_("saturation"),
    N_("hue, cosine"),
    N_("hue, sine"),
    N_("red − green"),
    N_("blue − yellow"),
    N_("horizontal gradient"),
    N_("vertical gradient"),
    N_("local contrast"),
)
BAND_RANGES: tuple[tuple[float, float], ...] = (
    *[(0.0, 1.0)] * 6,
    *[(-1.0, 1.0)] * 6,
    (0.0, 0.5),
)  # of a picture in [0, 1]


def thirteen_bands(rgb: np.ndarray) -> np.ndarray:
    """Make (13, H, W) float32 of a picture (3, H, W) or (1, H, W) in [0, 1]; H, W at least 2.

    Red, green, blue, grey (RGB/3), largest channel and saturation lie in [0, 1]; cosine and sine
    of the hue (both 0 where there is no colour), red - green, blue - (red + green)/2 and the
    gradients of grey in [-1, 1]; the standard deviation of grey over 3 x 3 in [0, 0.5].
    """
    rgb = np.broadcast_to(rgb, (3, *rgb.shape[1:])).astype(np.float64)  # grey fills all three
    red, green, blue = rgb
    grey, value = rgb.mean(axis=0), rgb.max(axis=0)
    chroma = value - rgb.min(axis=0)
    saturation = chroma / np.where(value > 0, value, 1)
    across, along = np.sqrt(3) / 2 * (green - blue), red - (green + blue) / 2
    length = np.hypot(across, along)
    scale = np.where(chroma > 1e-6, length, np.inf)  # a hue of rounding errors is none
    down, right = np.gradient(grey)
    height, width = grey.shape
    edged = np.pad(grey - grey.mean(), 1, mode="edge")
    around = [edged[i : i + height, j : j + width] for i in range(3) for j in range(3)]
    bands = [red, green, blue, grey, value, saturation, along / scale, across / scale]
    bands += [red - green, blue - (red + green) / 2, right, down, np.std(around, axis=0)]
    return np.stack(bands).astype(np.float32)
