"""A vector folded into rows of any width, in the browser, with how well each row fits the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _

_component = st.components.v2.component(
    "explorer_vector_fold",
    css=read_inline("vector_fold.css"),
    js=read_inline("drawing.js", "vector_fold.js"),
)


def fold_labels() -> dict[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "width": _("Numbers in a row"),
        "less": _("One less"),
        "more": _("One more"),
        "rows": _("{rows} rows of {width}, last row {last}"),
        "whole": _("{rows} rows of {width}"),
        "fit": _("Correlation with the row below: {fit}"),
        "no_fit": _("Correlation with the row below: undefined, nothing varies"),
        "best": _("The largest of all widths here is {fit}, at {width}."),
        "true": _("That is the true row: {width} numbers."),
        "fewer": _(
            "{count} fewer than a true row: each row begins {count} earlier than the one above."
        ),
        "greater": _(
            "{count} more than a true row: each row begins {count} later than the one above."
        ),
        "axis": _("numbers in a row"),
        "curve": _("correlation"),
        "true_mark": _("true row"),
        "drag": _("Drag the right edge of the picture, the slider, or the curve."),
    }


def vector_fold(
    vector: NDArray[np.float32],
    *,
    widths: NDArray[np.integer[Any]],
    fits: NDArray[np.double],
    true_width: int,
    width: int,
    value_range: tuple[float, float],
    alt: str,
    key: str,
    channels: int = 1,
    planes: int = 1,
    on_fold: Callable[[int], None] | None = None,
) -> None:
    """Draw (N,) float32 folded at `width`, which the visitor drags through `widths` (rising by 1).

    `fits`: (len(widths),) in [-1, 1] or NaN, a number for each width. `channels` 3: three numbers
    side by side are the red, green and blue of one pixel; `planes` 3: the vector is a red, a green
    and a blue third. `value_range` is drawn black and white. `on_fold(width)` runs before the page
    does, as a callback, when the visitor lets go; nothing is sent while dragging. Raises ValueError
    where widths and fits do not belong together.
    """
    payload = build_fold(vector, widths, fits)

    def take_width() -> None:
        asked = (st.session_state.get(key) or {}).get("width")
        if on_fold is not None and isinstance(asked, int) and widths[0] <= asked <= widths[-1]:
            on_fold(asked)

    _component(
        key=key,
        data=payload
        | {"true_width": int(true_width), "channels": channels, "planes": planes, "alt": alt}
        | {"width": int(np.clip(width, widths[0], widths[-1])), "range": list(value_range)}
        | {"labels": fold_labels()},
        on_width_change=take_width,
    )


def build_fold(
    vector: NDArray[np.float32],
    widths: NDArray[np.integer[Any]],
    fits: NDArray[np.double],
) -> dict[str, Any]:
    """Collect what the browser needs; a fit that is undefined is None."""
    if len(widths) == 0 or len(widths) != len(fits):
        raise ValueError(f"{len(widths)} widths need as many fits, at least one: {len(fits)}")
    if widths[0] < 1 or (np.diff(widths) != 1).any():
        raise ValueError(f"widths rise by 1 from at least 1, got {widths.tolist()[:5]} …")
    values = np.ascontiguousarray(vector, dtype=np.float32)
    return {
        "values": values,
        "least": int(widths[0]),
        "fits": [round(float(fit), 6) if np.isfinite(fit) else None for fit in fits],
        "digest": digest(values, np.asarray(widths), fits),
    }
