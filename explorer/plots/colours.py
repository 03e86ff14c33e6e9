"""The colour scales of the whole house, and pictures painted with them (numpy only).

The lists stand in `.streamlit/config.toml` too, from where components and charts take them.
Lightness carries the order in every scale, so that it survives colour blindness and grey print.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Blue below zero, orange above. CIELAB lightness 40, 54, 67, 80, 92 from either end inwards; the
# mean of the inner pair, which is what zero gets, is a neutral near-white.
DIVERGING: tuple[str, ...] = (
    "#00639c", "#0187cb", "#61a9e2", "#a4cbee", "#ddeaf6",
    "#f5e8dc", "#f2bc8d", "#e58f45", "#c56614", "#96490d",
)  # fmt: skip

# Night blue to cream; neighbours are 16 CIELAB units apart.
SEQUENTIAL: tuple[str, ...] = (
    "#1a2137", "#003b5f", "#005d81", "#00788d", "#008e8e",
    "#06a38b", "#67b78b", "#a1ca96", "#d6ddb1", "#faf2dc",
)  # fmt: skip

# After M. Okabe and K. Ito, Color Universal Design (2008), but without their black and yellow: each
# is dark enough for the light theme and light enough for the dark one.
CATEGORICAL: tuple[str, ...] = (
    "#1d7bc3", "#dd700a", "#347456", "#c42e18",
    "#309baf", "#8e567a", "#7a9665", "#958284",
)  # fmt: skip

NOT_A_NUMBER: tuple[int, int, int] = (128, 128, 128)  # NaN: a grey no scale runs through
_STEPS = 256  # steps from zero to the end of a scale


def rgb(colour: str) -> tuple[int, int, int]:
    """Return '#rrggbb' as three numbers in 0..255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=16)
def _table(stops: tuple[str, ...], entries: int) -> NDArray[np.uint8]:
    """Interpolate `stops` linearly in sRGB, as browsers do: (entries, 3) uint8."""
    colours = np.array([rgb(stop) for stop in stops], dtype=np.float64)
    places = np.linspace(0, 1, len(stops))
    wanted = np.linspace(0, 1, entries)
    channels = [np.interp(wanted, places, colours[:, channel]) for channel in range(3)]
    table = np.rint(np.stack(channels, axis=1)).astype(np.uint8)  # (entries, 3)
    table.flags.writeable = False
    return table


def signed_limit(values: NDArray[np.floating]) -> float:
    """Return the largest finite |value|, 0.0 if there is none: the end of a zero-centred scale."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def diverging_picture(
    values: NDArray[np.floating], limit: float | None = None
) -> NDArray[np.uint8]:
    """Paint signed values, zero exactly in the middle of the scale.

    `values` is (H, W) float32; the result (H, W, 3) uint8. What lies beyond ±`limit` (default: the
    largest |value|) takes the end's colour; NaN takes `NOT_A_NUMBER`.
    """
    reach = signed_limit(values) if limit is None else abs(limit)
    return _paint(values, -reach, reach, DIVERGING)


def sequential_picture(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.uint8]:
    """Paint (H, W) float32 in [low, high] on the sequential scale: (H, W, 3) uint8."""
    return _paint(values, low, high, SEQUENTIAL)


def grey_picture(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.uint8]:
    """Paint (H, W) float32 in [low, high] from black to white: (H, W, 3) uint8."""
    return _paint(values, low, high, ("#000000", "#ffffff"))


def _paint(
    values: NDArray[np.floating], low: float, high: float, stops: tuple[str, ...]
) -> NDArray[np.uint8]:
    """Colour [low, high]; where both are the same, below, at and above get start, middle, end."""
    table = _table(stops, 2 * _STEPS + 1)
    missing = np.isnan(values)
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    offset = np.where(missing, 0.0, np.asarray(values, dtype=np.float64) - middle)
    # Clipping before the division keeps infinities and tiny spans from overflowing.
    share = np.clip(offset, -half, half) / half if half > 0 else np.sign(offset)  # in [-1, 1]
    picture = table[np.rint(share * _STEPS).astype(np.int64) + _STEPS]  # (H, W, 3)
    picture[missing] = NOT_A_NUMBER
    return picture


def enlarge(picture: NDArray[np.uint8], min_side: int) -> NDArray[np.uint8]:
    """Repeat pixels by a whole factor until the longer side has at least `min_side`.

    `picture` is (H, W) or (H, W, 3); a picture that is large enough comes back as it is.
    """
    longer = max(picture.shape[:2])
    factor = -(-min_side // longer) if longer else 1
    return picture if factor <= 1 else picture.repeat(factor, axis=0).repeat(factor, axis=1)


def plotly_scale(stops: Sequence[str]) -> list[list[float | str]]:
    """Return stops as plotly wants them: `[[0.0, '#…'], …, [1.0, '#…']]`."""
    last = len(stops) - 1
    return [[index / last, stop] for index, stop in enumerate(stops)]
