"""Curves of runs as ECharts options: it keeps its canvas while they grow, where plotly remounts.

https://echarts.apache.org/en/option.html
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.plots.colours import CATEGORICAL

MOST_POINTS = 400  # of a curve; more are averaged
_DASHES = ("solid", "dashed", "dotted")


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: (x, y) points; `dash` 0 solid, 1 dashed, 2 dotted; `colour`: of the run."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: int
    dash: int = 0
    markers: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Reference runs: their range as (x, low, high), their mean as a dashed line of (x, y)."""

    name: str
    points: Sequence[tuple[float, float, float]]
    mean: Sequence[tuple[float, float]]
    colour: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line with a word: a best epoch, or the boundary between stages."""

    x: float
    label: str
    colour: int | None = None


def curve_options(
    curves: Sequence[Curve],
    *,
    x_label: str,
    y_label: str,
    marks: Sequence[Mark] = (),
    bands: Sequence[Band] = (),
    top: float | None = None,
) -> dict[str, Any]:
    """Return the options of one chart; values that are no numbers are left out."""
    series = [part for band in bands for part in _band_series(band)]
    series += [_line(curve) for curve in curves]
    if marks and series:
        series[-1]["markLine"] = _mark_lines(marks)
    names = [curve.name for curve in curves] + [band.name for band in bands]
    y_axis: dict[str, Any] = {"type": "value", "name": y_label, "scale": True}
    if top is not None:
        y_axis |= {"min": 0, "max": top}
    return {
        "animation": False,
        "grid": {"left": 8, "right": 16, "top": 56, "bottom": 28, "containLabel": True},
        "legend": {"data": names, "type": "scroll", "top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": x_label, "nameLocation": "middle", "nameGap": 26},
        "yAxis": y_axis,
        "series": series,
    }


def thin_out(values: Sequence[float], most: int = MOST_POINTS) -> list[tuple[float, float]]:
    """Average (N,) values over equal stretches down to at most `most` points (place, mean).

    Places count from 1; a stretch with a value that is no number gives none.
    """
    each = max(1, math.ceil(len(values) / most))
    points = []
    for start in range(0, len(values), each):
        part = values[start : start + each]
        points.append((start + (len(part) + 1) / 2, sum(part) / len(part)))
    return [point for point in points if math.isfinite(point[1])]


def _line(curve: Curve) -> dict[str, Any]:
    colour = CATEGORICAL[curve.colour % len(CATEGORICAL)]
    return {
        "name": curve.name,
        "type": "line",
        "data": [[x, y] for x, y in curve.points if math.isfinite(y)],
        "showSymbol": curve.markers,
        "symbolSize": 5,
        "color": colour,
        "lineStyle": {
            "type": _DASHES[curve.dash],
            "width": 2,
        },
    }


def _band_series(band: Band) -> list[dict[str, Any]]:
    """A band is drawn as its lower edge, unseen, and its height on top of it."""
    colour = CATEGORICAL[band.colour % len(CATEGORICAL)]
    stack = f"band {band.name}"
    common = {"type": "line", "stack": stack, "showSymbol": False, "lineStyle": {"opacity": 0}}
    low = [[x, low] for x, low, _high in band.points]
    height = [[x, high - low] for x, low, high in band.points]
    return [
        {**common, "name": stack, "data": low, "tooltip": {"show": False}},
        _line(Curve(band.name, band.mean, band.colour, dash=1)),
        {
            **common,
            "name": f"{stack} height",
            "data": height,
            "color": colour,
            "areaStyle": {"opacity": 0.18},
            "tooltip": {"show": False},
        },
    ]


def _mark_lines(marks: Sequence[Mark]) -> dict[str, Any]:
    lines = []
    for mark in marks:
        colour = "#808890" if mark.colour is None else CATEGORICAL[mark.colour % len(CATEGORICAL)]
        lines.append(
            {
                "xAxis": mark.x,
                "label": {"formatter": mark.label, "position": "insideEndTop"},
                "lineStyle": {"color": colour, "type": "dashed"},
            }
        )
    return {"symbol": "none", "silent": True, "data": lines}
