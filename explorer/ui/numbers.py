"""Numbers and switches: controls that Streamlit binds to the URL by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from explorer.ui.language import _
from explorer.ui.place import Place


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number on a slider."""

    key: str
    label: str
    low: int
    high: int
    default: int
    help: str | None = None

    def parse(self, raw: str) -> int | None:
        """Return the value a URL gives, None if it is not one of this control's."""
        return _parse_bound(raw, self.low, self.high)

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return f"{self.low}–{self.high}"

    def draw(self, place: Place) -> int:
        """Draw the slider and return its value."""
        ends: dict[str, Any] = {"min_value": self.low, "max_value": self.high}
        return int(place.slider(value=self.default, **ends, **_binding(self)))


@dataclass(frozen=True, slots=True)
class OptionalWhole:
    """A whole number that may be left empty."""

    key: str
    label: str
    low: int
    high: int
    help: str | None = None
    default: int | None = None
    placeholder: str | None = None  # what an empty field stands for

    def parse(self, raw: str) -> int | None:
        """Return the value a URL gives, None if it is not one of this control's."""
        return _parse_bound(raw, self.low, self.high)

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return f"{self.low}–{self.high}"

    def draw(self, place: Place) -> int | None:
        """Draw the number field and return its value, None where it is empty."""
        ends: dict[str, Any] = {"min_value": self.low, "max_value": self.high}
        empty = _(self.placeholder) if self.placeholder else None
        value = place.number_input(value=self.default, placeholder=empty, **ends, **_binding(self))
        return None if value is None else int(value)


@dataclass(frozen=True, slots=True)
class Real:
    """A real number on a slider."""

    key: str
    label: str
    low: float
    high: float
    default: float
    step: float
    help: str | None = None
    format: str = "%g"

    def parse(self, raw: str) -> float | None:
        """Return the value a URL gives, None if it is not one of this control's."""
        try:
            value = float(raw)
        except ValueError:
            return None
        return value if math.isfinite(value) and self.low <= value <= self.high else None

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return f"{self.low:g}–{self.high:g}"

    def draw(self, place: Place) -> float:
        """Draw the slider and return its value."""
        ends: dict[str, Any] = {"min_value": self.low, "max_value": self.high, "step": self.step}
        return float(place.slider(value=self.default, format=self.format, **ends, **_binding(self)))


@dataclass(frozen=True, slots=True)
class Switch:
    """Yes or no."""

    key: str
    label: str
    default: bool
    help: str | None = None

    def parse(self, raw: str) -> bool | None:
        """Return the value a URL gives, None if it is not one of this control's."""
        return {"true": True, "false": False}.get(raw.lower())

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return "true, false"

    def draw(self, place: Place) -> bool:
        """Draw the toggle and return its value."""
        return bool(place.toggle(value=self.default, **_binding(self)))


def _binding(control: Whole | OptionalWhole | Real | Switch) -> dict[str, Any]:
    """What ties any widget to its words, its key and the URL parameter of that name."""
    return {
        "label": _(control.label),
        "key": control.key,
        "help": _(control.help) if control.help else None,
        "bind": "query-params",
    }


def _parse_bound(raw: str, low: int, high: int) -> int | None:
    """Read a whole number as Streamlit's binding does, which takes '3.5' and '3e0' for 3."""
    try:
        value = float(raw)
    except ValueError:
        return None
    return int(value) if low <= value <= high else None


def parse_whole(raw: str, low: int, high: int) -> int | None:
    """Read a whole number in [low, high]; None for anything else, also for '3.0' and '٣'."""
    digits = raw.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
        return None
    return int(raw) if low <= int(raw) <= high else None
