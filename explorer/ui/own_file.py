"""A visitor's own file of some kind: decoded once, kept in this session's memory only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui.controls import Choice
from explorer.ui.link import clear_link, read_link
from explorer.ui.problems import tell

UPLOAD = "upload"  # what a link says of every visitor's own file
NOTICES = "picker_notices"  # the key of what a picker has to tell, for page.css

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Content]):
    """A good file: the widget and the id it came with, and what it holds."""

    widget: str
    file_id: str
    content: Content


@dataclass(slots=True)
class _Shelf(Generic[Content]):
    """What a session has of one kind of file.

    `parting` was taken out of its widget a run ago at most, with what the choice was then: one that
    drops a file onto another takes the old one out first, and where the new one is no good the old
    one stays.
    """

    kept: _Kept[Content] | None = None
    parting: tuple[_Kept[Content], str] | None = None
    parted_before: bool = False
    problem: ExplorerError | None = None
    lost: bool = False  # a link asked for a file that this session never had
    any_yet: bool = False


@dataclass(frozen=True, slots=True)
class OwnFile(Generic[Content]):
    """Where a session keeps the last good file of one kind.

    `name` is its key in the session; `choice` is the key of the control that says 'upload' while
    the file is on show; `decode` makes its content of bytes and raises ExplorerError.
    """

    name: str
    choice: str
    decode: Callable[[bytes], Content]

    @property
    def _shelf(self) -> _Shelf[Content]:
        shelf: _Shelf[Content] = st.session_state.setdefault(self.name, _Shelf())
        return shelf

    @property
    def held(self) -> Content | None:
        """What this session's last good file holds, None if there is none."""
        kept = self._shelf.kept
        return None if kept is None else kept.content

    @property
    def lost(self) -> bool:
        """Whether a link asked for a file that this session does not have."""
        return self._shelf.lost

    def settle(self, choice: Choice) -> None:
        """Take over the link's choice; where it means a file that is not here, the default.

        Call once in every run of the page.
        """
        shelf = self._shelf
        if shelf.parted_before:
            shelf.parting = None
        shelf.parted_before = shelf.parting is not None
        read_link(choice.key, choice.parse, choice.default)
        asked = st.session_state.setdefault(choice.key, choice.default)
        if asked == UPLOAD and shelf.kept is None:
            st.session_state[choice.key] = choice.default
            shelf.lost = not shelf.any_yet  # else an address from just before it was forgotten
        elif asked != choice.default:
            shelf.lost = False

    def offered(self, choice: Choice) -> dict[str, str]:
        """Return a choice's options, the own file only where there is one."""
        return {
            key: title
            for key, title in choice.options.items()
            if key != UPLOAD or self.held is not None
        }

    def take(self, widget: str, fallback: str) -> None:
        """Take over what a widget was given, from its callback; what is wrong is told later."""
        shelf, given = self._shelf, st.session_state[widget]
        if given is None:
            self._part(widget, fallback)
            return
        shelf.problem = None
        clear_link(self.choice)  # this run may carry the address from before the old one went
        if shelf.kept is None or shelf.kept.file_id != given.file_id:
            try:
                content = self.decode(given.getvalue())
            except ExplorerError as problem:
                shelf.problem = problem
                if shelf.parting is not None:
                    shelf.kept, st.session_state[self.choice] = shelf.parting
                    shelf.parting = None
                return
            shelf.kept = _Kept(widget, given.file_id, content)
        shelf.parting, shelf.any_yet = None, True
        st.session_state[self.choice] = UPLOAD

    def _part(self, widget: str, fallback: str) -> None:
        """A widget was emptied: its file goes, unless what was in it had been refused."""
        shelf = self._shelf
        refused, shelf.problem = shelf.problem is not None, None
        if refused or shelf.kept is None or shelf.kept.widget != widget:
            return
        parting = (shelf.kept, str(st.session_state.get(self.choice, fallback)))
        self.forget(fallback)
        shelf.parting, shelf.parted_before = parting, False

    def forget(self, fallback: str) -> None:
        """Drop the file, from a callback; where it was on show, `fallback` is."""
        shelf = self._shelf
        shelf.kept, shelf.parting = None, None
        if st.session_state.get(self.choice) == UPLOAD:
            st.session_state[self.choice] = fallback

    def say(
        self, given: Any, fallback: str, *, icon: str, kept: str, forget: str, forget_key: str
    ) -> None:
        """Beneath the widgets: what is wrong with a file, that nothing is kept, and a way out.

        `given` is what stands in the widgets; `kept` and `forget` are translated.
        """
        shelf = self._shelf
        if given is None:
            shelf.problem = None
        if shelf.problem is not None:
            st.error(tell(shelf.problem), icon=icon)
        st.caption(":material/lock: " + kept)
        if shelf.kept is not None and given is None:
            st.button(
                forget,
                key=forget_key,
                icon=":material/delete:",
                on_click=self.forget,
                args=(fallback,),
            )
