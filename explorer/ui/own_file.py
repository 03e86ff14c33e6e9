"""A visitor's own file of some kind: decoded once, kept in this session's memory only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui.controls import Choice
from explorer.ui.link import read_link
from explorer.ui.problems import tell

UPLOAD = "upload"  # what a link says of every visitor's own file

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class OwnFile(Generic[Content]):
    """Where a session keeps the last good file of one kind.

    `name` begins its keys in the session; `choice` is the key of the control that says 'upload'
    while the file is on show; `decode` makes its content of bytes and raises ExplorerError.
    """

    name: str
    choice: str
    decode: Callable[[bytes], Content]

    @property
    def held(self) -> Content | None:
        """What this session's last good file holds, None if there is none."""
        kept: tuple[str, Content] | None = st.session_state.get(f"_{self.name}")
        return None if kept is None else kept[1]

    @property
    def lost(self) -> bool:
        """Whether a link asked for a file that this session does not have."""
        return f"_{self.name}_lost" in st.session_state

    def settle(self, choice: Choice) -> None:
        """Take over the link's choice; where it means a file that is not here, the default."""
        read_link(choice.key, choice.parse, choice.default)
        asked = st.session_state.setdefault(choice.key, choice.default)
        if asked == UPLOAD and self.held is None:
            st.session_state[choice.key] = choice.default
            st.session_state[f"_{self.name}_lost"] = True
        elif asked != choice.default:
            st.session_state.pop(f"_{self.name}_lost", None)

    def offered(self, choice: Choice) -> dict[str, str]:
        """Return a choice's options, the own file only where there is one."""
        return {
            key: title
            for key, title in choice.options.items()
            if key != UPLOAD or self.held is not None
        }

    def take(self, widget: str, fallback: str) -> None:
        """Take over what a widget was given, from its callback; what is wrong is told later."""
        given = st.session_state[widget]
        if given is None:  # removed by the visitor: a refused file leaves the last good one alone
            if st.session_state.pop(f"_{self.name}_problem", None) is None:
                self.forget(fallback)
            return
        kept: tuple[str, Content] | None = st.session_state.get(f"_{self.name}")
        if kept is None or kept[0] != given.file_id:
            try:
                content = self.decode(given.getvalue())
            except ExplorerError as problem:
                st.session_state[f"_{self.name}_problem"] = problem
                return
            st.session_state[f"_{self.name}"] = (given.file_id, content)
        st.session_state.pop(f"_{self.name}_problem", None)
        st.session_state[self.choice] = UPLOAD

    def forget(self, fallback: str) -> None:
        """Drop the file, from a callback; where it was on show, `fallback` is."""
        st.session_state.pop(f"_{self.name}", None)
        if st.session_state.get(self.choice) == UPLOAD:
            st.session_state[self.choice] = fallback

    def say(
        self, given: Any, fallback: str, *, icon: str, kept: str, forget: str, forget_key: str
    ) -> None:
        """Beneath the widgets: what is wrong with a file, that nothing is kept, and a way out.

        `given` is what stands in the widgets; `kept` and `forget` are translated.
        """
        if given is None:
            st.session_state.pop(f"_{self.name}_problem", None)
        problem: ExplorerError | None = st.session_state.get(f"_{self.name}_problem")
        if problem is not None:
            st.error(tell(problem), icon=icon)
        st.caption(":material/lock: " + kept)
        if self.held is not None and given is None:
            st.button(
                forget,
                key=forget_key,
                icon=":material/delete:",
                on_click=self.forget,
                args=(fallback,),
            )
