"""What a picture is here: pixels as PyTorch wants them, where they come from, and code to reload.

Photographs are cut to their middle square and resized with Pillow's LANCZOS filter, which averages
when it shrinks (no aliasing). The small arrays of the lecture keep their values and their size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.errors import PictureError
from explorer.text import N_

Floats = NDArray[np.float32]

LEAST_SIZE = 2  # pixels a side: one pixel has no neighbour to be filtered with
LARGEST_SIZE = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture: `pixels` is (C, H, W) float32, read-only; C is 1 (grey) or 3 (RGB).

    A "photo" lies in [0, 1], an "array" keeps the values it is written with. `key` tells pictures
    apart and is safe in a cache key shared by all visitors (an upload's is made of its content).
    `title` and `credit` are English and marked for translation. `load_code` is Python that defines
    `picture` with the same values where `numpy` is imported as `np`.
    """

    key: str
    title: str
    pixels: Floats
    kind: Literal["photo", "array"]
    credit: str
    load_code: str

    def __post_init__(self) -> None:
        """Check the array's form and close it for writing; raises ValueError."""
        if self.pixels.ndim != 3 or self.pixels.shape[0] not in {1, 3}:
            raise ValueError(f"pixels are (1 or 3, H, W), not {self.pixels.shape}")
        if self.pixels.dtype != np.float32:
            raise ValueError(f"pixels are float32, not {self.pixels.dtype}")
        if self.pixels.flags.writeable or not self.pixels.flags.c_contiguous:
            pixels = self.pixels.copy(order="C")
            pixels.flags.writeable = False
            object.__setattr__(self, "pixels", pixels)

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[1])

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.pixels.shape[2])


def to_grey(pixels: Floats) -> Floats:
    """Return the mean of the channels, (1, H, W) float32: grey = RGB/3, the lecture's.

    Pillow's and television's luma weighs green most; this one does not.
    """
    grey: Floats = pixels.mean(axis=0, keepdims=True, dtype=np.float32)
    return grey


def value_range(picture: Picture) -> tuple[float, float]:
    """Return what is drawn black and what is drawn white: (0, 1), or an array's least and most."""
    if picture.kind == "photo":
        return 0.0, 1.0
    low, high = float(picture.pixels.min()), float(picture.pixels.max())
    return low, high if high > low else low + 1.0


def check_size(size: int) -> None:
    """Raise PictureError unless a picture can be made `size` pixels wide and high."""
    if not LEAST_SIZE <= size <= LARGEST_SIZE:
        raise PictureError(
            N_("A picture cannot be made {size} pixels wide: choose {least} to {largest}."),
            size=size,
            least=LEAST_SIZE,
            largest=LARGEST_SIZE,
        )


def cut_square(image: Image.Image) -> Image.Image:
    """Cut the middle square out of an image."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def to_pixels(image: Image.Image) -> Floats:
    """Turn an image of mode L, RGB or F (F in [0, 1]) into (C, H, W) float32 in [0, 1]."""
    values = np.asarray(image, dtype=np.float32)  # (H, W) or (H, W, 3)
    if image.mode != "F":
        values = values / np.float32(255)
    planes = values[None] if values.ndim == 2 else values.transpose(2, 0, 1)  # (C, H, W)
    return np.ascontiguousarray(np.clip(planes, 0, 1))


CUT_CODE = """\
side = min(image.size)
left, top = (image.width - side) // 2, (image.height - side) // 2
image = image.crop((left, top, left + side, top + side))"""


def pixels_code(size: int | None, mode: str) -> list[str]:
    """Write what `to_pixels` does, after resizing to `size` (None: as it is)."""
    lines = []
    if size is not None:
        lines.append(f"image = image.resize(({size}, {size}), Image.Resampling.LANCZOS)")
    if mode == "F":
        lines.append("picture = np.asarray(image, dtype=np.float32).clip(0, 1)[None]  # (1, H, W)")
        return lines
    lines.append("picture = np.asarray(image, dtype=np.float32) / 255")
    if mode == "L":
        lines.append("picture = picture[None]  # (H, W) -> (1, H, W)")
    else:
        lines.append(
            "picture = np.ascontiguousarray(picture.transpose(2, 0, 1))  # (H, W, C) -> (C, H, W)"
        )
    return lines
