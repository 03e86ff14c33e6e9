"""From a picture and the controls to everything the pixels page shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.data.fitting import fit_picture, round_to_bytes
from explorer.data.pictures import Picture, to_grey, value_range
from explorer.layers.counting import LinearSettings
from explorer.layers.flattening import Flattening, Pixel
from explorer.ui.language import _
from explorer.ui.pixels.settings import parse_pixel

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PixelsView:
    """A picture, the way it is flattened, the pinned pixel, and the layer that gets the vector.

    `pixels` is (C, H, W) float32. `factor` and `decimals` say how values are written.
    """

    picture: Picture
    pixels: Floats
    flattening: Flattening
    names: tuple[str, ...]
    pinned: Pixel
    layer: LinearSettings
    factor: float
    decimals: int | None

    @property
    def index(self) -> int:
        """The pinned pixel's place in the vector."""
        return self.flattening.index(self.pinned)

    @property
    def value(self) -> float:
        """The pinned pixel's value, as the picture has it."""
        return float(self.pixels[self.pinned.channel, self.pinned.row, self.pinned.column])

    @property
    def vector(self) -> Floats:
        """The picture laid out, (N,) float32."""
        return self.flattening.flatten(self.pixels)

    def write_value(self, value: float) -> str:
        """Write a value as the table does."""
        if self.decimals is None:
            return f"{value:.3g}".replace("-", "−")
        return f"{value * self.factor:.{self.decimals}f}"


def flatten_picture(picture: Picture, values: Mapping[str, Any]) -> PixelsView:
    """Cut the picture to size, choose its channels and the order of its numbers."""
    pixels = fit_picture(picture, values["pixel_height"], values["pixel_width"])
    layout = values["pixel_layout"]
    if layout == "grey":
        pixels = to_grey(pixels)
        if picture.kind == "photo":
            pixels = round_to_bytes(pixels)
        names: tuple[str, ...] = (_("grey"),)
    else:
        pixels = np.broadcast_to(pixels, (3, *pixels.shape[1:])).copy()  # grey fills all three
        names = (_("red"), _("green"), _("blue"))
    channels, height, width = pixels.shape
    flattening = Flattening(channels, height, width, "hwc" if layout == "hwc" else "chw")
    asked = parse_pixel(values["pixel_at"])
    sizes = (flattening.channels, flattening.height, flattening.width)
    places = zip((asked.channel, asked.row, asked.column), sizes, strict=True)
    written = _writing(picture, values["pixel_values"])
    return PixelsView(
        picture,
        pixels,
        flattening,
        names,
        Pixel(*(min(place, size - 1) for place, size in places)),  # a smaller picture keeps a pixel
        LinearSettings(flattening.length, values["pixel_out_features"]),
        *written,
    )


def drawn_range(view: PixelsView) -> tuple[float, float]:
    """What is drawn black and white: the whole picture's, also where only a part is shown."""
    return value_range(view.picture)


def _writing(picture: Picture, units: str) -> tuple[float, int | None]:
    """Return the factor and the decimals that values are written with."""
    if picture.kind == "array":
        return 1.0, None
    return (255.0, 0) if units == "byte" else (1.0, 2)
