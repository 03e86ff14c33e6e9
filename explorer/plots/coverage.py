"""How many windows use each pixel, as a figure."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import SEQUENTIAL, plotly_scale

_NUMBERS_UP_TO = 16  # rows and columns whose counts still fit into the cells as text
_LINES_UP_TO = 60


def coverage_figure(
    counts: NDArray[np.int64],
    *,
    pads: tuple[tuple[int, int], tuple[int, int]],
    title: str,
    row_label: str,
    column_label: str,
) -> go.Figure:
    """Draw counts (H + pad, W + pad) int64 as a heat map; the picture's border as a frame.

    Unused cells (0) are crossed out where there is room, so that colour is not all that tells.
    """
    (top, bottom), (left, right) = pads
    height, width = counts.shape
    most = int(counts.max())
    small = max(height, width) <= _NUMBERS_UP_TO
    figure = go.Figure(
        go.Heatmap(
            z=counts.astype(np.min_scalar_type(most)),
            x0=-left,
            y0=-top,
            colorscale=plotly_scale(SEQUENTIAL),
            zmin=0,
            zmax=max(1, most),
            colorbar={
                "title": {"text": title, "side": "right"},
                "thickness": 12,
                "dtick": max(1, -(-most // 6)),
            },
            texttemplate="%{z}" if small else None,
            hovertemplate=f"{row_label} %{{y}}, {column_label} %{{x}}: %{{z}}<extra></extra>",
        )
    )
    shapes = [_frame(height - top - bottom, width - left - right)]
    if not small:
        shapes += _cross_out(counts, top, left)
    figure.update_yaxes(autorange="reversed", scaleanchor="x", title=row_label, constrain="domain")
    figure.update_xaxes(title=column_label, constrain="domain")
    figure.update_layout(margin={"l": 8, "r": 8, "t": 8, "b": 8}, height=420, shapes=shapes)
    return figure


def _frame(height: int, width: int) -> dict[str, Any]:
    """Outline the real picture inside its padding."""
    line = {"width": 2, "dash": "dot", "color": "#ffffff"}
    corners = {"x0": -0.5, "y0": -0.5, "x1": width - 0.5, "y1": height - 0.5}
    return {"type": "rect", "line": line, **corners}


def _cross_out(counts: NDArray[np.int64], top: int, left: int) -> list[dict[str, Any]]:
    """Mark whole unused rows and columns by dotted lines across the plot."""
    line = {"width": 1, "dash": "dot", "color": "#ffffff"}
    rows = np.flatnonzero(~counts.any(axis=1))[:_LINES_UP_TO] - top
    columns = np.flatnonzero(~counts.any(axis=0))[:_LINES_UP_TO] - left
    across = {"x0": 0, "x1": 1, "xref": "x domain", "type": "line", "line": line}
    down = {"y0": 0, "y1": 1, "yref": "y domain", "type": "line", "line": line}
    return [{**across, "y0": int(y), "y1": int(y)} for y in rows] + [
        {**down, "x0": int(x), "x1": int(x)} for x in columns
    ]
