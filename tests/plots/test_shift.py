"""The shift meter's figure shows every method apart, and the chosen shift."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.plots.shift import shift_figure

CURVES = {"plain": np.array([0.0, 0.5, 1.5]), "max": np.array([0.0, 0.25, 2.0])}


def test_each_method_has_its_own_symbol_and_the_chosen_shift_a_larger_one() -> None:
    figure = shift_figure(
        CURVES, shift=1, shift_label="px", change_label="change", unrelated_label="unrelated"
    )
    plain, largest, unrelated = figure.data
    for trace, (name, values) in zip((plain, largest), CURVES.items(), strict=True):
        assert trace.name == name
        assert np.array_equal(trace.y, values)
        sizes = list(trace.marker.size)
        assert sizes.index(max(sizes)) == 1
        assert sizes[0] == sizes[2] < sizes[1]
    assert plain.marker.symbol != largest.marker.symbol
    assert list(unrelated.y) == pytest.approx([2**0.5, 2**0.5])
    assert figure.layout.yaxis.range[1] > 2.0  # nothing is cut off
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 1
