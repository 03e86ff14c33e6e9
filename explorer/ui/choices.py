"""Choices and texts: controls whose bare value is kept in step with the URL here.

Streamlit would write a choice's translated label into the URL, and take any text from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from explorer.errors import ExplorerError
from explorer.text import N_
from explorer.ui.language import _
from explorer.ui.link import carry_over, read_link, set_controls, write_link
from explorer.ui.place import Place
from explorer.ui.problems import tell

_NAMES_TOLD = 6  # options that a message lists


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
    literal: bool = False  # labels are PyTorch's own words: nothing to translate
    clears: tuple[str, ...] = ()  # texts that a new choice replaces

    def parse(self, raw: str) -> str | None:
        """Return the value a URL gives, None if it is not one of this control's."""
        return raw if raw in self.options else None

    def accepts(self) -> str:
        """What a link may hold, in words."""
        names = list(self.options)
        return ", ".join(names if len(names) <= _NAMES_TOLD else [*names[:_NAMES_TOLD], "…"])

    def draw(self, place: Place) -> str:
        """Draw the select box or the segments and return the bare value."""
        read_link(self.key, self.parse, self.default)
        carry_over(self.key, self.default)
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
            "on_change": self._clear,
        }
        if self.widget == "select":
            value = place.selectbox(**arguments)
        else:
            value = place.segmented_control(**arguments, required=True)
        write_link(self.key, value, self.default)
        return str(value)

    def _clear(self) -> None:
        set_controls(dict.fromkeys(self.clears, ""))

    def _label_of(self, value: str) -> str:
        return self.options[value] if self.literal else _(self.options[value])


@dataclass(frozen=True, slots=True)
class Text:
    """A short text a visitor types; `check` raises ExplorerError if it is malformed."""

    key: str
    label: str
    check: Callable[[str], object]
    placeholder: str = ""
    help: str | None = None
    default: str = ""

    def parse(self, raw: str) -> str | None:
        """Return the text a URL gives, None if it is malformed."""
        return _checked_text(raw, self.check)

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return _("numbers like {example}").format(example=self.placeholder)

    def draw(self, place: Place) -> str:
        """Draw the text field and return what stands in it; the default if it is malformed.

        What is wrong is said beside the field. Only a sound text goes into the URL, and only a
        sound one is taken from there.
        """
        read_link(self.key, self.parse, self.default)
        carry_over(self.key, self.default)
        text: str = place.text_input(
            _(self.label),
            key=self.key,
            placeholder=self.placeholder,
            help=_(self.help) if self.help else None,
            persist_state="session",
        ).strip()
        sound = self.default
        if text:
            try:
                self.check(text)
                sound = text
            except ExplorerError as problem:
                place.error(tell(problem), icon=":material/edit_off:")
        write_link(self.key, sound, self.default)
        return sound


@dataclass(frozen=True, slots=True)
class Code:
    """A value no widget holds, as compact text; `check` raises ExplorerError if it is malformed."""

    key: str
    check: Callable[[str], object]
    default: str = ""
    holds: str = N_("the text a copied link has here")

    def parse(self, raw: str) -> str | None:
        """Return the text a URL gives, None if it is malformed."""
        return _checked_text(raw, self.check)

    def accepts(self) -> str:
        """What a link may hold, in words."""
        return _(self.holds)

    def draw(self, place: Place | None = None) -> str:  # noqa: ARG002 - one shape for all
        """Draw nothing; keep URL and session in step and return the text."""
        read_link(self.key, self.parse, self.default)
        value = str(st.session_state.setdefault(self.key, self.default))
        write_link(self.key, value, self.default)
        return value


def _checked_text(raw: str, check: Callable[[str], object]) -> str | None:
    try:
        check(raw)
    except ExplorerError:
        return None
    return raw
