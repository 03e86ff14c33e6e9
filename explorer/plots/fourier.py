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
_MOST_TICKS = 12
_NO_POWERS = 1e3  # larger ones are written out
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
    ticks = _round_numbers([cost for _name, costs in ways for cost in costs])
    layout = {
        "height": 380,
        "margin": _MARGIN,
        "legend": _LEGEND,
        "xaxis": {
            "type": "log",
            "title": {"text": size_label},
            "range": [low - 0.05, high + 0.05],
            "tickvals": _doublings(sizes),
        },
        "yaxis": {
            "type": "log",
            "tickvals": ticks,
            "ticktext": [f"{tick:,g}" if tick < _NO_POWERS else f"{tick:,.0f}" for tick in ticks],
            "title": {"text": cost_label},
        },
        "shapes": shapes,
    }
    return go.Figure({"data": traces, "layout": layout})


def _doublings(sizes: Sequence[int]) -> list[int]:
    """Return the sizes themselves where they are few, else the powers of two among them."""
    if len(sizes) <= _MOST_TICKS:
        return list(sizes)
    return [2**power for power in range(int(math.log2(max(sizes))) + 1)]


def _round_numbers(values: Sequence[float]) -> list[float]:
    """Return 1, 2 and 5 times the powers of ten that lie among the values, or one beside them."""
    low, high = min(values), max(values)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    return [number for number in numbers if low / 2 <= number <= 2 * high]
