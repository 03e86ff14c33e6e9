"""The volume in 3D and the curve over speeds, as figures."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.plots.volume import (
    MOST_MARKED,
    MOST_POINTS,
    ThinVolume,
    thin_volume,
    tuning_figure,
    volume_figure,
)

LABELS = {"x": "x", "y": "y", "t": "t", "clip": "clip {value}", "answer": "answer"}
GRID = [(0.0, 1.0)] * 3


@pytest.mark.parametrize("shape", [(24, 64, 64), (32, 96, 64), (2, 8, 64), (20, 1, 1)])
def test_a_thin_volume_is_light_and_keeps_its_means_and_places(shape) -> None:
    values = np.random.default_rng(0).random(shape, dtype=np.float32)
    thin = thin_volume(values, GRID)
    assert thin.values.size <= MOST_POINTS
    assert thin.values.shape == tuple(len(place) for place in thin.places)
    ramp = np.broadcast_to(np.arange(shape[2], dtype=np.float32), shape)
    np.testing.assert_allclose(thin_volume(ramp, GRID).values[0, 0], thin.places[2], rtol=1e-5)


def test_the_answers_strong_values_stand_where_they_are() -> None:
    values = np.zeros((4, 5, 6), np.float32)
    values[1, 2, 3], values[3, 0, 5], values[0, 0, 0] = 1.0, -0.8, 0.3
    places = (np.arange(4) + 2.0, np.arange(5) + 0.0, np.arange(6) * 2.0)
    points = volume_figure(None, ThinVolume(values, places), level=0.5, labels=LABELS).data[0]
    found = sorted(zip(points.x, points.y, points.z, points.marker.color, strict=True))
    assert found == [(3.0, 6.0, 2.0, 1.0), (5.0, 10.0, 0.0, np.float32(-0.8))]
    assert (points.marker.cmin, points.marker.cmax) == (-1.0, 1.0)


def test_the_strongest_are_kept_where_there_are_many() -> None:
    values = np.random.default_rng(0).random((20, 64, 64), dtype=np.float32) + 1
    places = tuple(np.arange(count) * 1.0 for count in values.shape)
    points = volume_figure(None, ThinVolume(values, places), level=0.1, labels=LABELS).data[0]
    assert len(points.x) == MOST_MARKED
    assert min(points.marker.color) >= np.sort(values.ravel())[-MOST_MARKED]


def test_a_flat_clip_and_a_silent_answer_draw_nothing() -> None:
    flat = thin_volume(np.ones((4, 8, 8), np.float32), GRID)
    silent = thin_volume(np.zeros((4, 8, 8), np.float32), GRID)
    assert not volume_figure(flat, silent, level=0.4, labels=LABELS).data


def test_the_clips_surface_is_at_its_share_of_the_brightness() -> None:
    values = np.linspace(0.2, 1.0, 4 * 8 * 8, dtype=np.float32).reshape(4, 8, 8)
    surface = volume_figure(thin_volume(values, GRID), None, level=0.5, labels=LABELS).data[0]
    assert surface.isomin == surface.isomax == pytest.approx(0.6)
    assert surface.name == "clip 0.6"


def test_the_curves_and_their_marks() -> None:
    figure = tuning_figure(
        (-1.0, 0.0, 1.0),
        [("a", np.array([1.0, 2.0, 3.0]), "solid"), ("b", np.array([3.0, 2.0, 1.0]), "dash")],
        marks=[(1.0, "made for")],
        speed_label="speed",
        answer_label="answer",
    )
    assert [curve.name for curve in figure.data] == ["a", "b"]
    assert [curve.line.dash for curve in figure.data] == ["solid", "dash"]
    assert figure.layout.annotations[0].text == "made for"
