"""Two loss curves that may lie on top of each other."""

from __future__ import annotations

from collections.abc import Sequence

from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_FLOOR = 1e-14  # a loss of 0 has no place on a logarithmic axis


def twin_losses_figure(
    losses: Sequence[Sequence[float]],
    names: Sequence[str],
    *,
    step_label: str,
    loss_label: str,
) -> go.Figure:
    """Draw two losses over their steps, the first broad and pale, the second dashed on top."""
    styles = (
        {"color": CATEGORICAL[0], "width": 7},
        {"color": CATEGORICAL[1], "width": 2, "dash": "dash"},
    )
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "y": [max(loss, _FLOOR) for loss in curve],
            "line": style,
            "opacity": 0.55 if place == 0 else 1,
        }
        for place, (curve, name, style) in enumerate(zip(losses, names, styles, strict=True))
    ]
    layout = {
        "height": 280,
        "margin": {"l": 8, "r": 8, "t": 16, "b": 8},
        "legend": {"orientation": "h", "y": -0.3, "x": 0},
        "xaxis": {"title": {"text": step_label}},
        "yaxis": {"title": {"text": loss_label}, "type": "log", "exponentformat": "power"},
    }
    return go.Figure(traces, layout)
