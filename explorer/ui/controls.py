"""Controls whose key is their URL parameter and whose value is bare and free of language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.ui.choices import Choice, Code, Text
from explorer.ui.numbers import OptionalWhole, Real, Switch, Whole, parse_whole
from explorer.ui.place import Place

__all__ = [
    "Choice",
    "Code",
    "Control",
    "OptionalWhole",
    "Real",
    "Switch",
    "Text",
    "Whole",
    "draw_all",
    "parse_whole",
]

Control = Whole | OptionalWhole | Real | Switch | Choice | Text | Code


def draw_all(controls: Sequence[Control], places: Sequence[Place]) -> dict[str, Any]:
    """Draw one control a place and return their values by key."""
    pairs = zip(controls, places, strict=True)
    return {control.key: control.draw(place) for control, place in pairs}
