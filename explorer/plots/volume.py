"""A clip and its answer as surfaces in space and time, and a kernel's answer over the speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL, DIVERGING, plotly_scale

Floats = NDArray[np.float32]

MOST_POINTS = 20_000  # of a surface: a browser draws so many while it is turned
MOST_MARKED = 8_000
_GREY = "#808890"  # reads on both themes


@dataclass(frozen=True, slots=True, eq=False)
class ThinVolume:
    """Values (t, h, w) float32, and where they stand along time, rows and columns, in pixels."""

    values: Floats
    places: tuple[NDArray[np.float64], ...]


def thin_volume(values: Floats, grid: Sequence[tuple[float, float]]) -> ThinVolume:
    """Average (t, h, w) over square blocks of rows and columns until at most 20,000 are left.

    `grid`: where the first value stands and how far the next is, a pair for each axis.
    """
    count, height, width = values.shape
    block = 1
    while count * (height // block) * (width // block) > MOST_POINTS and block < min(height, width):
        block += 1
    rows, columns = height // block, width // block
    cut = values[:, : rows * block, : columns * block]
    small = cut.reshape(count, rows, block, columns, block).mean(axis=(2, 4), dtype=np.float32)
    places = [
        first + step * (np.arange(number) * size + (size - 1) / 2)
        for (first, step), number, size in zip(grid, small.shape, (1, block, block), strict=True)
    ]
    return ThinVolume(small, tuple(places))


def volume_figure(
    clip: ThinVolume | None,
    answer: ThinVolume | None,
    *,
    level: float,
    labels: Mapping[str, str],
) -> go.Figure:
    """Draw the clip's surface at `level` (0 to 1) of its brightness, the answer's strong values.

    An answer's values past `level` of the strongest one are points where they stand, the strongest
    8,000 of them. Time runs to the right, so that a streak's slope is a velocity.
    """
    traces = []
    if clip is not None:
        low, high = float(clip.values.min()), float(clip.values.max())
        traces.append(
            _surface(
                clip, low + level * (high - low), labels["clip"], opacity=0.35 if answer else 0.9
            )
        )
    if answer is not None:
        traces.append(_points(answer, level, labels["answer"]))
    return go.Figure([trace for trace in traces if trace is not None], _layout(labels))


def _points(volume: ThinVolume, level: float, name: str) -> go.Scatter3d | None:
    """Draw the values past a share of the strongest one; None where all are 0."""
    size = np.abs(volume.values)
    most = float(size.max())
    if most == 0:
        return None
    kept = np.flatnonzero(size >= level * most)
    strongest = kept[np.argsort(size.ravel()[kept])[::-1][:MOST_MARKED]]
    time, down, right = np.unravel_index(strongest, size.shape)
    return go.Scatter3d(
        x=volume.places[0][time].astype(np.float32),
        y=volume.places[2][right].astype(np.float32),
        z=volume.places[1][down].astype(np.float32),
        mode="markers",
        marker={
            "size": 2.5,
            "symbol": "square",
            "color": volume.values.ravel()[strongest],
            "colorscale": plotly_scale(DIVERGING),
            "cmin": -most,
            "cmax": most,
            "colorbar": {"thickness": 12, "len": 0.6, "title": {"text": name, "side": "right"}},
        },
        name=name,
        showlegend=False,
        hovertemplate="t %{x}, y %{z}, x %{y}: %{marker.color:.3f}<extra></extra>",
    )


def _surface(
    volume: ThinVolume, value: float, name: str, *, opacity: float
) -> go.Isosurface | None:
    """Draw where a volume passes a value; None where it does not: plotly would draw something."""
    low, high = float(volume.values.min()), float(volume.values.max())
    if not low < value < high:
        return None
    time, down, right = np.meshgrid(*volume.places, indexing="ij")
    return go.Isosurface(
        x=time.ravel().astype(np.float32),
        y=right.ravel().astype(np.float32),
        z=down.ravel().astype(np.float32),
        value=volume.values.ravel(),
        isomin=value,
        isomax=value,
        surface={"count": 1},
        caps={"x": {"show": False}, "y": {"show": False}, "z": {"show": False}},
        colorscale=[[0, _GREY], [1, _GREY]],
        showscale=False,
        opacity=opacity,
        name=name.format(value=f"{value:.2g}".replace("-", "−")),
        showlegend=True,
        hovertemplate="t %{x}, y %{z}, x %{y}<extra></extra>",
    )


def _layout(labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "height": 460,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "legend": {"orientation": "h", "y": 0, "x": 0},
        "scene": {
            "xaxis": {"title": {"text": labels["t"]}},
            "yaxis": {"title": {"text": labels["x"]}},
            "zaxis": {"title": {"text": labels["y"]}, "autorange": "reversed"},
            "aspectmode": "manual",
            "aspectratio": {"x": 1.4, "y": 1, "z": 1},
            "camera": {"eye": {"x": 0.7, "y": -2.0, "z": 1.0}},
        },
        "uirevision": "volume",
    }


def tuning_figure(
    speeds: Sequence[float],
    curves: Sequence[tuple[str, NDArray[np.float64], str]],
    *,
    marks: Sequence[tuple[float, str]],
    speed_label: str,
    answer_label: str,
) -> go.Figure:
    """Draw mean |answer| over the speed, a (name, values, dash) each; `marks` are named speeds."""
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": np.asarray(speeds),
            "y": np.asarray(values),
            "line": {"color": CATEGORICAL[number], "dash": dash},
            "marker": {"size": 5},
        }
        for number, (name, values, dash) in enumerate(curves)
    ]
    layout = {
        "height": 340,
        "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
        "legend": {"orientation": "h", "y": -0.28, "x": 0},
        "xaxis": {"title": {"text": speed_label}, "zeroline": True},
        "yaxis": {"title": {"text": answer_label}, "rangemode": "tozero"},
        "shapes": [
            {
                "type": "line",
                "x0": speed,
                "x1": speed,
                "y0": 0,
                "y1": 1,
                "yref": "y domain",
                "line": {"dash": "dot", "width": 1, "color": _GREY},
            }
            for speed, _name in marks
        ],
        "annotations": [
            {
                "x": speed,
                "y": 1,
                "yref": "y domain",
                "yanchor": "bottom",
                "showarrow": False,
                "text": name,
            }
            for speed, name in marks
        ],
    }
    return go.Figure(traces, layout)
