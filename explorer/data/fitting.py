"""A picture of any height and width, made of the one a visitor chose."""

from __future__ import annotations

import numpy as np
from PIL import Image

from explorer.data.pictures import Floats, Picture

LEVELS = 255  # a photograph's values are whole multiples of 1/255, as a file holds them


def fit_picture(picture: Picture, height: int, width: int) -> Floats:
    """Make the picture `height` × `width` pixels: (C, height, width) float32.

    A photograph is cut to its largest middle part of these proportions, averaged over boxes and
    rounded to 8 bits. A small array keeps its numbers; only rows and columns past the size go.
    """
    if picture.kind == "array":
        return picture.pixels[:, :height, :width]
    box = _middle_box(picture, height, width)
    planes = [
        Image.fromarray(plane).resize((width, height), Image.Resampling.BOX, box)
        for plane in picture.pixels
    ]
    values = np.stack([np.asarray(plane, dtype=np.float32) for plane in planes])
    return round_to_bytes(values)


def round_to_bytes(values: Floats) -> Floats:
    """Round float32 in [0, 1] to whole multiples of 1/255."""
    rounded: Floats = np.rint(values * np.float32(LEVELS)) / np.float32(LEVELS)
    return rounded


def fit_code(picture: Picture, height: int, width: int) -> list[str]:
    """Write what `fit_picture` does to `picture`, a (C, H, W) array."""
    if picture.kind == "array":
        if picture.height <= height and picture.width <= width:
            return []
        return [f"picture = picture[:, :{height}, :{width}]  # cut"]
    box = _middle_box(picture, height, width)
    return [
        f"box = {box}  # left, top, right, bottom of the middle part",
        "picture = np.stack([",
        f"    np.asarray(Image.fromarray(plane).resize(({width}, {height}), Image.Resampling.BOX, "
        "box))",
        "    for plane in picture",
        "])",
        "picture = np.rint(picture * np.float32(255)) / np.float32(255)  # 8 bits a value",
    ]


def _middle_box(picture: Picture, height: int, width: int) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the largest middle part, height : width."""
    tall = min(picture.height, picture.width * height / width)
    wide = min(picture.width, picture.height * width / height)
    left, top = (picture.width - wide) / 2, (picture.height - tall) / 2
    return left, top, left + wide, top + tall
