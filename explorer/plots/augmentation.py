"""Figures of the augmentation page: how often a branch is taken, and where λ falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"  # reads on both themes
_MARGIN = {"l": 8, "r": 8, "t": 16, "b": 8}
_BINS = 40


@dataclass(frozen=True, slots=True)
class Share:
    """One branch: the share counted, the probability, and between which 95 of 100 counts lie."""

    name: str
    counted: float
    chance: float
    low: float
    high: float


def branch_figure(
    shares: Sequence[Share], *, axis_label: str, counted_label: str, chance_label: str
) -> go.Figure:
    """Draw what was counted as points, the probability and its interval as lines; in per cent."""
    names = [share.name for share in shares]
    figure = go.Figure()
    figure.add_scatter(
        x=[100 * share.chance for share in shares],
        y=names,
        mode="markers",
        name=chance_label,
        marker={"symbol": "line-ns-open", "size": 20, "color": _GREY, "line": {"width": 3}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [100 * (share.high - share.chance) for share in shares],
            "arrayminus": [100 * (share.chance - share.low) for share in shares],
            "color": _GREY,
            "thickness": 1.5,
        },
        hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
    )
    figure.add_scatter(
        x=[100 * share.counted for share in shares],
        y=names,
        mode="markers",
        name=counted_label,
        marker={"size": 11, "color": CATEGORICAL[0]},
        hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
    )
    figure.update_xaxes(title_text=axis_label, range=[-3, 103])
    figure.update_yaxes(autorange="reversed", automargin=True)
    figure.update_layout(
        height=110 + 34 * len(shares), margin=_MARGIN, legend={"orientation": "h", "y": 1.12}
    )
    return figure


def lambda_figure(
    shares: NDArray[np.float32], drawn: float, *, axis_label: str, drawn_label: str
) -> go.Figure:
    """Draw a histogram of λ, (N,) in [0, 1], and the one that was drawn here as a line."""
    counts, edges = np.histogram(shares, bins=_BINS, range=(0.0, 1.0))
    figure = go.Figure()
    figure.add_bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts / len(shares),
        width=1 / _BINS,
        marker={"color": CATEGORICAL[0]},
        hovertemplate="λ %{x:.2f}: %{y:.1%}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(
        x=drawn,
        line={"color": CATEGORICAL[1], "width": 3, "dash": "dash"},
        annotation={"text": drawn_label},
    )
    figure.update_xaxes(title_text=axis_label, range=[0, 1])
    figure.update_yaxes(tickformat=".0%")
    figure.update_layout(height=260, margin=_MARGIN, bargap=0)
    return figure
