"""How much maps change when the picture is slid, as a figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

UNRELATED = math.sqrt(2)  # two independent maps of equal spread differ by √(1² + 1²) of it
_GREY = "#808080"
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def shift_figure(
    curves: Mapping[str, NDArray[np.float64]],
    *,
    shift: int,
    shift_label: str,
    change_label: str,
    unrelated_label: str,
) -> go.Figure:
    """Draw one line a method over shifts of 0, 1, 2 … pixels, the chosen shift marked.

    `curves`: change by the method's name, (shifts + 1,) float64 each, all of one length.
    """
    largest = max(float(values.max()) for values in curves.values())
    longest = max(len(values) for values in curves.values()) - 1
    traces = [_curve(index, *curve, shift) for index, curve in enumerate(curves.items())]
    here = {"type": "line", "x0": shift, "x1": shift, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "height": 340,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        "xaxis": {"title": {"text": shift_label}, "dtick": 4, "zeroline": False},
        "yaxis": {"title": {"text": change_label}, "range": [-0.06, max(1.6, 1.08 * largest)]},
        "shapes": [{**here, "line": {"width": 1, "color": _GREY}}],
    }
    # one dictionary: building a figure piece by piece takes plotly several times as long
    return go.Figure({"data": [*traces, _unrelated(unrelated_label, longest)], "layout": layout})


def _curve(index: int, name: str, values: NDArray[np.float64], shift: int) -> dict[str, Any]:
    """One method's line: symbols tell the methods apart too, the chosen shift's is large."""
    return {
        "type": "scatter",
        "x": np.arange(len(values)),
        "y": values,
        "name": name,
        "mode": "lines+markers",
        "line": {"color": CATEGORICAL[index], "width": 1.5},
        "marker": {
            "symbol": _SYMBOLS[index],
            "size": [13 if d == shift else 6 for d in range(len(values))],
            "color": CATEGORICAL[index],
        },
        "hovertemplate": "%{y:.3g}",
    }


def _unrelated(name: str, longest: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [0, longest],
        "y": [UNRELATED, UNRELATED],
        "name": name,
        "mode": "lines",
        "line": {"dash": "longdash", "width": 1, "color": _GREY},
        "hoverinfo": "skip",
    }
