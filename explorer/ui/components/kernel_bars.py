"""A kernel along time as a row of bars that can be dragged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _
from explorer.ui.numerals import show_number

_component = st.components.v2.component(
    "explorer_kernel_bars",
    css=read_inline("kernel_bars.css"),
    js=read_inline("drawing.js", "kernel_bars.js"),
)


def kernel_bars(
    taps: NDArray[np.floating],
    *,
    name: str,
    note: str = "",
    dilation: int = 1,
    limit: float,
    by_finger: bool = False,
    on_draw: Callable[[NDArray[np.float64]], None] | None = None,
    height_px: int = 84,
    alt: str,
    key: str,
) -> None:
    """Draw (K,) taps, `dilation` samples apart, on an axis from −`limit` to `limit`.

    `on_draw(taps)` runs as a callback, once a drag, with all K taps; without it nothing can be
    dragged. A finger drags only where `by_finger`: elsewhere it scrolls the page.
    """

    def take_taps() -> None:
        drawn = read_taps((st.session_state.get(key) or {}).get("drawn"), len(taps))
        if drawn is not None and on_draw is not None:
            on_draw(drawn)

    data: dict[str, Any] = {
        "taps": np.asarray(taps, dtype=np.float32),
        "token": digest(np.asarray(taps, dtype=np.float32), np.array([limit, dilation])),
        "name": name,
        "note": note,
        "dilation": dilation,
        "limit": float(limit),
        "limit_text": show_number(limit, 2),
        "by_finger": by_finger,
        "editable": on_draw is not None,
        "height": height_px,
        "alt": alt,
        "labels": {"tap": _("tap {number}: {value}"), "place": _("Tap of the kernel")},
    }
    _component(key=key, data=data, on_drawn_change=take_taps)


def read_taps(value: object, count: int) -> NDArray[np.float64] | None:
    """Read the taps that the browser told, (count,) float64; None for anything else."""
    if not isinstance(value, list) or len(value) != count:
        return None
    if not all(type(tap) in {int, float} and abs(tap) < 1e6 for tap in value):
        return None  # also NaN, which no comparison accepts
    return np.array(value, dtype=np.float64)
