"""A map over its picture: where its units stand, what is left as it was, and their crops."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.layers.axis_field import MapAxis
from explorer.layers.geometry import AxisGeometry
from explorer.layers.receptive_field import Box, Field
from explorer.plots.activation_pictures import (
    CROP_SIDE,
    SIDE,
    MapScale,
    crops_picture,
    cut_field,
    overlay_picture,
    spread_units,
)
from explorer.plots.colours import DIVERGING, SEQUENTIAL, rgb

PHOTO = np.linspace(0, 1, 3 * 8 * 8, dtype="f4").reshape(3, 8, 8)


def strided(pixels: int = 8, kernel: int = 3, stride: int = 2) -> Field:
    axis = MapAxis.of_picture(pixels).through(AxisGeometry(pixels, kernel, stride))
    return Field(axis, axis)


def test_units_stand_around_the_middle_of_what_they_see() -> None:
    # 3 units see 0–2, 2–4 and 4–6: centres 1, 3 and 5, each two pixels wide.
    rows, columns = spread_units(strided())
    assert rows.tolist() == columns.tolist() == [0, 0, 1, 1, 2, 2, -1, -1]


def test_a_map_without_one_size_is_stretched() -> None:
    merged = Field(MapAxis.of_picture(8).merged(), MapAxis.of_picture(8).merged())
    assert spread_units(merged)[0].tolist() == [0] * 8
    halves = MapAxis(8, np.array([0, 4]), np.array([3, 7]), regular=None)
    assert spread_units(Field(halves, halves))[0].tolist() == [0] * 4 + [1] * 4


def test_opacity_mixes_and_pixels_without_a_unit_stay() -> None:
    values = np.array([[0, 1, 2]] * 3, dtype="f4")
    scale, field = MapScale(2.0, signed=False), strided()
    whole = overlay_picture(PHOTO, values, field, scale, opacity=1.0)
    none = overlay_picture(PHOTO, values, field, scale, opacity=0.0)
    assert whole.shape == (SIDE + 16, SIDE, 4)
    cell = SIDE // 8
    grey = np.rint(PHOTO.mean(axis=0) * 255)
    for pixel, unit in enumerate([0, 0, 1, 1, 2, 2]):
        colour = whole[cell // 2, pixel * cell + cell // 2, :3]
        assert tuple(colour) == tuple(scale.paint(values)[0, unit])
    assert tuple(whole[cell // 2, 0, :3]) == rgb(SEQUENTIAL[0])
    for pixel in range(8):
        assert np.all(none[cell // 2, pixel * cell, :3] == grey[0, pixel])
    assert np.all(whole[cell // 2, 7 * cell, :3] == grey[0, 7])


def test_signed_maps_are_centred_on_zero() -> None:
    painted = MapScale(3.0, signed=True).paint(np.array([[-3, 3, 9]], "f4"))[0]
    assert [tuple(colour) for colour in painted] == [
        rgb(DIVERGING[0]), rgb(DIVERGING[-1]), rgb(DIVERGING[-1])
    ]  # fmt: skip
    flat = MapScale(0.0, signed=False).paint(np.zeros((1, 1), "f4"))
    assert tuple(flat[0, 0]) == rgb(SEQUENTIAL[0])  # a map of zeros is dark, not half way


@pytest.mark.parametrize("units", [1, 3])
def test_places_at_the_very_edge_are_drawn_whole(units: int) -> None:
    field = strided() if units == 3 else Field(*[MapAxis.of_picture(8).merged()] * 2)
    values = np.ones((units, units), "f4")
    corners = [(0, 0), (units - 1, units - 1)]
    drawn = overlay_picture(
        PHOTO, values, field, MapScale(1, signed=True), opacity=1, places=corners
    )
    plain = overlay_picture(PHOTO, values, field, MapScale(1, signed=True), opacity=1)
    changed = (drawn != plain).any(axis=2)[:SIDE]
    assert changed.sum() > 500
    assert not changed[0].any()
    assert not changed[:, -1].any()


def test_a_crop_past_the_border_says_so() -> None:
    crop, past = cut_field(PHOTO, Box(-1, 6, 2, 9))
    assert past
    assert np.isnan(crop[:, 0]).all()
    assert np.isnan(crop[:, :, 2]).all()
    assert np.array_equal(crop[:, 1:, :2], PHOTO[:, 0:2, 6:8])
    crop, past = cut_field(PHOTO, Box(2, 2, 5, 5))
    assert not past
    assert np.array_equal(crop, PHOTO[:, 2:5, 2:5])
    crop, past = cut_field(PHOTO, Box(-9, -9, -2, -2))  # nothing of the picture
    assert past
    assert np.isnan(crop).all()


def test_crops_stand_side_by_side_in_one_picture() -> None:
    crops = [cut_field(PHOTO, Box(-1, 0, 2, 3))[0], cut_field(PHOTO, Box(0, 0, 8, 4))[0]]
    sheet = crops_picture(crops)
    assert sheet.shape[:1] == (CROP_SIDE,)
    assert sheet.shape[1] == 2 * CROP_SIDE + 3
    assert tuple(sheet[2, CROP_SIDE - 3, :3]) == (150, 156, 164)  # padded above
    assert sheet[:, CROP_SIDE : CROP_SIDE + 3, 3].max() == 0  # air between
