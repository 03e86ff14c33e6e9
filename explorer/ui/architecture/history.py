"""Undo and redo on the architecture page: the states this session has shown, a bounded list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explorer.ui.architecture.settings import LAYER, OF_NETWORK
from explorer.ui.link import set_controls

MOST_STEPS = 100
_SLOT = "_arch_history"
_KEYS = (*(control.key for control in OF_NETWORK), LAYER.key)

Moment = dict[str, Any]


@dataclass(slots=True)
class History:
    """What was shown before the present state, and what was undone."""

    present: Moment | None = None
    past: list[Moment] = field(default_factory=list)
    future: list[Moment] = field(default_factory=list)

    def note(self, moment: Moment) -> None:
        """Take in the state that is shown; a new network ends what could be redone."""
        if self.present is not None and not _same_network(moment, self.present):
            self.past = [*self.past, self.present][-MOST_STEPS:]
            self.future.clear()
        self.present = moment

    def step(self, back: bool) -> Moment | None:
        """Go one state back or forth; return it, None where there is none."""
        source, other = (self.past, self.future) if back else (self.future, self.past)
        if not source or self.present is None:
            return None
        other.append(self.present)
        self.present = source.pop()
        return self.present


def note_state(values: Mapping[str, Any]) -> History:
    """Take in what the page shows, whatever brought it about, and return the session's history."""
    history: History = st.session_state.setdefault(_SLOT, History())
    history.note({key: values[key] for key in _KEYS})
    return history


def undo() -> None:
    """Show the state before, from a button's callback."""
    _show(back=True)


def redo() -> None:
    """Show what was undone last, from a button's callback."""
    _show(back=False)


def _show(*, back: bool) -> None:
    moment = st.session_state[_SLOT].step(back)
    if moment is not None:
        set_controls(moment)


def _same_network(one: Moment, other: Moment) -> bool:
    """Whether two states differ in the chosen layer at most: choosing is no edit."""
    return all(one[control.key] == other[control.key] for control in OF_NETWORK)
