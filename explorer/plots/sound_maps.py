"""Answers of a kernel added up along one axis, as figures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

Numbers = NDArray[np.float64]
_GREY = "#808080"


def peaks_figure(
    places: Numbers,
    values: Numbers,
    peaks: NDArray[np.int64],
    known: Numbers | None,
    *,
    place_label: str,
    value_label: str,
    peak_label: str,
    known_label: str,
) -> go.Figure:
    """Draw (n,) values over their places, the peaks marked, and what is known as dotted lines."""
    line: dict[str, Any] = {
        "type": "scatter",
        "x": places,
        "y": values,
        "mode": "lines",
        "name": value_label,
        "line": {"color": CATEGORICAL[0], "width": 1.5},
    }
    found: dict[str, Any] = {
        "type": "scatter",
        "x": places[peaks],
        "y": values[peaks],
        "mode": "markers",
        "name": peak_label,
        "marker": {"symbol": "triangle-down", "size": 11, "color": CATEGORICAL[1]},
    }
    traces = [line, found]
    if known is not None:
        traces.append(_known_lines(known, float(values.max(initial=0.0)), known_label))
    layout = {
        "height": 280,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        "xaxis": {"title": {"text": place_label}, "zeroline": False},
        "yaxis": {"title": {"text": value_label}, "rangemode": "tozero"},
    }
    return go.Figure({"data": traces, "layout": layout})


def _known_lines(known: Numbers, top: float, label: str) -> dict[str, Any]:
    """One upright line a known place, all as one trace."""
    gaps = np.full(len(known), np.nan)
    return {
        "type": "scatter",
        "x": np.stack([known, known, gaps], axis=1).ravel(),
        "y": np.tile([0.0, top * 1.05, np.nan], len(known)),
        "mode": "lines",
        "name": label,
        "line": {"color": _GREY, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
