"""Spectra, what a kernel makes of them, and what it costs, as figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
_MARKS = {
    "hit": ("circle", CATEGORICAL[2]),
    "miss": ("triangle-up-open", CATEGORICAL[3]),
    "false": ("x", CATEGORICAL[3]),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line over wavelength; `below`: in the panel underneath, which has its own scale."""

    name: str
    values: Floats64
    kind: str  # "measured", "truth" or "answer"
    below: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Peaks of one kind, "hit", "miss" or "false": where they stand, and their words."""

    name: str
    kind: str
    wavelengths_nm: Sequence[float]
    heights: Sequence[float]
    texts: Sequence[str]
    below: bool = False


def spectrum_figure(
    wavelengths_nm: Floats64,
    curves: Sequence[Curve],
    marks: Sequence[Marks],
    *,
    axis_label: str,
    value_label: str,
    answer_label: str,
) -> go.Figure:
    """Draw curves over emission and the marks on them; a derivative has a panel of its own."""
    two = any(curve.below for curve in curves)
    traces = [_curve(wavelengths_nm, curve) for curve in curves]
    traces += [_marks(each) for each in marks if len(each.wavelengths_nm)]
    layout: dict[str, Any] = {
        "height": 470 if two else 400,
        "margin": _MARGIN,
        "hovermode": "x",
        "legend": _LEGEND,
        "xaxis": {"title": {"text": axis_label}, "zeroline": False},
        "yaxis": {"title": {"text": value_label}},
    }
    if two:
        layout["xaxis"]["anchor"] = "y2"
        layout["yaxis"]["domain"] = [0.54, 1]
        layout["yaxis2"] = {
            "title": {"text": answer_label},
            "domain": [0, 0.48],
            "zeroline": True,
            "zerolinecolor": _GREY,
            "exponentformat": "power",
        }
    return go.Figure({"data": traces, "layout": layout})


def _curve(wavelengths_nm: Floats64, curve: Curve) -> dict[str, Any]:
    looks: dict[str, dict[str, Any]] = {
        "measured": {"mode": "markers", "marker": {"size": 4, "color": _GREY}},
        "truth": {"mode": "lines", "line": {"color": CATEGORICAL[0], "dash": "dot", "width": 2}},
        "answer": {"mode": "lines", "line": {"color": CATEGORICAL[1], "width": 2}},
    }
    return {
        "type": "scatter",
        "x": wavelengths_nm,
        "y": curve.values,
        "name": curve.name,
        "yaxis": "y2" if curve.below else "y",
        "hovertemplate": "%{y:.3g}",
        **looks[curve.kind],
    }


def _marks(marks: Marks) -> dict[str, Any]:
    symbol, colour = _MARKS[marks.kind]
    return {
        "type": "scatter",
        "x": list(marks.wavelengths_nm),
        "y": list(marks.heights),
        "name": marks.name,
        "mode": "markers",
        "yaxis": "y2" if marks.below else "y",
        "marker": {"symbol": symbol, "size": 13, "color": colour, "line": {"width": 2}},
        "text": list(marks.texts),
        "hovertemplate": "%{text}",
    }


def lines_figure(
    places: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    *,
    here: float,
    axis_label: str,
    value_label: str,
    steps: bool = False,
) -> go.Figure:
    """Draw named lines over a setting, the present one marked; `steps` for counts."""
    dashes = ("dash", "dot", "solid")
    traces = [
        {
            "type": "scatter",
            "x": list(places),
            "y": list(values),
            "name": name,
            "mode": "lines",
            "line": {
                "color": CATEGORICAL[number],
                "dash": dashes[number % len(dashes)],
                "width": 2,
                "shape": "hv" if steps else "linear",
            },
            "hovertemplate": "%{y:.3g}",
        }
        for number, (name, values) in enumerate(lines.items())
    ]
    mark = {"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "height": 320,
        "margin": _MARGIN,
        "hovermode": "x unified",
        "legend": _LEGEND,
        "xaxis": {"title": {"text": axis_label}, "zeroline": False},
        "yaxis": {"title": {"text": value_label}, "rangemode": "tozero"},
        "shapes": [{**mark, "line": {"width": 1, "color": _GREY}}],
    }
    return go.Figure({"data": traces, "layout": layout})


def weights_figure(
    places: Sequence[float], weights: Floats64, *, axis_label: str, value_label: str
) -> go.Figure:
    """Draw a kernel's weights as bars, those below zero in another colour."""
    colours = [CATEGORICAL[1] if weight >= 0 else CATEGORICAL[0] for weight in weights]
    bars = {
        "type": "bar",
        "x": list(places),
        "y": weights,
        "marker": {"color": colours},
        "hovertemplate": "%{x:+g} nm: %{y:.4g}<extra></extra>",
    }
    layout = {
        "height": 280,
        "margin": _MARGIN,
        "bargap": 0.3,
        "xaxis": {"title": {"text": axis_label}},
        "yaxis": {"title": {"text": value_label}, "exponentformat": "power"},
        "showlegend": False,
    }
    return go.Figure({"data": [bars], "layout": layout})
