"""Controls whose key is their URL parameter and whose value is bare and free of language.

A `Whole`, `Real` or `Switch` is bound by Streamlit itself. A `Choice` shows translated labels, which
Streamlit would write into the URL, and a `Code` (an edited kernel, a pinned state) has no widget at
all: both are kept in step with the URL here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui.language import _

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_SEEN = "_link_values"  # parameter -> the URL value this session last read or wrote


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
        digits = raw[1:] if raw.startswith("-") else raw
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
            return None
        return int(raw) if self.low <= int(raw) <= self.high else None

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return f"{self.low}–{self.high}"

    def draw(self, place: DeltaGenerator) -> int:
        """Draw the slider and return its value."""
        return int(
            place.slider(
                _(self.label),
                self.low,
                self.high,
                self.default,
                key=self.key,
                help=_(self.help) if self.help else None,
                bind="query-params",
            )
        )


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

    def draw(self, place: DeltaGenerator) -> float:
        """Draw the slider and return its value."""
        return float(
            place.slider(
                _(self.label),
                self.low,
                self.high,
                self.default,
                self.step,
                format=self.format,
                key=self.key,
                help=_(self.help) if self.help else None,
                bind="query-params",
            )
        )


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

    def draw(self, place: DeltaGenerator) -> bool:
        """Draw the toggle and return its value."""
        return place.toggle(
            _(self.label),
            self.default,
            key=self.key,
            help=_(self.help) if self.help else None,
            bind="query-params",
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several bare values; `options` maps each to its label (English, translated here)."""

    key: str
    label: str
    options: Mapping[str, str]
    default: str
    widget: Literal["select", "segments"] = "select"
    help: str | None = None
    show_label: bool = True
    literal: bool = field(default=False)  # labels are PyTorch's own words: nothing to translate

    def parse(self, raw: str) -> str | None:
        """Return the value a URL gives, None if it is not one of this control's."""
        return raw if raw in self.options else None

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return ", ".join(self.options)

    def draw(self, place: DeltaGenerator) -> str:
        """Draw the select box or the segments and return the bare value."""
        read_link(self.key, self.parse)
        st.session_state.setdefault(self.key, self.default)
        if st.session_state[self.key] not in self.options:
            st.session_state[self.key] = self.default
        arguments: dict[str, Any] = {
            "label": _(self.label),
            "options": list(self.options),
            "format_func": self._label_of,
            "key": self.key,
            "help": _(self.help) if self.help else None,
            "label_visibility": "visible" if self.show_label else "collapsed",
            "persist_state": "session",
        }
        if self.widget == "select":
            value = place.selectbox(**arguments)
        else:
            value = place.segmented_control(**arguments, required=True)
        write_link(self.key, value, self.default)
        return str(value)

    def _label_of(self, value: str) -> str:
        return self.options[value] if self.literal else _(self.options[value])


@dataclass(frozen=True, slots=True)
class Code:
    """A value no widget holds, as compact text; `check` raises ExplorerError if it is malformed."""

    key: str
    check: Callable[[str], object]
    default: str = ""

    def parse(self, raw: str) -> str | None:
        """Return the text a URL gives, None if it is malformed."""
        try:
            self.check(raw)
        except ExplorerError:
            return None
        return raw

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return _("the text a copied link has here")

    def draw(self, place: DeltaGenerator | None = None) -> str:  # noqa: ARG002 - one shape for all
        """Draw nothing; keep URL and session in step and return the text."""
        read_link(self.key, self.parse)
        value = str(st.session_state.setdefault(self.key, self.default))
        write_link(self.key, value, self.default)
        return value


Control = Whole | Real | Switch | Choice | Code


def read_link(key: str, parse: Callable[[str], object | None]) -> None:
    """Take over a URL value this session has neither read nor written yet.

    A parameter that is missing changes nothing: a page switch drops those no widget binds.
    """
    raw = st.query_params.get(key)
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    if raw is None or raw == seen.get(key):
        return
    seen[key] = raw
    value = parse(raw)
    if value is not None:
        st.session_state[key] = value


def write_link(key: str, value: object, default: object) -> None:
    """Put a value into the URL, or take it out where it is the default."""
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    if value == default:
        seen.pop(key, None)
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get(key) != str(value):
        seen[key] = str(value)
        st.query_params[key] = str(value)


def ignored_from_link(controls: tuple[Control, ...]) -> list[str]:
    """Describe the URL values that are none of these controls' values, once a visit.

    Call before the first widget: Streamlit drops what it cannot bind.
    """
    told: set[tuple[str, str]] = st.session_state.setdefault("_told_link_values", set())
    messages = []
    for control in controls:
        raw = st.query_params.get(control.key)
        if raw is None or (control.key, raw) in told or control.parse(raw) is not None:
            continue
        told.add((control.key, raw))
        if not isinstance(control, (Choice, Code)):
            st.session_state[control.key] = control.default
        messages.append(
            _("`{key}={value}` (it takes {accepts})").format(
                key=control.key, value=raw[:40].replace("`", "'"), accepts=control.accepts()
            )
        )
    return messages


def set_controls(values: Mapping[str, object]) -> None:
    """Set controls by key, from a button's callback."""
    for key, value in values.items():
        st.session_state[key] = value


def reset_controls(controls: tuple[Control, ...]) -> None:
    """Put controls back to their defaults, from a button's callback."""
    set_controls({control.key: control.default for control in controls})
