"""Session and URL kept in step, for what no Streamlit widget binds by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.errors import StreamlitAPIException

_PAGE = "_page"  # the page this session is on
_ENTERING = "_entering_page"  # this run is the first on its page
_READING = "_reading_link"  # this run is one of the whole page
_DRAWN_ON = "_drawn_on"  # key -> the page its widget was last drawn on
_SEEN = "_link_values"  # parameter -> the URL value this session last read or wrote
_WAITING = "_waiting_for_link"  # what an entering run will write, all at once


def enter_page(slug: str) -> None:
    """Begin a run of a whole page."""
    st.session_state[_ENTERING] = st.session_state.get(_PAGE) != slug
    st.session_state[_READING] = True
    st.session_state[_PAGE] = slug


def leave_page() -> None:
    """End a run of a whole page: what it restored goes into the URL as one step of its history."""
    waiting: dict[str, str] = st.session_state.pop(_WAITING, {})
    if waiting:
        st.query_params.update(waiting)
    st.session_state[_ENTERING] = st.session_state[_READING] = False


def unread_link(key: str) -> str | None:
    """Return a URL value this session has neither read nor written yet, None if there is none.

    As `read_link`, only on a run of the whole page.
    """
    if not st.session_state.get(_READING, True):
        return None
    raw: str | None = st.query_params.get(key)
    seen: dict[str, str] = st.session_state.get(_SEEN, {})
    return None if raw == seen.get(key) else raw


def read_link(key: str, parse: Callable[[str], object | None], default: object) -> None:
    """Take over a URL value this session has neither read nor written yet.

    Only a run of the whole page reads: a link, or the browser's back button, brings one about. A
    fragment's run may still carry the URL from before the session last wrote it.
    """
    if not st.session_state.get(_READING, True):
        return
    raw = st.query_params.get(key)
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    if raw == seen.get(key):
        return
    if raw is not None:
        seen[key] = raw
        value = parse(raw)
        if value is not None:
            st.session_state[key] = value
    elif not st.session_state.get(_ENTERING, False):  # a page switch drops what no widget binds
        del seen[key]
        st.session_state[key] = default


def write_link(key: str, value: object, default: object) -> None:
    """Put a value into the URL, or take it out where it is the default.

    Taken out is what this session has put or read there: a fragment's run may carry an older URL,
    and a change made to that one would lose what a bound widget has written since.
    """
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    if value == default:
        if key in seen:
            clear_link(key)
        return
    text = str(value)
    if st.query_params.get(key) == text == seen.get(key):
        return
    seen[key] = text
    if st.session_state.get(_ENTERING, False):
        st.session_state.setdefault(_WAITING, {})[key] = text
    else:
        st.query_params[key] = text


def announce_value(key: str, value: object) -> None:
    """Put a number or a switch into the URL whose widget is not drawn yet; from a callback.

    Streamlit binds a widget as it is drawn and then writes nothing for a value that it finds; one
    that is drawn already is bound, and looked after.
    """
    try:
        st.query_params[key] = str(value).lower() if isinstance(value, bool) else str(value)
    except StreamlitAPIException:
        return


def clear_link(key: str) -> None:
    """Take a parameter out of the URL."""
    st.session_state.setdefault(_SEEN, {}).pop(key, None)
    if key in st.query_params:
        del st.query_params[key]


def carry_over(key: str, default: object) -> None:
    """Hand a widget the value its key has, or the default; call right before it is drawn.

    The same key on another page is another widget to Streamlit, which would begin at its first
    option: on the first run of a page the value is therefore assigned anew.
    """
    drawn_on: dict[str, str] = st.session_state.setdefault(_DRAWN_ON, {})
    page = st.session_state.get(_PAGE, "")
    if drawn_on.get(key) != page or key not in st.session_state:
        st.session_state[key] = st.session_state.get(key, default)
    drawn_on[key] = page


def set_controls(values: Mapping[str, object]) -> None:
    """Set controls by key, from a button's callback."""
    for key, value in values.items():
        st.session_state[key] = value
