"""Weights as figures: their spread beside a random start's, a filter's spectrum, single numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL, DIVERGING, SEQUENTIAL, plotly_scale

Floats = NDArray[np.float32]

BINS = 81  # odd: one of them is centred on 0
_MARGIN = {"l": 8, "r": 8, "t": 16, "b": 8}
_DASHES = ("solid", "dash")
_TAIL = 0.999  # the axis ends where this share of each layer's weights lies within


def spread_figure(
    layers: Mapping[str, Floats], *, weight_label: str, share_label: str
) -> go.Figure:
    """Draw how often weights of each size occur: the share of a layer's weights in each bin."""
    reach = max(float(np.quantile(np.abs(values), _TAIL)) for values in layers.values()) or 1.0
    edges = np.linspace(-reach, reach, BINS + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    traces = []
    for number, (name, values) in enumerate(layers.items()):
        counts, _edges = np.histogram(values, edges)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": middles.tolist(),
                "y": (counts / values.size).tolist(),
                "line": {
                    "color": CATEGORICAL[number],
                    "shape": "hvh",
                    "dash": _DASHES[number % len(_DASHES)],
                },
            }
        )
    layout = {
        "xaxis": {"title": {"text": weight_label}},
        "yaxis": {"title": {"text": share_label}, "tickformat": ".1%", "rangemode": "tozero"},
        "height": 340,
        "margin": _MARGIN,
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.25, "x": 0},
    }
    return go.Figure(traces, layout)


def spectrum_figure(power: Floats, *, across_label: str, down_label: str) -> go.Figure:
    """Draw |F|² (S, S), frequency 0 in the middle, as shares of its largest value."""
    size = len(power)
    places = ((np.arange(size) - size // 2) / size).tolist()  # cycles a pixel
    largest = float(power.max())
    shares = power / largest if largest else power
    heat = {
        "type": "heatmap",
        "x": places,
        "y": places,
        "z": shares.astype(float).round(4).tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": plotly_scale(SEQUENTIAL),
        "colorbar": {"tickformat": ".0%", "thickness": 12},
        "hovertemplate": "%{x:.3f}, %{y:.3f}: %{z:.1%}<extra></extra>",
    }
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": across_label}, "constrain": "domain"},
        "yaxis": {
            "title": {"text": down_label},
            "autorange": "reversed",
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "height": 340,
        "margin": _MARGIN,
    }
    return go.Figure([heat], layout)


def weight_bars_figure(
    values: Sequence[float], chosen: int, *, channel_label: str, weight_label: str
) -> go.Figure:
    """Draw one bar a weight, orange above zero and blue below; `chosen` is outlined."""
    bars = {
        "type": "bar",
        "x": list(range(len(values))),
        "y": [float(value) for value in values],
        "marker": {
            "color": [DIVERGING[-3] if value >= 0 else DIVERGING[1] for value in values],
            "line": {
                "color": CATEGORICAL[3],
                "width": [3 if place == chosen else 0 for place in range(len(values))],
            },
        },
        "hovertemplate": "%{x}: %{y:.4f}<extra></extra>",
    }
    layout = {
        "xaxis": {"title": {"text": channel_label}},
        "yaxis": {"title": {"text": weight_label}},
        "bargap": 0.1,
        "height": 320,
        "margin": _MARGIN,
        "showlegend": False,
    }
    return go.Figure([bars], layout)
