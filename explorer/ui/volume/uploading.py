"""A visitor's own clip, decoded once, kept in this session's memory only."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.errors import ClipError
from explorer.signals.moving_clip import MovingClip
from explorer.signals.moving_upload import EXTENSIONS, UPLOAD, decode_clip
from explorer.ui.language import _
from explorer.ui.problems import tell

_HELD = "_clip_upload"
_PROBLEM = "_clip_problem"
_FILE = "clip_file"


@dataclass(frozen=True, slots=True, eq=False)
class _HeldClip:
    """The last good upload, and the file it came from."""

    file_id: str
    clip: MovingClip


def has_clip() -> bool:
    """Tell whether this session holds an uploaded clip."""
    return _HELD in st.session_state


def uploaded_clip() -> MovingClip:
    """Return this session's upload; KeyError if there is none."""
    held: _HeldClip = st.session_state[_HELD]
    return held.clip


def clip_area(clip_key: str, fallback: str) -> None:
    """Draw the file upload; a good clip sets `clip_key` to 'upload'.

    Forgetting it sets `clip_key` to `fallback`. What is wrong with a file is said beside it, and
    the last good clip stays.
    """
    given = st.file_uploader(
        _("Your own clip: animated GIF, WebP or PNG"),
        type=EXTENSIONS,
        key=_FILE,
        on_change=_take,
        args=(clip_key, fallback),
    )
    if given is None:
        st.session_state.pop(_PROBLEM, None)
    problem = st.session_state.get(_PROBLEM)
    if problem is not None:
        st.error(tell(problem), icon=":material/broken_image:")
    st.caption(
        _("Made 64 pixels wide and grey (grey = RGB/3, not luma), its first 32 frames.")
        + " :material/lock: "
        + _("It stays in this session's memory; nothing is written to disk or kept.")
    )
    if has_clip() and given is None:
        st.button(
            _("Forget my clip"),
            key="clip_forget",
            icon=":material/delete:",
            on_click=_forget,
            args=(clip_key, fallback),
        )


def _take(clip_key: str, fallback: str) -> None:
    """Take over a new file, from the widget's callback."""
    given = st.session_state[_FILE]
    held: _HeldClip | None = st.session_state.get(_HELD)
    if given is None:  # removed by the visitor: a refused file leaves the last good clip alone
        if st.session_state.pop(_PROBLEM, None) is None:
            _forget(clip_key, fallback)
        return
    if held is None or held.file_id != given.file_id:
        try:
            clip = decode_clip(given.getvalue())
        except ClipError as problem:
            st.session_state[_PROBLEM] = problem
            return
        st.session_state[_HELD] = _HeldClip(given.file_id, clip)
    st.session_state.pop(_PROBLEM, None)
    st.session_state[clip_key] = UPLOAD


def _forget(clip_key: str, fallback: str) -> None:
    st.session_state.pop(_HELD, None)
    if st.session_state.get(clip_key) == UPLOAD:
        st.session_state[clip_key] = fallback
