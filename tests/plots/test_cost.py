"""The cost page's figures hold the numbers they were given."""

from __future__ import annotations

import math

import pytest

from explorer.plots.cost import (
    Curve,
    break_even_figure,
    growth_figure,
    share_figure,
    stacked_figure,
)
from explorer.plots.timing import TimedPoint, timing_figure


def test_growth_marks_the_present_side_on_logarithmic_axes() -> None:
    figure = growth_figure(
        [Curve("flat", [8, 16], [168, 168]), Curve("huge", [8, 16], [10, 2**54])],
        present=12,
        title="Parameters",
        axis_label="side",
        present_label="now 12",
    )
    assert [trace.name for trace in figure.data] == ["flat", "huge"]
    assert list(figure.data[1].y) == [10.0, float(2**54)]
    assert figure.data[0].line.dash != figure.data[1].line.dash
    assert figure.data[0].marker.symbol != figure.data[1].marker.symbol
    assert figure.layout.shapes[0].x0 == 12  # a shape takes the value …
    assert figure.layout.annotations[0].x == pytest.approx(math.log10(12))  # … its words the log
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"


def test_break_even_lies_on_both_lines() -> None:
    figure = break_even_figure(
        Curve("pair", [1, 100], [641 + 64, 64_100 + 64]),
        plain=36_928,
        break_even=36_864 / 641,
        present=(60, 38_524),
        axis_label="C_mid",
        count_label="parameters",
        plain_label="plain",
        border_label="border",
        present_label="now",
    )
    line, level, border, now = figure.data
    slope = (line.y[1] - line.y[0]) / (line.x[1] - line.x[0])
    assert line.y[0] + slope * (border.x[0] - line.x[0]) == pytest.approx(border.y[0])
    assert set(level.y) == {border.y[0]}
    assert line.y[0] + slope * (now.x[0] - line.x[0]) == pytest.approx(now.y[0])


def test_share_shows_curve_floor_and_present() -> None:
    figure = share_figure(
        Curve("pair", [1, 6], [1 + 1 / 9, 1 / 6 + 1 / 9]),
        (6, 1 / 6 + 1 / 9),
        1 / 9,
        axis_label="out_channels",
        share_label="share",
        floor_label="floor",
        present_label="now",
    )
    curve, floor, now = figure.data
    assert min(curve.y) > floor.y[0] == floor.y[1]
    assert (now.x[0], now.y[0]) == (curve.x[1], curve.y[1])
    assert figure.layout.shapes[0].y0 == figure.layout.shapes[0].y1 == 1


def test_stacked_parts_differ_by_pattern_too() -> None:
    figure = stacked_figure(
        ["convolution", "linear"],
        [("weights", [1, 4], ["1 MiB", "4 MiB"]), ("input", [2, 0.5], ["2 MiB", "512 KiB"])],
        unit="MiB",
    )
    assert [list(trace.x) for trace in figure.data] == [[1, 4], [2, 0.5]]
    assert list(figure.data[1].customdata) == ["2 MiB", "512 KiB"]
    patterns = [trace.marker.pattern.shape for trace in figure.data]
    assert len(set(patterns)) == len(patterns)
    assert figure.layout.barmode == "stack"


def test_timing_draws_whiskers_and_the_reference_rate() -> None:
    points = [
        TimedPoint("plain", 1000, 2.0, (1.5, 3.0)),
        TimedPoint("small", 10, 1.0, None),
    ]
    figure = timing_figure(points, 0, axis_label="work", time_label="ms", rate_label="rate")
    rate, plain, small = figure.data
    assert [y / x for x, y in zip(rate.x, rate.y, strict=True)] == pytest.approx([2 / 1000] * 2)
    assert (plain.y[0] - plain.error_y.arrayminus[0], plain.y[0] + plain.error_y.array[0]) == (
        1.5,
        3.0,
    )
    assert small.error_y.array is None
    assert plain.marker.symbol != small.marker.symbol
    low, high = figure.layout.yaxis.range
    assert 10**low < 1.0  # nothing is cut off
    assert 10**high > 3.0
    assert list(figure.layout.yaxis.tickvals) == [1, 2]
    assert list(figure.layout.yaxis.ticktext) == ["1", "2"]
