"""Matrices over two wavelengths as pictures with axes in nanometres (numpy and Pillow only)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from explorer.plots.colours import diverging_picture, sequential_picture

Floats64 = NDArray[np.float64]
Colours = NDArray[np.uint8]

_INK = (128, 136, 144, 255)  # reads on both themes
_HALO, _MARK = (20, 26, 34, 255), (255, 255, 255, 255)
_LEFT, _BOTTOM, _TOP, _RIGHT = 40, 26, 8, 14
_EVERY_NM = 50
_RADIUS = 11


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a matrix's rows or columns stand: first wavelength and step."""

    first_nm: float
    step_nm: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark at (row, column): "hit" a ring, "miss" a triangle, "false" a cross."""

    row: float
    column: float
    kind: str


def matrix_picture(
    values: Floats64,
    rows: Axis,
    columns: Axis,
    *,
    limits: tuple[float, float] | None = None,
    spots: Sequence[Spot] = (),
    line_row: int | None = None,
    scale: int = 5,
) -> Colours:
    """Paint (H, W) with ticks every 50 nm, the first row below; returns (h, w, 4) uint8.

    `limits`: the ends of the sequential scale; None paints signed values around zero. `line_row`:
    a row to be marked by a line; `scale`: drawn pixels a point. The axes have no words: the font at
    hand knows Latin letters only.
    """
    painted = diverging_picture(values) if limits is None else sequential_picture(values, *limits)
    large = painted[::-1].repeat(scale, axis=0).repeat(scale, axis=1)
    height, width = large.shape[:2]
    sheet = np.zeros((height + _TOP + _BOTTOM, width + _LEFT + _RIGHT, 4), dtype=np.uint8)
    sheet[_TOP : _TOP + height, _LEFT : _LEFT + width, :3] = large
    sheet[_TOP : _TOP + height, _LEFT : _LEFT + width, 3] = 255
    image = Image.fromarray(sheet)
    draw = ImageDraw.Draw(image)
    _draw_axes(draw, values.shape, rows, columns, scale)
    if line_row is not None:
        y = _TOP + (len(values) - line_row - 0.5) * scale
        draw.line((_LEFT, y, _LEFT + width, y), fill=_HALO, width=5)
        draw.line((_LEFT, y, _LEFT + width, y), fill=_MARK, width=2)
    for spot in spots:
        centre = (
            _LEFT + (spot.column + 0.5) * scale,
            _TOP + (len(values) - spot.row - 0.5) * scale,
        )
        _draw_spot(draw, centre, spot.kind)
    return np.asarray(image)


def _draw_axes(
    draw: ImageDraw.ImageDraw, shape: tuple[int, ...], rows: Axis, columns: Axis, scale: int
) -> None:
    bottom = _TOP + shape[0] * scale
    for wavelength, place in _ticks(columns, shape[1]):
        x = _LEFT + (place + 0.5) * scale
        draw.line((x, bottom, x, bottom + 5), fill=_INK, width=1)
        draw.text((x, bottom + 7), f"{wavelength:g}", _INK, _font(14), anchor="mt")
    for wavelength, place in _ticks(rows, shape[0]):
        y = bottom - (place + 0.5) * scale
        draw.line((_LEFT - 5, y, _LEFT, y), fill=_INK, width=1)
        draw.text((_LEFT - 8, y), f"{wavelength:g}", _INK, _font(14), anchor="rm")


def _ticks(axis: Axis, count: int) -> list[tuple[float, float]]:
    """Return the round wavelengths of an axis and the points they stand at."""
    last = axis.first_nm + (count - 1) * axis.step_nm
    first = -(-axis.first_nm // _EVERY_NM) * _EVERY_NM
    round_ones = np.arange(first, last + 1e-9, _EVERY_NM)
    return [(float(nm), (float(nm) - axis.first_nm) / axis.step_nm) for nm in round_ones]


def _draw_spot(draw: ImageDraw.ImageDraw, centre: tuple[float, float], kind: str) -> None:
    x, y = centre
    for colour, thick in ((_HALO, 6), (_MARK, 2)):
        if kind == "hit":
            reach = _RADIUS + thick / 2
            draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=colour, width=thick)
        elif kind == "miss":
            corners = [(x, y - _RADIUS), (x + _RADIUS, y + 8), (x - _RADIUS, y + 8)]
            draw.line([*corners, corners[0], corners[1]], fill=colour, width=thick, joint="curve")
        else:
            for slope in (1, -1):
                ends = (x - 8, y - 8 * slope, x + 8, y + 8 * slope)
                draw.line(ends, fill=colour, width=thick)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
