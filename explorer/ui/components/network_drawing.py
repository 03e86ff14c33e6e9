"""A network drawn to scale, a block a layer, with each layer's share of parameters and of work."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from explorer.ui.components.inline import read_inline
from explorer.ui.language import _

Status = Literal["fits", "misfit", "unknown"]
Tone = Literal["input", "convolution", "pooling", "activation", "norm", "linear", "plain"]

_component = st.components.v2.component(
    "explorer_network_drawing",
    css=read_inline("network_drawing.css"),
    js=read_inline("drawing.js", "network_drawing.js"),
)


@dataclass(frozen=True, slots=True)
class NetworkBlock:
    """One layer, drawn as what it gives: `shape` is (C, H, W) or (N,), () where it is not known.

    A `slab` is thin: a layer that changes no shape. `details` is told when the block is pointed at.
    """

    name: str
    shape: tuple[int, ...]
    parameters: int = 0
    multiply_adds: int = 0
    details: str = ""
    tone: Tone = "plain"
    slab: bool = False
    status: Status = "fits"


def drawing_labels() -> dict[str, str]:
    """Every string the drawing shows, in the visitor's language."""
    return {
        "scale": _(
            "Logarithmic scale: twice the height and width of the maps, or twice the numbers of a "
            "vector, is one step taller; twice the channels is one step wider."
        ),
        "parameters": _("Share of the parameters"),
        "multiply_adds": _("Share of the multiply-adds"),
        "misfit": _("does not fit"),
        "hint": _("Point at a layer for its numbers; click it, or press Enter, to choose it."),
        "chosen": _("chosen"),
        "nothing": _("none"),
    }


def network_drawing(
    blocks: Sequence[NetworkBlock],
    *,
    alt: str,
    key: str,
    selected: int | None = None,
    on_select: Callable[[int], None] | None = None,
) -> None:
    """Draw the input, `blocks[0]`, and the layers after it in a row; pointing sends nothing.

    `selected` is the chosen layer, counted from 0 without the input. `on_select(index)` runs before
    the page does, as a callback; without it nothing can be chosen. Raises ValueError without an
    input block.
    """

    def take_choice() -> None:
        index = (st.session_state.get(key) or {}).get("picked")
        if isinstance(index, int) and on_select is not None:
            on_select(index)

    _component(
        key=key,
        data=drawing_payload(blocks)
        | {"selected": selected, "choosable": on_select is not None, "alt": alt}
        | {"labels": drawing_labels()},
        on_picked_change=take_choice,
    )


def drawing_payload(blocks: Sequence[NetworkBlock]) -> dict[str, Any]:
    """Return what the browser draws: sizes in doublings, edges' labels, and shares in [0, 1]."""
    if not blocks:
        raise ValueError("a drawing needs the input's block")
    parameters = sum(block.parameters for block in blocks)
    multiply_adds = sum(block.multiply_adds for block in blocks)
    return {
        "blocks": [
            {
                "name": block.name,
                "tone": block.tone,
                "slab": block.slab,
                "status": block.status,
                "details": block.details,
                **_sizes(block.shape),
                "shares": [
                    _share(block.parameters, parameters),
                    _share(block.multiply_adds, multiply_adds),
                ],
            }
            for block in blocks
        ]
    }


def _sizes(shape: tuple[int, ...]) -> dict[str, Any]:
    """Return height and width of a block in doublings, both with one for a single number."""
    if not shape:
        return {"vector": False, "tall": 0.0, "wide": 0.0, "side": "", "depth": ""}
    if len(shape) < 3:
        return {
            "vector": True,
            "tall": 1 + math.log2(math.prod(shape)),
            "wide": 0.0,
            "side": "×".join(f"{size:,}" for size in shape),
            "depth": "",
        }
    channels, height, width = shape
    side = f"{height}²" if height == width else f"{height}×{width}"
    return {
        "vector": False,
        "tall": 1 + math.log2(max(height, width)),
        "wide": 1 + math.log2(channels),
        "side": side,
        "depth": f"{channels:,}",
    }


def _share(count: int, total: int) -> float:
    return count / total if total else 0.0
