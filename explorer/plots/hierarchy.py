"""Eye and cortex beside a network, stage by stage, as one figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"  # reads on both themes
_ROW_PX = 62
_LEAST_PX, _MOST_PX = 8, 46  # of the circles


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the visual path, and the layer beside it; `layer` is empty where there is none.

    `ratio`: the field's size relative to the first layer's, which draws both circles.
    """

    name: str
    answers_to: str
    ratio: float
    layer: str
    layer_ratio: float


def hierarchy_figure(stages: Sequence[Stage], *, left_title: str, right_title: str) -> go.Figure:
    """Draw the stages from the eye (below) to the cortex (above), each beside its layer.

    The circles' diameters follow the logarithm of the ratios.
    """
    heights = list(range(len(stages)))
    linked = [place for place, stage in enumerate(stages) if stage.layer]
    traces = [
        _circles([0.0] * len(stages), heights, [s.ratio for s in stages], 0, "circle"),
        _circles([1.0] * len(linked), linked, [stages[i].layer_ratio for i in linked], 1, "square"),
    ]
    texts = [
        _text(0.12, place, f"<b>{stage.name}</b><br>{stage.answers_to}")
        for place, stage in enumerate(stages)
    ]
    texts += [_text(1.12, place, stages[place].layer) for place in linked]
    top = len(stages) - 0.35
    texts += [
        {**_text(x, top, f"<b>{title}</b>"), "xanchor": "left"}
        for x, title in ((-0.1, left_title), (0.9, right_title))
    ]
    lines = [_line(0, place - 1, 0, place, "solid") for place in heights[1:]]
    lines += [_line(0.78, place, 0.95, place, "dot") for place in linked]
    layout: dict[str, Any] = {
        "xaxis": {"visible": False, "range": [-0.12, 1.75], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-0.6, len(stages)], "fixedrange": True},
        "height": _ROW_PX * (len(stages) + 1),
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "showlegend": False,
        "shapes": lines,
        "annotations": texts,
    }
    return go.Figure(traces, layout)


def _circles(
    xs: Sequence[float], ys: Sequence[int], ratios: Sequence[float], number: int, symbol: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(xs),
        "y": list(ys),
        "hoverinfo": "skip",
        "marker": {
            "size": [_diameter(ratio) for ratio in ratios],
            "symbol": symbol,
            "color": CATEGORICAL[number],
            "opacity": 1,
        },
    }


def _diameter(ratio: float) -> float:
    """Return pixels of a circle: ratio 1/16 is small, 16 is large, each doubling as much more."""
    place = (math.log2(max(ratio, 1e-9)) + 4) / 8
    return _LEAST_PX + (_MOST_PX - _LEAST_PX) * min(max(place, 0.0), 1.0)


def _text(x: float, y: float, text: str) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "font": {"size": 12},
    }


def _line(x0: float, y0: float, x1: float, y1: float, dash: str) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "layer": "below",
        "line": {"color": _GREY, "width": 1.5, "dash": dash},
    }
