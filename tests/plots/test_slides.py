"""The curves over slides of a picture."""

from __future__ import annotations

import numpy as np

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
