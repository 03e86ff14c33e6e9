"""Accuracies with their spread, and tables of counts, as figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL, SEQUENTIAL, plotly_scale

_GREY = "#808890"  # reads on both themes
_MARGIN = {"l": 8, "r": 8, "t": 16, "b": 8}


@dataclass(frozen=True, slots=True)
class Bar:
    """One space's accuracy: mean and standard deviation over draws, and each draw, in [0, 1]."""

    name: str
    mean: float
    spread: float
    draws: tuple[float, ...]


def accuracy_figure(
    bars: Sequence[Bar], chance: float, *, axis_label: str, chance_label: str, draw_label: str
) -> go.Figure:
    """Draw a bar a space with its spread, every draw as a point, and what guessing gives."""
    percent = [100 * bar.mean for bar in bars]
    figure = go.Figure()
    figure.add_bar(
        x=[bar.name for bar in bars],
        y=percent,
        error_y={
            "type": "data",
            "array": [100 * bar.spread for bar in bars],
            "width": 8,
            "color": _GREY,
        },
        marker={"color": [CATEGORICAL[number % len(CATEGORICAL)] for number in range(len(bars))]},
        text=[f"{value:.0f}" for value in percent],
        textposition="inside",
        insidetextanchor="start",
        hovertemplate="%{x}: %{y:.1f} %<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=[bar.name for bar in bars for _draw in bar.draws],
        y=[100 * draw for bar in bars for draw in bar.draws],
        mode="markers",
        name=draw_label,
        marker={"size": 5, "symbol": "circle-open", "color": _GREY},
        hovertemplate="%{y:.1f} %<extra></extra>",
    )
    figure.add_hline(
        y=100 * chance,
        line={"dash": "dot", "width": 2, "color": _GREY},
        annotation={"text": chance_label, "font": {"color": _GREY}, "x": 0, "xanchor": "left"},
    )
    figure.update_yaxes(title=axis_label, range=[0, 105])
    figure.update_layout(
        height=340, margin=_MARGIN, legend={"orientation": "h", "y": 1.12}, bargap=0.4
    )
    return figure


def table_figure(
    counts: NDArray[np.int64],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    row_label: str,
    column_label: str,
) -> go.Figure:
    """Draw (R, C) counts as a table, the first row on top; a row's share of itself is its colour.

    The counts stand in the cells.
    """
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    scale = plotly_scale(SEQUENTIAL)
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(columns),
            y=list(rows),
            text=counts,
            texttemplate="%{text}",
            customdata=100 * shares,
            colorscale=scale,
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate="%{y} → %{x}: %{text} (%{customdata:.1f} %)<extra></extra>",
        )
    )
    figure.update_xaxes(title=column_label, side="top", type="category")
    figure.update_yaxes(title=row_label, autorange="reversed", type="category")
    figure.update_layout(height=max(220, 70 + 30 * len(rows)), margin=_MARGIN)
    return figure
