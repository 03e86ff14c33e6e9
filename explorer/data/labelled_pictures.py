"""Many small pictures with their classes, and what can be told of them without a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

VECTOR_SIDE = 32  # pixels a side of the pictures that are compared pixel by pixel, at most


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPictures:
    """Pictures of one size with their classes.

    `pixels`: (N, C, S, S) uint8, C is 1 (grey) or 3 (RGB); `labels`: (N,) int64, an index into
    `classes` (English, marked for translation; a visitor's own where `private`); `regions`: (N,)
    int64 where some pictures may only be compared with those of the other region, 0 or 1, else
    None. `key` tells sets apart. `load_code` is Python that defines `pixels`, `labels` and
    `regions` alike where `numpy` is imported as `np`.
    """

    key: str
    title: str
    pixels: Bytes
    labels: Numbers
    classes: tuple[str, ...]
    credit: str
    load_code: str
    regions: Numbers | None = None
    private: bool = False

    def __post_init__(self) -> None:
        """Check the arrays' form and close them for writing; raises ValueError."""
        count, channels, height, width = self.pixels.shape
        if channels not in {1, 3} or height != width or self.pixels.dtype != np.uint8:
            raise ValueError(f"pixels are (N, 1 or 3, S, S) uint8, not {self.pixels.shape}")
        for name in ("labels", "regions"):
            values = getattr(self, name)
            if values is not None and values.shape != (count,):
                raise ValueError(f"{name} are ({count},), not {values.shape}")
        for values in (self.pixels, self.labels, self.regions):
            if values is not None:
                values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def channels(self) -> int:
        """1 for grey, 3 for RGB."""
        return int(self.pixels.shape[1])

    @property
    def side(self) -> int:
        """Pixels a side."""
        return int(self.pixels.shape[2])


def pixel_vectors(pictures: LabelledPictures) -> Floats:
    """Return each picture as one long row: (N, C·s²) float32 in [0, 1].

    s is the pictures' own size; those of more than 32 pixels a side are averaged over boxes down
    to 32, as a photograph's size says nothing about what it shows.
    """
    values = pictures.pixels
    if pictures.side > VECTOR_SIDE:
        size = (VECTOR_SIDE, VECTOR_SIDE)
        values = np.stack(
            [
                [Image.fromarray(plane).resize(size, Image.Resampling.BOX) for plane in picture]
                for picture in values
            ]
        )
    rows: Floats = values.reshape(len(values), -1).astype(np.float32) / np.float32(255)
    return rows


def colour_statistics(pictures: LabelledPictures) -> Floats:
    """Return mean and standard deviation of each channel: (N, 2·C) float32, pixels in [0, 1]."""
    planes = pictures.pixels.reshape(len(pictures), pictures.channels, -1) / np.float32(255)
    both = np.concatenate([planes.mean(axis=2), planes.std(axis=2)], axis=1)
    return np.asarray(both, dtype=np.float32)
