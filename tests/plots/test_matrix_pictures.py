"""Matrices as pictures: the first row below, and marks where they belong."""

from __future__ import annotations

import numpy as np

from explorer.plots.colours import SEQUENTIAL, rgb
from explorer.plots.matrix_pictures import Axis, Spot, matrix_picture

ROWS, COLUMNS = Axis(220, 2.5), Axis(280, 2.5)


def picture(**arguments: object) -> np.ndarray:
    values = np.zeros((40, 60))
    values[0, -1] = 1.0
    return matrix_picture(values, ROWS, COLUMNS, limits=(0.0, 1.0), **arguments)  # type: ignore[arg-type]


def test_the_first_row_is_below_and_the_last_column_to_the_right() -> None:
    painted = picture()
    bright = np.argwhere((painted[..., :3] == rgb(SEQUENTIAL[-1])).all(axis=2))
    assert len(bright) == 25  # one point, five by five drawn pixels
    opaque = np.argwhere((painted[..., :3] == rgb(SEQUENTIAL[0])).all(axis=2))
    assert bright[:, 0].max() == opaque[:, 0].max()
    assert bright[:, 1].min() > opaque[:, 1].max() - 5


def test_a_mark_covers_its_place_and_nothing_else() -> None:
    plain = picture()
    for kind in ("hit", "miss", "false"):
        marked = picture(spots=[Spot(20, 30, kind)])
        changed = np.argwhere((marked != plain).any(axis=2))
        middle = changed.mean(axis=0)
        # 20 rows from below, 30 columns from the left, behind the margins of 8 and 40 pixels
        expected = (8 + (40 - 20 - 0.5) * 5, 40 + 30.5 * 5)
        assert np.abs(middle - expected).max() < 4
        assert np.ptp(changed, axis=0).max() < 40
