"""A picture, its table of numbers and its vector, linked: where each pixel goes when flattened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.flattening import Flattening, Pixel
from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _

LARGEST_LENGTH = 100_000  # numbers sent as they are

_component = st.components.v2.component(
    "explorer_pixel_vector",
    css=read_inline("pixel_vector.css"),
    js=read_inline(
        "drawing.js",
        *(
            f"pixel_vector_js/{part}.js"
            for part in ("model", "panes", "vector", "pointing", "main")
        ),
    ),
)


def vector_labels() -> dict[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "picture": _("Picture"),
        "table": _("Numbers"),
        "strip": _("Vector"),
        "stretch": _("Around the pixel"),
        "picture_help": _("Picture. Arrow keys move from pixel to pixel, Enter pins."),
        "stretch_help": _("Vector around the pixel. Left and right go along it, Enter pins."),
        "channel": _("Channel"),
        "pixel": _("pixel"),
        "place": _("place"),
        "step": _("step"),
        "value": _("value"),
        "left": _("left"),
        "right": _("right"),
        "above": _("above"),
        "below": _("below"),
        "none": _("no neighbour"),
        "elsewhere": _("{step} is x[{pixel}]"),
        "row": _("row {row}"),
        "hint": _("Point at a pixel or at the vector; click to pin it."),
        "pointed": _("Pointed at: vector[{index}] = x[{pixel}] = {value} ({channel})"),
    }


def pixel_vector(
    pixels: NDArray[np.float32],
    flattening: Flattening,
    *,
    pinned: Pixel,
    channel_names: Sequence[str],
    value_range: tuple[float, float],
    alt: str,
    key: str,
    factor: float = 1.0,
    decimals: int | None = None,
    notes: Mapping[str, str] | None = None,
    on_pin: Callable[[Pixel], None] | None = None,
) -> None:
    """Draw (C, H, W) float32 pixels, C 1 or 3, with their place in the flattened vector.

    `value_range` is drawn black and white; values are written times `factor` with `decimals`, or
    (None) with as many digits as they need. `notes` stand beside the titles of "picture", "table",
    "strip" and "stretch". `on_pin(pixel)` runs before the page does, as a callback. Nothing is sent
    while pointing. Raises ValueError for pixels that are not the flattening's or are not finite.
    """
    payload = build_payload(pixels, flattening, channel_names)

    def take_pin() -> None:
        pixel = read_pin((st.session_state.get(key) or {}).get("picked"), flattening)
        if pixel is not None and on_pin is not None:
            on_pin(pixel)

    _component(
        key=key,
        data=payload
        | {"pinned": {"channel": pinned.channel, "row": pinned.row, "column": pinned.column}}
        | {"range": list(value_range), "factor": factor, "decimals": decimals, "alt": alt}
        | {"labels": vector_labels(), "notes": dict(notes or {})},
        on_picked_change=take_pin,
    )


def build_payload(
    pixels: NDArray[np.float32], flattening: Flattening, channel_names: Sequence[str]
) -> dict[str, Any]:
    """Collect what the browser needs of the picture."""
    shape = (flattening.channels, flattening.height, flattening.width)
    if pixels.shape != shape or shape[0] not in {1, 3}:
        raise ValueError(f"pixels are (1 or 3, H, W) and the flattening's {shape}: {pixels.shape}")
    if pixels.size > LARGEST_LENGTH:
        raise ValueError(f"at most {LARGEST_LENGTH:,} numbers are sent, not {pixels.size:,}")
    if not np.isfinite(pixels).all():
        raise ValueError("pixels are finite numbers")
    if len(channel_names) != len(pixels):
        raise ValueError(f"{len(pixels)} channels need as many names, got {len(channel_names)}")
    values = np.ascontiguousarray(pixels, dtype=np.float32)
    return {
        "values": values.ravel(),
        "shape": list(shape),
        "order": flattening.order,
        "names": list(channel_names),
        "digest": digest(values, np.array([flattening.order == "chw"])),
    }


def read_pin(answer: object, flattening: Flattening) -> Pixel | None:
    """Return the pixel a browser sent, None for anything that is no pixel of this picture."""
    if not isinstance(answer, Sequence) or isinstance(answer, str) or len(answer) != 3:
        return None
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in answer):
        return None
    pixel = Pixel(*answer)
    sizes = (flattening.channels, flattening.height, flattening.width)
    inside = all(0 <= part < size for part, size in zip(answer, sizes, strict=True))
    return pixel if inside else None
