"""Maps over the scale they are read by, and the matrix of connections."""

from __future__ import annotations

import numpy as np

from explorer.plots.colours import DIVERGING, diverging_picture, rgb
from explorer.plots.connections import connection_picture
from explorer.plots.ramps import grey_map, signed_map


def test_a_signed_map_stands_over_a_scale_with_zero_in_the_middle() -> None:
    values = np.array([[-1.0, 0.0], [0.5, 1.0]], dtype=np.float32)
    sheet = signed_map(values, 1.0, 64)
    assert sheet.shape == (64 + 6 + 10, 64, 4)
    np.testing.assert_array_equal(sheet[0, 0, :3], rgb(DIVERGING[0]))
    strip = sheet[-1, :, :3]
    np.testing.assert_array_equal(strip[0], rgb(DIVERGING[0]))
    np.testing.assert_array_equal(strip[-1], rgb(DIVERGING[-1]))
    zero = diverging_picture(np.zeros((1, 1)), 1.0)[0, 0].astype(int)
    assert np.abs(strip[31:33].astype(int) - zero).max() <= 6
    assert not sheet[64:70, :, 3].any()  # air between them
    assert sheet[:64, :, 3].min() == 255


def test_nothing_but_zeros_has_one_colour() -> None:
    sheet = signed_map(np.zeros((3, 3), np.float32), 0.0, 32)
    shown = sheet[sheet[..., 3] == 255]
    assert len(np.unique(shown, axis=0)) == 1


def test_a_grey_map_runs_from_low_to_high() -> None:
    sheet = grey_map(np.array([[0.0, 2.0]], dtype=np.float32), 0.0, 2.0, 40)
    assert sheet[0, 0, :3].tolist() == [0, 0, 0]
    assert sheet[0, -1, :3].tolist() == [255, 255, 255]
    assert np.diff(sheet[-1, :, 0].astype(int)).min() >= 0


def test_a_tall_map_keeps_its_shape() -> None:
    assert signed_map(np.zeros((300, 20), np.float32), 1.0, 256).shape == (300 + 16, 20, 4)


def test_connected_cells_are_filled_and_the_others_hold_a_dot() -> None:
    seen = np.eye(3, dtype=bool)
    shares = np.diag([0.0, 0.5, 1.0])
    sheet = connection_picture(seen, shares, marked=1)
    pitch = 24
    centres = [[tuple(sheet[r * pitch + 13, c * pitch + 13]) for c in range(3)] for r in range(3)]
    assert centres[0][1] == centres[2][0] == (128, 128, 128, 255)
    lightness = [int(sum(map(int, centres[n][n][:3]))) for n in range(3)]
    assert lightness[0] > lightness[1] > lightness[2]  # darker where stronger
    corner = sheet[pitch * 1 + 4, pitch * 0 + 6]
    assert corner[3] == 0  # a cell without a connection is empty but for its dot
    framed = (*rgb(DIVERGING[7]), 255)
    assert tuple(sheet[pitch, 30]) == tuple(sheet[2 * pitch, 30]) == framed
    assert tuple(sheet[0, 30]) != framed
