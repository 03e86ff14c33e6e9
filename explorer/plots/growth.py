"""How receptive fields grow with depth, and how their influence is spread, as figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"  # reads on both themes
_MARGIN = {"l": 8, "r": 8, "t": 16, "b": 8}
_LEGEND = {"orientation": "h", "y": -0.28, "x": 0}
_MOST_LINEAR = 8  # times the present size: a goal further off would flatten the curve


def growth_figure(
    steps: Sequence[tuple[int, int]],
    plain: Sequence[tuple[int, int]],
    goal: int,
    *,
    depth_label: str,
    size_label: str,
    present_label: str,
    plain_label: str,
    goal_label: str,
) -> go.Figure:
    """Draw the field's size over depth, (convolutions, pixels) a step, beside a plain 3 × 3 stack.

    A pool stands at the depth of the convolution before it, so the line may rise straight up.
    """
    deepest = max(depth for depth, _size in steps)
    curves = (
        (present_label, steps, "solid", "circle"),
        (plain_label, plain, "dash", "square-open"),
    )
    traces = [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines+markers" if deepest <= 40 else "lines",
            "x": [depth for depth, _size in points],
            "y": [float(size) for _depth, size in points],
            "line": {"color": CATEGORICAL[number], "dash": dash},
            "marker": {"symbol": symbol, "size": 7},
        }
        for number, (name, points, dash, symbol) in enumerate(curves)
    ]
    traces.append(
        {
            "type": "scatter",
            "name": goal_label,
            "mode": "lines",
            "x": [0, deepest],
            "y": [goal, goal],
            "line": {"color": _GREY, "dash": "dot", "width": 2},
        }
    )
    sizes = [size for _depth, size in (*steps[-1:], *plain[-1:])]
    scale: dict[str, Any] = {"title": {"text": size_label}, "rangemode": "tozero"}
    if max(goal, *sizes) > _MOST_LINEAR * min(sizes):
        scale |= {"type": "log", "exponentformat": "power"}
    layout = {
        "xaxis": {"title": {"text": depth_label}},
        "yaxis": scale,
        "height": 340,
        "margin": _MARGIN,
        "legend": _LEGEND,
    }
    return go.Figure(traces, layout)


def mass_figure(
    areas: Sequence[float],
    masses: Sequence[float],
    marks: Sequence[tuple[float, float]],
    *,
    area_label: str,
    mass_label: str,
    curve_label: str,
    even_label: str,
    mark_label: str,
) -> go.Figure:
    """Draw the share of the influence in the strongest share of the box's pixels, both in [0, 1].

    `marks`: points (area, mass) on the curve that the words name; the diagonal is an even spread.
    """
    traces = [
        {
            "type": "scatter",
            "name": curve_label,
            "mode": "lines",
            "x": np.asarray(areas),  # plotly copies a list's items one by one, several times
            "y": np.asarray(masses),
            "line": {"color": CATEGORICAL[0]},
        },
        {
            "type": "scatter",
            "name": even_label,
            "mode": "lines",
            "x": [0, 1],
            "y": [0, 1],
            "line": {"color": _GREY, "dash": "dot"},
        },
        {
            "type": "scatter",
            "name": mark_label,
            "mode": "markers",
            "x": [area for area, _mass in marks],
            "y": [mass for _area, mass in marks],
            "marker": {"symbol": "diamond", "size": 11, "color": CATEGORICAL[1]},
        },
    ]
    axis = {"range": [0, 1.02], "tickformat": ".0%"}
    layout = {
        "xaxis": {"title": {"text": area_label}, **axis},
        "yaxis": {"title": {"text": mass_label}, **axis},
        "height": 300,
        "margin": _MARGIN,
        "legend": _LEGEND,
    }
    return go.Figure(traces, layout)
