"""Session and URL kept in step, for what no Streamlit widget binds by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

_PAGE = "_page"  # the page this session is on
_DRAWN_ON = "_drawn_on"  # key -> the page its widget was last drawn on
_SEEN = "_link_values"  # parameter -> the URL value this session last read or wrote


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


def enter_page(slug: str) -> None:
    """Note which page the session is on."""
    st.session_state[_PAGE] = slug


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
