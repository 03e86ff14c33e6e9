"""One row of a clip through time: its streaks, and those of the answer, with a ruler for slopes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.geometry import AxisGeometry
from explorer.ui.components.frame_player import places_payload
from explorer.ui.components.inline import read_inline
from explorer.ui.language import _

Floats = NDArray[np.float32]

_component = st.components.v2.component(
    "explorer_time_slices",
    css=read_inline("time_slices.css"),
    js=read_inline("drawing.js", "frames.js", "time_slices.js"),
)


@dataclass(frozen=True, slots=True, eq=False)
class SlicePath:
    """Something whose boxes (T, 4) are known, and its name beside its streak."""

    boxes: NDArray[np.float64]
    name: str


def time_slices(
    frames: Floats,
    answer: Floats,
    axes: Sequence[AxisGeometry],
    *,
    token: str,
    row: int,
    paths: Sequence[SlicePath] = (),
    on_row: Callable[[int], None],
    alt: str,
    key: str,
) -> None:
    """Draw one row of (T, H, W) frames and of (t, h, w) answers over time; the row is dragged.

    `token` is what `frame_player` returned for the same arrays, which it has sent. Dragging on a
    slice lays a ruler whose slope is a velocity. `on_row` runs as a callback when the
    row is let go.
    """

    def take_row() -> None:
        told = read_row((st.session_state.get(key) or {}).get("row"), frames.shape[1])
        if told is not None:
            on_row(told)

    _component(
        key=key,
        data=places_payload(frames, answer, axes)
        | {
            "token": token,
            "row": row,
            "tracks": [{"boxes": path.boxes.ravel().tolist(), "name": path.name} for path in paths],
            "alt": alt,
            "labels": {
                "row": _("Row y"),
                "frame_title": _("Frame {t}: drag the line"),
                "input_title": _("The clip: x over t"),
                "output_title": _("The answer: x over t"),
                "hint": _("Drag along a streak to measure its slope."),
                "slope": _("Δx = {dx} pixels in Δt = {dt} frames: {speed} pixels a frame"),
                "no_slope": _("Δt = 0: draw the ruler along time as well."),
            },
        },
        on_row_change=take_row,
    )


def read_row(value: object, height: int) -> int | None:
    """Read the row that the browser told; None for what is none of the clip's."""
    return value if type(value) is int and 0 <= value < height else None
