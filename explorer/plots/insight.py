"""Curves and clouds of the closer looks at a trained network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"  # reads on both themes
_MARGIN = {"l": 8, "r": 8, "t": 16, "b": 8}
_LEGEND = {"orientation": "h", "y": -0.25, "x": 0}
_SYMBOLS = ("x", "circle-open", "circle")  # dead, silent here, alive: not told by colour alone
_COLOURS = (CATEGORICAL[3], CATEGORICAL[1], CATEGORICAL[0])


def climb_figure(
    curve: Sequence[tuple[int, float]],
    best: float,
    steps: int,
    *,
    curve_label: str,
    best_label: str,
    step_label: str,
    value_label: str,
) -> go.Figure:
    """Draw the value over the steps of a climb, and a level: the best of the photographs."""
    traces = [
        {
            "type": "scatter",
            "name": curve_label,
            "mode": "lines",
            "x": [step for step, _value in curve],
            "y": [value for _step, value in curve],
            "line": {"color": CATEGORICAL[0]},
        },
        {
            "type": "scatter",
            "name": best_label,
            "mode": "lines",
            "x": [0, steps],
            "y": [best, best],
            "line": {"color": _GREY, "dash": "dot"},
        },
    ]
    return _figure(
        traces, {"title": {"text": step_label}, "range": [0, steps]}, {"title": value_label}
    )


def filters_figure(
    norms: Sequence[float],
    greatest: Sequence[float],
    states: Sequence[int],
    chosen: int,
    silenced: Sequence[int] = (),
    *,
    state_labels: Sequence[str],
    hover: Sequence[str],
    chosen_label: str,
    silenced_label: str,
    norm_label: str,
    greatest_label: str,
) -> go.Figure:
    """Draw each channel's weight norm against its largest activation; `states` number the labels.

    `hover`: what stands beside each channel under the pointer. A point's `customdata` is its
    channel.
    """
    points = list(zip(norms, greatest, hover, strict=True))
    traces = [
        _cloud(state, label, [place for place, own in enumerate(states) if own == state], points)
        for state, label in enumerate(state_labels)
    ]
    traces += [
        _marks(name, [(norms[number], greatest[number]) for number in numbers], symbol)
        for name, numbers, symbol in (
            (chosen_label, [chosen], "diamond-open"),
            (silenced_label, silenced, "square-open"),
        )
        if numbers
    ]
    figure = _figure(
        traces, {"title": {"text": norm_label}, "rangemode": "tozero"}, {"title": greatest_label}
    )
    figure.add_hline(0, line={"color": _GREY, "dash": "dot", "width": 1})
    return figure


def _cloud(
    state: int, label: str, members: Sequence[int], points: Sequence[tuple[float, float, str]]
) -> dict[str, Any]:
    """The points of one state, and a place in the legend where there is none."""
    return {
        "type": "scatter",
        "name": f"{label} ({len(members)})",
        "mode": "markers",
        "x": [points[number][0] for number in members] or [None],
        "y": [points[number][1] for number in members] or [None],
        "customdata": list(members),
        "text": [points[number][2] for number in members],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": _SYMBOLS[state], "size": 8, "color": _COLOURS[state]},
    }


def _marks(name: str, places: Sequence[tuple[float, float]], symbol: str) -> dict[str, Any]:
    """Frames round points, which the pointer looks through."""
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": [across for across, _up in places],
        "y": [up for _across, up in places],
        "hoverinfo": "skip",
        "marker": {"symbol": symbol, "size": 18, "color": CATEGORICAL[2], "line": {"width": 3}},
    }


def dying_figure(
    dead: Mapping[str, Sequence[int]], filters: int, *, epoch_label: str, dead_label: str
) -> go.Figure:
    """Draw the number of dead filters after each epoch, a line for each learning rate."""
    traces = [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines+markers",
            "x": list(range(len(counts))),
            "y": list(counts),
            "line": {"color": CATEGORICAL[place % 2 * 3], "dash": ("solid", "dash")[place % 2]},
            "marker": {"symbol": ("circle", "x")[place % 2], "size": 9},
        }
        for place, (name, counts) in enumerate(dead.items())
    ]
    return _figure(
        traces,
        {"title": {"text": epoch_label}, "dtick": 1},
        {"title": dead_label, "range": [-0.5, filters + 0.5]},
    )


def _figure(traces: list[dict[str, Any]], across: dict[str, Any], up: dict[str, Any]) -> go.Figure:
    up = up | {"title": {"text": up["title"]}}
    layout = {"xaxis": across, "yaxis": up, "height": 320, "margin": _MARGIN, "legend": _LEGEND}
    return go.Figure(traces, layout)
