"""The figure of answers added up along an axis marks the peaks, and what is known."""

from __future__ import annotations

import numpy as np

from explorer.plots.sound_maps import peaks_figure

PLACES = np.array([0.0, 0.5, 1.0, 1.5])
VALUES = np.array([0.0, 3.0, 1.0, 2.0])
WORDS = {
    "place_label": "s",
    "value_label": "dB",
    "peak_label": "found",
    "known_label": "known",
}


def test_peaks_are_marked_and_the_known_stand_as_lines() -> None:
    known = np.array([0.45, 1.4])
    line, found, lines = peaks_figure(PLACES, VALUES, np.array([1, 3]), known, **WORDS).data
    assert np.array_equal(line.y, VALUES)
    assert (list(found.x), list(found.y)) == ([0.5, 1.5], [3.0, 2.0])
    assert np.array_equal(lines.x, [0.45, 0.45, np.nan, 1.4, 1.4, np.nan], equal_nan=True)
    assert lines.line.dash == "dot"  # told apart without colour too


def test_nothing_known_is_not_drawn() -> None:
    figure = peaks_figure(PLACES, VALUES, np.array([], dtype=np.int64), None, **WORDS)
    assert [trace.name for trace in figure.data] == ["dB", "found"]
