"""The convolution theorem as a figure, and curves over kernel sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

Floats64 = NDArray[np.float64]

_GREY = "#808890"
_MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
_LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0}
_DOMAINS = ((0.72, 1.0), (0.37, 0.63), (0.0, 0.28))
_SYMBOLS = ("circle", "square", "diamond")
_DASHES = ("solid", "dash", "dot")


@dataclass(frozen=True, slots=True)
class Line:
    """A named line of a panel (0 above, 2 below) or, with `points`, its samples alone.

    `colour`: number in the categorical scale; `wrapped`: crosses in the colour of what is wrong.
    """

    name: str
    panel: int
    x: Sequence[float] | NDArray[Any]
    y: Floats64
    colour: int
    points: bool = False
    dotted: bool = False
    wrapped: bool = False


def theorem_figure(
    lines: Sequence[Line], *, x_labels: Sequence[str], y_labels: Sequence[str]
) -> go.Figure:
    """Draw three panels: both inputs, the spectra on a logarithmic axis, and the results."""
    layout: dict[str, Any] = {
        "height": 660,
        "margin": _MARGIN,
        "legend": _LEGEND,
        "hovermode": "closest",
    }
    for panel, (x_label, y_label) in enumerate(zip(x_labels, y_labels, strict=True)):
        number = "" if panel == 0 else str(panel + 1)
        layout[f"xaxis{number}"] = {
            "title": {"text": x_label, "standoff": 4},
            "anchor": f"y{number}",
            "zeroline": False,
        }
        layout[f"yaxis{number}"] = {
            "title": {"text": y_label},
            "domain": _DOMAINS[panel],
            "anchor": f"x{number}",
        }
    layout["yaxis2"] |= {"type": "log", "exponentformat": "power", "dtick": 1}
    return go.Figure({"data": [_trace(line) for line in lines if len(line.x)], "layout": layout})


def _trace(line: Line) -> dict[str, Any]:
    number = "" if line.panel == 0 else str(line.panel + 1)
    colour = CATEGORICAL[3 if line.wrapped else line.colour]
    trace: dict[str, Any] = {
        "type": "scatter",
        "x": np.asarray(line.x),
        "y": line.y,
        "name": line.name,
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "hovertemplate": "%{x:.4g}: %{y:.4g}",
    }
    if line.points:
        symbol = "x" if line.wrapped else "circle"
        return trace | {
            "mode": "markers",
            "marker": {"symbol": symbol, "size": 8 if line.wrapped else 6, "color": colour},
        }
    dash = "dot" if line.dotted else _DASHES[line.colour % len(_DASHES)]
    return trace | {"mode": "lines", "line": {"color": colour, "width": 2, "dash": dash}}


def ways_figure(
    sizes: Sequence[int],
    ways: Sequence[tuple[str, Sequence[float]]],
    *,
    here: float | None,
    size_label: str,
    cost_label: str,
) -> go.Figure:
    """Draw one line a way over kernel sizes, both axes logarithmic; `here`: a marked size."""
    traces = [
        {
            "type": "scatter",
            "x": list(sizes)[: len(costs)],
            "y": list(costs),
            "name": name,
            "mode": "lines+markers" if len(sizes) <= 40 else "lines",
            "line": {"color": CATEGORICAL[number], "width": 2, "dash": _DASHES[number]},
            "marker": {"symbol": _SYMBOLS[number], "size": 8},
            "hovertemplate": "K = %{x}: %{y:.3g}",
        }
        for number, (name, costs) in enumerate(ways)
    ]
    shapes = []
    if here is not None:
        mark = {"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "y domain"}
        shapes = [{**mark, "line": {"width": 1, "color": _GREY}}]
    low, high = math.log10(min(sizes)), math.log10(max(sizes))
    layout = {
        "height": 380,
        "margin": _MARGIN,
        "legend": _LEGEND,
        "xaxis": {
            "type": "log",
            "title": {"text": size_label},
            "range": [low - 0.05, high + 0.05],
            "tickvals": _doublings(min(sizes), max(sizes)),
        },
        "yaxis": {
            "type": "log",
            "dtick": 1,
            "title": {"text": cost_label},
            "exponentformat": "SI",
        },
        "shapes": shapes,
    }
    return go.Figure({"data": traces, "layout": layout})


def _doublings(low: int, high: int) -> list[int]:
    return [2**power for power in range(int(math.log2(low)), int(math.log2(high)) + 1)]
