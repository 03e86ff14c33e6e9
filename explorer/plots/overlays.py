"""Marks drawn on pictures: points and boxes, in pixels, enlarged so that they stay thin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Colours = NDArray[np.uint8]
_MARK = (213, 94, 0)  # vermilion: the points
_PLUS, _MINUS = (230, 138, 46), (60, 120, 190)  # as the ends of the diverging scale


def enlarged(picture: Colours, least_side: int) -> tuple[Image.Image, int]:
    """Enlarge (H, W, 3) uint8 by a whole factor to at least `least_side`; return the factor too."""
    factor = max(1, -(-least_side // min(picture.shape[:2])))
    size = (picture.shape[1] * factor, picture.shape[0] * factor)
    return Image.fromarray(picture).resize(size, Image.Resampling.NEAREST), factor


def mark_points(picture: Colours, points: NDArray[np.int64], least_side: int = 480) -> Colours:
    """Draw a ring round each (row, column) of `points` (n, 2) on (H, W, 3) uint8."""
    image, factor = enlarged(picture, least_side)
    draw = ImageDraw.Draw(image)
    radius = max(4, least_side // 90)
    for row, column in points:
        x, y = (column + 0.5) * factor, (row + 0.5) * factor
        for grow, colour in ((1, (255, 255, 255)), (0, _MARK)):
            ring = radius + grow
            draw.ellipse((x - ring, y - ring, x + ring, y + ring), outline=colour, width=2)
    return np.asarray(image)


def mark_boxes(
    picture: Colours, kernel: NDArray[np.float64], row: int, column: int, least_side: int = 320
) -> Colours:
    """Lay boxes of ±1, `kernel` (h, w), over (H, W, 3) uint8 at (row, column); + and − in them."""
    image, factor = enlarged(picture, least_side)
    veil = Image.new("RGBA", image.size)
    draw = ImageDraw.Draw(veil)
    for i, j in np.ndindex(*kernel.shape):
        colour = (*(_PLUS if kernel[i, j] > 0 else _MINUS), 120)
        x, y = (column + j) * factor, (row + i) * factor
        draw.rectangle((x, y, x + factor - 1, y + factor - 1), fill=colour)
        middle = (x + factor / 2, y + factor / 2)
        sign = "+" if kernel[i, j] > 0 else "−"
        if factor >= 8:
            draw.text(middle, sign, fill=(255, 255, 255, 255), anchor="mm")
    return np.asarray(Image.alpha_composite(image.convert("RGBA"), veil).convert("RGB"))
