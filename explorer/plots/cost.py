"""What layers cost, as figures: growth with the input, break-evens, and where the bytes are.

Each figure is built in one go from plain dictionaries: plotly checks a figure again at each update,
which took most of the time a page needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"  # reads on both themes
_DASHES = ("solid", "dash", "dot", "dashdot")  # lines differ without their colours too
_SYMBOLS = ("circle", "square", "diamond", "x")
_PATTERNS = ("", "/", "\\", "x", ".", "-")
_MARGIN = {"l": 8, "r": 8, "t": 32, "b": 8}
_LEGEND = {
    "orientation": "h",
    "yref": "container",
    "y": 0,
    "yanchor": "bottom",
    "x": 0,
    "traceorder": "normal",
    "title": {"text": ""},
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through (x, y)."""

    name: str
    x: Sequence[float]
    y: Sequence[float]


def growth_figure(
    curves: Sequence[Curve], present: float, *, title: str, axis_label: str, present_label: str
) -> go.Figure:
    """Draw counts over the input's side, both axes logarithmic; a line marks the present side."""
    line, words = _mark_present(present, present_label)
    sides = sorted({side for curve in curves for side in curve.x})
    counts = [value for curve in curves for value in curve.y]
    decades = 3 if max(counts) / min(counts) > 1e8 else 1
    layout = {
        "xaxis": {"type": "log", "tickvals": sides, "title": {"text": axis_label}},
        "yaxis": {"type": "log", "exponentformat": "power", "dtick": decades},
        "title": {"text": title},
        "shapes": [line],
        "annotations": [words],
        "height": 360,
    }
    return _build([_marked_line(curve, n, axis_label) for n, curve in enumerate(curves)], layout)


def _marked_line(curve: Curve, number: int, axis_label: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": list(curve.x),
        "y": [float(value) for value in curve.y],  # counts may pass 2⁵³
        "name": curve.name,
        "mode": "lines+markers",
        "line": {"color": CATEGORICAL[number], "dash": _DASHES[number % len(_DASHES)]},
        "marker": {"symbol": _SYMBOLS[number % len(_SYMBOLS)], "size": 7},
        "hovertemplate": f"{axis_label} %{{x}}: %{{y:,.4s}}<extra>{curve.name}</extra>",
    }


def _mark_present(place: float, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a line across a logarithmic axis and its words."""
    line = {
        "type": "line",
        "x0": place,
        "x1": place,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"dash": "dot", "width": 2, "color": _GREY},
    }
    words = {
        "text": label,
        "x": math.log10(place),  # a shape takes the value, its words the logarithm
        "xanchor": "left",
        "xshift": 4,
        "yref": "paper",
        "y": 1.0,
        "showarrow": False,
        "font": {"color": _GREY},
    }
    return line, words


def break_even_figure(
    curve: Curve,
    plain: float,
    break_even: float,
    present: tuple[float, float],
    *,
    axis_label: str,
    count_label: str,
    plain_label: str,
    border_label: str,
    present_label: str,
) -> go.Figure:
    """Draw a cost that rises over `curve.x`, the cost it must stay below, and where they meet."""
    diamond = {"symbol": "diamond-open", "size": 15, "color": _GREY, "line": {"width": 2}}
    layout = {
        "xaxis": {"title": {"text": axis_label}, "rangemode": "tozero"},
        "yaxis": {
            "title": {"text": count_label},
            "rangemode": "tozero",
            "tickformat": ",.3~s",
        },
        "height": 340,
    }
    traces = [
        *_curve_and_level(curve, plain, plain_label),
        _point((break_even, plain), border_label, diamond),
        _point(present, present_label, _PRESENT),
    ]
    return _build(traces, layout)


def share_figure(
    curve: Curve,
    present: tuple[float, float],
    floor: float,
    *,
    axis_label: str,
    share_label: str,
    floor_label: str,
    present_label: str,
) -> go.Figure:
    """Draw a share of the plain layer's cost over its channels, and what it never falls below."""
    ticks = [2**n for n in range(10)]
    whole = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1}
    layout = {
        "xaxis": {"type": "log", "title": {"text": axis_label}, "tickvals": ticks},
        "yaxis": {"title": {"text": share_label}, "rangemode": "tozero"},
        "shapes": [{**whole, "line": {"color": _GREY, "width": 1}}],
        "height": 330,
    }
    traces = [
        *_curve_and_level(curve, floor, floor_label),
        _point(present, present_label, _PRESENT),
    ]
    return _build(traces, layout)


_PRESENT = {"symbol": "circle", "size": 12, "color": CATEGORICAL[3]}


def _curve_and_level(curve: Curve, level: float, level_label: str) -> list[dict[str, Any]]:
    ends = [curve.x[0], curve.x[-1]]
    lines = (
        (curve.name, list(curve.x), list(curve.y), {"color": CATEGORICAL[0]}),
        (level_label, ends, [level, level], {"color": CATEGORICAL[1], "dash": "dash"}),
    )
    return [
        {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "line": line}
        for name, x, y, line in lines
    ]


def _point(place: tuple[float, float], label: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": [place[0]],
        "y": [place[1]],
        "marker": marker,
    }


def stacked_figure(
    rows: Sequence[str],
    parts: Sequence[tuple[str, Sequence[float], Sequence[str]]],
    *,
    unit: str,
) -> go.Figure:
    """Draw one bar a row, stacked of named parts: each part's values and their texts by row."""
    traces = [
        {
            "type": "bar",
            "y": list(rows),
            "x": list(values),
            "name": name,
            "orientation": "h",
            "marker": {"color": CATEGORICAL[number], "pattern": _pattern(number)},
            "customdata": list(texts),
            "hovertemplate": "%{y}: %{customdata}<extra>" + name + "</extra>",
        }
        for number, (name, values, texts) in enumerate(parts)
    ]
    layout = {
        "barmode": "stack",
        "bargap": 0.35,
        "xaxis": {"ticksuffix": f" {unit}"},
        "yaxis": {"autorange": "reversed"},
        "height": 180 + 60 * len(rows),
    }
    return _build(traces, layout)


def _pattern(number: int) -> dict[str, Any]:
    shape = _PATTERNS[number % len(_PATTERNS)]
    return {"shape": shape, "fillmode": "overlay", "fgcolor": "#ffffff", "size": 7}


def _build(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    return go.Figure(traces, {"margin": _MARGIN, "legend": _LEGEND, **layout})
