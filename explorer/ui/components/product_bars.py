"""Bars of two factors on a logarithmic axis: laid end to end, they end at the product."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.ui.components.inline import read_inline

_PREFIXES = ("", "k", "M", "G", "T", "P", "E", "Z")  # a label every third power of ten

_component = st.components.v2.component(
    "explorer_product_bars",
    css=read_inline("product_bars.css"),
    js=read_inline("drawing.js", "product_bars.js"),
)


@dataclass(frozen=True, slots=True)
class ProductBar:
    """One bar: `first` × `second`, each 1 or more, and the words for both and for their product."""

    name: str
    first: float
    second: float
    first_text: str
    second_text: str
    product_text: str


def product_bars(bars: Sequence[ProductBar], *, axis_label: str, alt: str, key: str) -> None:
    """Draw the bars under each other over one axis that begins at 1; no message to the server.

    Logarithms add where numbers multiply, so the second part of a bar begins where the first one
    ends and ends at the product. Raises ValueError for a factor below 1.
    """
    _component(
        key=key, data=bars_payload(bars) | {"axis_label": axis_label, "alt": alt, "key": key}
    )


def bars_payload(bars: Sequence[ProductBar]) -> dict[str, Any]:
    """Return what the browser draws: parts as shares of the axis, its lines and their labels."""
    if not bars or min(min(bar.first, bar.second) for bar in bars) < 1:
        raise ValueError("bars need factors of 1 or more: the axis begins at 1")
    largest = max(bar.first * bar.second for bar in bars)
    decades = max(1, math.ceil(math.log10(largest) - 1e-9))
    return {
        "bars": [
            {
                "name": bar.name,
                "texts": [bar.first_text, bar.second_text, bar.product_text],
                "shares": [math.log10(bar.first) / decades, math.log10(bar.second) / decades],
            }
            for bar in bars
        ],
        "ticks": [
            {"share": power / decades, "label": _power_label(power)} for power in range(decades + 1)
        ],
    }


def _power_label(power: int) -> str:
    """Label 1, 1 k, 1 M …; the powers in between have a line only."""
    thousands, rest = divmod(power, 3)
    return "" if rest else f"1 {_PREFIXES[thousands]}".strip()
