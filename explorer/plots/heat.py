"""Heat laid over a photograph, and crops of photographs (numpy only)."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.plots.colours import diverging_picture, enlarge, sequential_picture
from explorer.plots.ramps import with_strip

Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]
SIDE = 300  # least side of what is drawn, pixels
_BESIDE = (150, 156, 164)  # what is no picture, readable on both themes
_SAVING: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 92, "subsampling": 0},
    "png": {"compress_level": 3},
}
_LEAST, _MOST = 0.35, 0.85  # opacity of the heat where it is 0 and where it is greatest


def photo_picture(photo: Floats, side: int = SIDE) -> Colours:
    """Return (3, H, W) in [0, 1] as (h, w, 3) uint8, enlarged to at least `side`."""
    return enlarge(_to_bytes(photo), side)


def heat_picture(photo: Floats, shares: Floats, side: int = SIDE) -> Colours:
    """Lay (H, W) in [0, 1] over a photo (3, H, W) in [0, 1], drawn grey; the scale underneath.

    Returns (h, w, 4) uint8. The greater a value, the less of the photo shows through.
    """
    painted = sequential_picture(shares, 0.0, 1.0)
    over = _blend(photo, painted, shares)
    return with_strip(enlarge(over, side), sequential_picture(np.linspace(0, 1, SIDE)[None], 0, 1))


def signed_heat_picture(photo: Floats, values: Floats, limit: float, side: int = SIDE) -> Colours:
    """Lay (H, W) from −limit to limit over a photo, drawn grey; NaN leaves the photo as it is.

    Returns (h, w, 4) uint8, the scale underneath.
    """
    shares = np.zeros_like(values) if limit <= 0 else np.abs(values) / np.float32(limit)
    over = _blend(photo, diverging_picture(values, limit), shares)
    over = np.where(np.isnan(values)[..., None], _to_bytes(photo), over)
    ends = np.linspace(-limit, limit, SIDE)[None] if limit > 0 else np.zeros((1, SIDE))
    return with_strip(enlarge(over, side), diverging_picture(ends, limit))


def crop_picture(crop: Floats, side: int) -> Colours:
    """Bring a crop (3, h, w) in [0, 1], NaN past the border, to (side, side, 3) uint8.

    Smaller ones are enlarged by repeating pixels, larger ones averaged over boxes.
    """
    missing = np.isnan(crop).any(axis=0)
    colours = _to_bytes(np.nan_to_num(crop))
    colours[missing] = _BESIDE
    image = Image.fromarray(colours)
    smaller = max(image.size) > side
    how = Image.Resampling.BOX if smaller else Image.Resampling.NEAREST
    return np.asarray(image.resize((side, side), how))


def with_air(picture: Colours, air: int) -> Colours:
    """Put `air` transparent columns beside a picture (H, W, 3): pictures in a row stay apart."""
    height, width = picture.shape[:2]
    sheet = np.zeros((height, width + air, 4), dtype=np.uint8)
    sheet[:, :width, :3] = picture
    sheet[:, :width, 3] = 255
    return sheet


def data_address(picture: Colours) -> str:
    """Return (H, W, 3 or 4) as a file within an address: a growing picture has no file to miss.

    A server drops the last one's file while a slow browser is still asking for it.
    """
    buffer = BytesIO()
    name = "jpeg" if picture.shape[2] == 3 else "png"
    Image.fromarray(picture).save(buffer, name, **_SAVING[name])
    return f"data:image/{name};base64," + b64encode(buffer.getvalue()).decode("ascii")


def _blend(photo: Floats, painted: Colours, shares: NDArray[np.floating]) -> Colours:
    """Mix colours over the grey photo; a share of 0 takes the least opacity, 1 the most."""
    grey = 255 * photo.mean(axis=0)[..., None]  # (H, W, 1)
    opacity = _LEAST + (_MOST - _LEAST) * np.nan_to_num(shares).clip(0, 1)[..., None]
    mixed: Colours = np.rint(opacity * painted + (1 - opacity) * grey).astype(np.uint8)
    return mixed


def _to_bytes(photo: Floats) -> Colours:
    colours: Colours = np.rint(photo.clip(0, 1).transpose(1, 2, 0) * 255).astype(np.uint8)
    return colours
