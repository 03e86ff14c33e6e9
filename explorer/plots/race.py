"""How long each implementation took, as a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL


def race_figure(names: Sequence[str], seconds: Sequence[float], *, axis_label: str) -> go.Figure:
    """Draw one dot an implementation on a logarithmic axis, its time in words beside it.

    `seconds`: the best time of each, greater than 0. Dots, since a bar on a logarithmic axis has no
    length that means anything.
    """
    milliseconds = [1000 * s for s in seconds]
    figure = go.Figure(
        go.Scatter(
            x=milliseconds,
            y=list(names),
            mode="markers+text",
            marker={"size": 14, "color": list(CATEGORICAL[: len(names)])},
            text=[f"{value:.3g} ms" for value in milliseconds],
            textposition="top center",
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    low, high = math.log10(min(milliseconds)), math.log10(max(milliseconds))
    figure.update_xaxes(type="log", dtick=1, title=axis_label, range=[low - 0.6, high + 0.6])
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=260, margin={"l": 8, "r": 8, "t": 24, "b": 8}, showlegend=False)
    return figure
