"""A visitor's own picture: file or camera, decoded once, kept in this session's memory only."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.data.pictures import Picture
from explorer.data.uploads import EXTENSIONS, Upload, decode_upload, picture_from_upload
from explorer.ui.language import _
from explorer.ui.own_file import OwnFile

_FILE, _PHOTO, _CAMERA = "picture_file", "picture_photo", "picture_camera"


@dataclass(slots=True, eq=False)
class _HeldUpload:
    """The last good upload, and the picture last made of it."""

    upload: Upload
    picture: Picture | None = None


def _decode(data: bytes) -> _HeldUpload:
    return _HeldUpload(decode_upload(data))


OWN_PICTURE = OwnFile("_upload", "image", _decode)


def uploaded_picture(size: int) -> Picture | None:
    """Return this session's upload, `size` pixels wide and high; None if there is none."""
    held = OWN_PICTURE.held
    if held is None:
        return None
    if held.picture is None or held.picture.width != size:
        held.picture = picture_from_upload(held.upload, size)
    return held.picture


def upload_area(fallback: str) -> None:
    """Draw file upload and camera; a good picture sets the picker's choice to 'upload'.

    Forgetting it sets the choice to `fallback`. What is wrong with a file is said beside it, and
    the last good picture stays.
    """
    given = st.file_uploader(
        _("Your own picture"),
        type=EXTENSIONS,
        key=_FILE,
        on_change=OWN_PICTURE.take,
        args=(_FILE, fallback),
    )
    # Only on request: the browser asks for permission as soon as the camera's widget exists.
    if st.toggle(_("Use the camera"), key=_CAMERA):
        photo = st.camera_input(
            _("Take a picture"),
            key=_PHOTO,
            on_change=OWN_PICTURE.take,
            args=(_PHOTO, fallback),
            label_visibility="collapsed",
        )
        given = given or photo
    OWN_PICTURE.say(
        given,
        fallback,
        icon=":material/broken_image:",
        kept=_("Your picture stays in this session's memory; nothing is written to disk or kept."),
        forget=_("Forget my picture"),
        forget_key="picture_forget",
    )
