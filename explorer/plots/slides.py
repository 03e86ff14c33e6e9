"""Two answers over slides of the picture, each against its own greatest, as a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects as go

from explorer.plots.colours import CATEGORICAL

_GREY = "#808080"
_SYMBOLS = ("circle", "square")
_DASHES = ("solid", "dash")


def slides_figure(
    answers: Mapping[str, NDArray[np.float32]],
    slides: Sequence[int],
    *,
    slide: int,
    slide_label: str,
    share_label: str,
) -> go.Figure:
    """Draw one line an answer over `slides`, the chosen slide marked.

    `answers`: by name, (slides,) float32, 0 or more; each is drawn as a share of its greatest.
    """
    traces = [_line(index, *answer, slides, slide) for index, answer in enumerate(answers.items())]
    here = {"type": "line", "x0": slide, "x1": slide, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "height": 300,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        "xaxis": {"title": {"text": slide_label}, "dtick": 2, "zeroline": False},
        "yaxis": {"title": {"text": share_label}, "range": [-0.05, 1.1], "tickformat": ".0%"},
        "shapes": [{**here, "line": {"width": 1, "color": _GREY}}],
    }
    return go.Figure({"data": traces, "layout": layout})


def share_of_greatest(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (N,) values of 0 or more divided by their greatest; all 0 where that is 0."""
    greatest = values.max()
    return values / greatest if greatest > 0 else np.zeros_like(values)


def _line(
    index: int, name: str, values: NDArray[np.float32], slides: Sequence[int], slide: int
) -> dict[str, Any]:
    """One answer's line: symbol and dash tell it apart too, the chosen slide's mark is large."""
    return {
        "type": "scatter",
        "x": list(slides),
        "y": share_of_greatest(values),
        "customdata": values,
        "name": name,
        "mode": "lines+markers",
        "line": {"color": CATEGORICAL[index], "width": 1.5, "dash": _DASHES[index]},
        "marker": {
            "symbol": _SYMBOLS[index],
            "size": [13 if at == slide else 6 for at in slides],
            "color": CATEGORICAL[index],
        },
        "hovertemplate": "%{y:.0%} (%{customdata:.3g})",
    }
