"""The curves over slides of a picture."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.plots.colours import weight_colours
from explorer.plots.slides import share_of_greatest, slides_figure


def test_each_answer_is_drawn_as_a_share_of_its_own_greatest() -> None:
    answers = {"unit": np.float32([1, 4, 2]), "filter": np.float32([0, 0, 0])}
    figure = slides_figure(answers, (-1, 0, 1), slide=1, slide_label="slide", share_label="share")
    unit, silent = figure.data
    assert list(unit.x) == [-1, 0, 1]
    np.testing.assert_allclose(unit.y, [1 / 4, 1, 2 / 4])
    np.testing.assert_allclose(unit.customdata, answers["unit"])
    assert list(silent.y) == [0, 0, 0]
    assert list(unit.marker.size) == [6, 6, 13]
    assert (unit.line.dash, unit.marker.symbol) != (silent.line.dash, silent.marker.symbol)
    assert figure.layout.shapes[0].x0 == 1


def test_nothing_above_zero_has_no_shares() -> None:
    assert share_of_greatest(np.zeros(3, np.float32)).tolist() == [0, 0, 0]
    assert share_of_greatest(np.float32([2, 1])).tolist() == [1, 0.5]


def test_weights_are_painted_by_their_own_largest_about_mid_grey() -> None:
    weights = np.float32([[[[2.0]], [[-4.0]], [[0.0]]], [[[0.0]]] * 3])
    painted = weight_colours(weights)
    assert painted[0].ravel().tolist() == pytest.approx([0.75, 0, 0.5])
    assert painted[1].ravel().tolist() == [0.5, 0.5, 0.5]
