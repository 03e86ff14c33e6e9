"""How long each implementation took, as a figure."""

from __future__ import annotations

from collections.abc import Sequence

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL


def race_figure(names: Sequence[str], seconds: Sequence[float], *, axis_label: str) -> go.Figure:
    """Draw one bar an implementation on a logarithmic axis, its time in words at its end.

    `seconds`: the best time of each, greater than 0.
    """
    milliseconds = [1000 * s for s in seconds]
    figure = go.Figure(
        go.Bar(
            x=milliseconds,
            y=list(names),
            orientation="h",
            marker_color=list(CATEGORICAL[: len(names)]),
            text=[f"{value:.3g} ms" for value in milliseconds],
            textposition="auto",
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(type="log", title=axis_label)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=220, margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=False)
    return figure
