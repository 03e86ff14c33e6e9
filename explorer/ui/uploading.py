"""A visitor's own picture: file or camera, decoded once, kept in this session's memory only."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.data.pictures import Picture
from explorer.data.uploads import EXTENSIONS, Upload, decode_upload, picture_from_upload
from explorer.errors import PictureError
from explorer.ui.language import _
from explorer.ui.problems import tell

UPLOAD = "upload"  # what a link says of every uploaded picture

_HELD = "_upload"
_PROBLEM = "_upload_problem"
_FILE, _PHOTO, _CAMERA = "picture_file", "picture_photo", "picture_camera"


@dataclass(slots=True, eq=False)
class _HeldUpload:
    """The last good upload, the file it came from, and the picture last made of it."""

    file_id: str
    upload: Upload
    picture: Picture | None = None


def has_upload() -> bool:
    """Tell whether this session holds an uploaded picture."""
    return _HELD in st.session_state


def uploaded_picture(size: int) -> Picture:
    """Return this session's upload, `size` pixels wide and high; KeyError if there is none."""
    held: _HeldUpload = st.session_state[_HELD]
    if held.picture is None or held.picture.width != size:
        held.picture = picture_from_upload(held.upload, size)
    return held.picture


def upload_area(image_key: str, fallback: str) -> None:
    """Draw file upload and camera; a good picture sets `image_key` to 'upload'.

    Forgetting it sets `image_key` to `fallback`. What is wrong with a file is said beside it, and
    the last good picture stays.
    """
    given = st.file_uploader(
        _("Your own picture"),
        type=EXTENSIONS,
        key=_FILE,
        on_change=_take,
        args=(_FILE, image_key, fallback),
    )
    # Only on request: the browser asks for permission as soon as the camera's widget exists.
    if st.toggle(_("Use the camera"), key=_CAMERA):
        photo = st.camera_input(
            _("Take a picture"),
            key=_PHOTO,
            on_change=_take,
            args=(_PHOTO, image_key, fallback),
            label_visibility="collapsed",
        )
        given = given or photo
    if given is None:
        st.session_state.pop(_PROBLEM, None)
    problem = st.session_state.get(_PROBLEM)
    if problem is not None:
        st.error(tell(problem), icon=":material/broken_image:")
    st.caption(
        ":material/lock: "
        + _("Your picture stays in this session's memory; nothing is written to disk or kept.")
    )
    if has_upload() and given is None:
        st.button(
            _("Forget my picture"),
            key="picture_forget",
            icon=":material/delete:",
            on_click=_forget,
            args=(image_key, fallback),
        )


def _take(widget: str, image_key: str, fallback: str) -> None:
    """Take over a new file or photograph, from the widget's callback."""
    given = st.session_state[widget]
    held: _HeldUpload | None = st.session_state.get(_HELD)
    if given is None:  # removed by the visitor: a refused file leaves the last good picture alone
        if st.session_state.pop(_PROBLEM, None) is None:
            _forget(image_key, fallback)
        return
    if held is None or held.file_id != given.file_id:
        try:
            upload = decode_upload(given.getvalue())
        except PictureError as problem:
            st.session_state[_PROBLEM] = problem
            return
        st.session_state[_HELD] = _HeldUpload(given.file_id, upload)
    st.session_state.pop(_PROBLEM, None)
    st.session_state[image_key] = UPLOAD


def _forget(image_key: str, fallback: str) -> None:
    st.session_state.pop(_HELD, None)
    if st.session_state.get(image_key) == UPLOAD:
        st.session_state[image_key] = fallback
