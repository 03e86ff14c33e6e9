"""Counted work against measured time, as a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"
_SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x")
_LEGEND = {
    "orientation": "h",
    "yref": "container",
    "y": 0,
    "yanchor": "bottom",
    "x": 0,
    "title": {"text": ""},
}


@dataclass(frozen=True, slots=True)
class TimedPoint:
    """A layer's work, its median time, and the quartiles of its runs, if known."""

    name: str
    multiply_adds: float
    milliseconds: float
    quartiles: tuple[float, float] | None


def timing_figure(
    points: Sequence[TimedPoint],
    reference: int,
    *,
    axis_label: str,
    time_label: str,
    rate_label: str,
) -> go.Figure:
    """Draw a mark a layer, both axes logarithmic, and the line of one layer's rate.

    `reference`: the index of the layer whose multiply-adds a second the line has. What lies above
    it takes longer for each multiply-add.
    """
    work = [point.multiply_adds for point in points]
    ends = [min(work) / 2, max(work) * 2]
    rate = points[reference].multiply_adds / points[reference].milliseconds
    line = {
        "type": "scatter",
        "x": ends,
        "y": [end / rate for end in ends],
        "mode": "lines",
        "name": rate_label,
        "line": {"color": _GREY, "dash": "dot"},
        "hoverinfo": "skip",
    }
    layout = {
        "xaxis": {
            "type": "log",
            "title": {"text": axis_label},
            "exponentformat": "SI",
            "dtick": 1,
        },
        "yaxis": _time_axis(points, time_label),
        "height": 440,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "legend": _LEGEND,
    }
    return go.Figure([line, *(_mark(point, n) for n, point in enumerate(points))], layout)


def _mark(point: TimedPoint, number: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [point.multiply_adds],
        "y": [point.milliseconds],
        "error_y": _middle_half(point),
        "name": point.name,
        "mode": "markers",
        "marker": {
            "symbol": _SYMBOLS[number % len(_SYMBOLS)],
            "size": 13,
            "color": CATEGORICAL[number % len(CATEGORICAL)],
        },
        "hovertemplate": "%{x:,} → %{y:.3g} ms<extra>" + point.name + "</extra>",
    }


def _time_axis(points: Sequence[TimedPoint], label: str) -> dict[str, Any]:
    """Show every whisker, and nothing of the rate's line beyond them."""
    times = [time for point in points for time in (point.milliseconds, *(point.quartiles or ()))]
    low, high = min(times) / 1.5, max(times) * 1.5
    ticks = _round_numbers(low, high)
    return {
        "type": "log",
        "title": {"text": label},
        "range": [math.log10(low), math.log10(high)],
        "tickvals": ticks,
        "ticktext": [f"{tick:g}" for tick in ticks],
    }


def _middle_half(point: TimedPoint) -> dict[str, Any] | None:
    """Whiskers from the median to either quartile."""
    if point.quartiles is None:
        return None
    low, high = point.quartiles
    return {
        "type": "data",
        "array": [high - point.milliseconds],
        "arrayminus": [point.milliseconds - low],
        "width": 6,
    }


def _round_numbers(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times the powers of ten from `low` to `high`."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    return [number for number in numbers if low <= number <= high]
