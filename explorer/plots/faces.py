"""How one feature tells faces from other pictures, as a figure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808890"  # reads on both themes


def two_groups_figure(
    values: NDArray[np.float64],
    first: NDArray[np.bool_],
    threshold: float,
    *,
    names: tuple[str, str],
    axis_label: str,
    count_label: str,
    threshold_label: str,
) -> go.Figure:
    """Draw two histograms over one axis and the threshold between them.

    `values` (n,) float64; `first` (n,) bool: which belong to the group named first.
    """
    figure = go.Figure()
    edges = np.histogram_bin_edges(values, bins=30)
    width = float(edges[1] - edges[0])
    patterns = ("", "/")  # the groups differ by hatching too, not by colour alone
    for name, group, colour, pattern in zip(
        names, (first, ~first), CATEGORICAL, patterns, strict=False
    ):
        counts, _edges = np.histogram(values[group], bins=edges)
        figure.add_bar(
            x=edges[:-1] + width / 2,
            y=counts,
            width=width,
            name=name,
            opacity=0.7,
            marker={"color": colour, "pattern": {"shape": pattern}},
        )
    figure.add_vline(
        x=threshold,
        line={"dash": "dot", "width": 2, "color": _GREY},
        annotation={"text": threshold_label, "yref": "paper", "y": 1.04, "font": {"color": _GREY}},
    )
    figure.update_xaxes(title=axis_label)
    figure.update_yaxes(title=count_label)
    figure.update_layout(
        barmode="overlay",
        height=300,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        legend={"orientation": "h", "y": 1.15},
    )
    return figure
