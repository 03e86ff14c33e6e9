"""The picture of a page: a sample, the visitor's own, and its size. Every page uses this one.

`image` and `image_size` are the same in the whole app, so the choice goes along from page to page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import numpy as np
import streamlit as st
from PIL import Image

from explorer.data.pictures import Picture, value_range
from explorer.data.sample_list import ARRAYS
from explorer.data.samples import load_sample, sample_titles
from explorer.errors import PictureError
from explorer.plots.colours import enlarge, grey_picture
from explorer.text import N_
from explorer.ui.controls import Choice
from explorer.ui.language import _
from explorer.ui.link import read_link
from explorer.ui.own_file import NOTICES, UPLOAD
from explorer.ui.page_state import ignored_from_link
from explorer.ui.problems import tell
from explorer.ui.uploading import OWN_PICTURE, upload_area, uploaded_picture

SIZES = (16, 32, 64, 100, 128, 224, 320)
DEFAULT_SIZE = 128
DEFAULT_PICTURE = "cat"

_PREVIEW = "_picture_preview"
_PREVIEW_SIDE = 160


def picture_controls(
    *,
    sizes: Sequence[int] = SIZES,
    default: str = DEFAULT_PICTURE,
    default_size: int = DEFAULT_SIZE,
) -> tuple[Choice, Choice]:
    """Return the picker's two controls, `image` and `image_size`, for a page's list of controls."""
    image = Choice("image", N_("Picture"), {**sample_titles(), UPLOAD: N_("Your picture")}, default)
    size = Choice(
        "image_size",
        N_("Size in pixels"),
        {str(side): str(side) for side in sizes},
        str(default_size),
        widget="segments",
        literal=True,
    )
    return image, size


PICTURE_CONTROLS = picture_controls()
PICTURE_ALONE = PICTURE_CONTROLS[:1]  # of a page that sets the size itself


def picture_picker(
    *,
    sizes: Sequence[int] = SIZES,
    default: str = DEFAULT_PICTURE,
    default_size: int = DEFAULT_SIZE,
    own_size: int | None = None,
) -> Picture:
    """Draw one button that opens the choice of picture and size, and return the picture.

    `own_size`: the pixels a side that the page itself sets, as one whose network takes 224 does;
    the picker then neither offers nor names a size. Where a page's size changes in its fragment,
    `chosen_picture` returns the picture at another one.
    """
    image, size = picture_controls(sizes=sizes, default=default, default_size=default_size)
    ignored = ignored_from_link((image,) if own_size else (image, size))
    OWN_PICTURE.settle(image)
    if not own_size:
        read_link(size.key, size.parse, size.default)  # before the label names it
    with st.container(key=NOTICES):  # always there: what moves the popover closes it
        _show_notices(ignored, image)
    label = _label(image, None if own_size else size)
    popover = st.popover(label, icon=":material/image:")
    with popover:
        key = replace(image, options=OWN_PICTURE.offered(image)).draw(popover)
        picture = _load(key, own_size or int(size.draw(popover)))
        seen, own = st.columns([2, 3])
        with seen:
            _show_preview(picture)
        if own_size and picture.kind == "photo":
            st.caption(_("This page sets the size in pixels itself."))
        with own:
            upload_area(image.default)
    return picture


def chosen_picture(side: int) -> Picture:
    """Return the picker's picture `side` pixels wide and high; a small array keeps its own size.

    Raises PictureError for a size that no picture can have.
    """
    image = PICTURE_CONTROLS[0]
    key = st.session_state.get(image.key, image.default)
    return _picture_of(key, side)


def leave_small_array() -> None:
    """Go back to the default photograph if a small array is chosen; call from a callback."""
    image = PICTURE_CONTROLS[0]
    if st.session_state.get(image.key) in ARRAYS:
        st.session_state[image.key] = image.default


def _show_notices(ignored: Sequence[str], image: Choice) -> None:
    if ignored:
        st.caption(
            ":material/link_off: "
            + _("Ignored from the link: {values}. The default stands instead.").format(
                values="; ".join(ignored)
            )
        )
    if OWN_PICTURE.lost:
        st.caption(
            ":material/link_off: "
            + _(
                "This link was made with an uploaded picture, which is not kept: {title} stands in "
                "for it. Open the picture's menu to upload it again."
            ).format(title=f"**{_(image.options[image.default])}**")
        )


def _label(image: Choice, size: Choice | None) -> str:
    """Name the picture on the button, and its size; arrays have theirs in their titles."""
    key = st.session_state[image.key]
    title = _(image.options.get(key, image.options[image.default]))
    if size is None:
        return title
    side = st.session_state.get(size.key) or size.default
    return title if "×" in title else f"{title} · {side}"


def _load(key: str, side: int) -> Picture:
    """Return the picture; where it cannot be read, say why and return one that needs no file."""
    try:
        return _picture_of(key, side)
    except PictureError as error:
        st.error(tell(error), icon=":material/broken_image:")
        return load_sample("step_16x16")


def _picture_of(key: str, side: int) -> Picture:
    own = uploaded_picture(side) if key == UPLOAD else None
    return load_sample(key, side) if own is None else own


def _show_preview(picture: Picture) -> None:
    if picture.kind == "array":
        st.caption(
            _("Numbers keep their native size: {height} × {width} pixels.").format(
                height=picture.height, width=picture.width
            )
        )
    # Encoded once a picture and kept in the session: a server's cache would hold uploads for all.
    drawn: tuple[Picture, bytes] | None = st.session_state.get(_PREVIEW)
    if drawn is None or drawn[0] is not picture:
        drawn = st.session_state[_PREVIEW] = (picture, _png(picture))
    st.image(drawn[1], width=_PREVIEW_SIDE, caption=_(picture.credit), alt=_(picture.title))


def _png(picture: Picture) -> bytes:
    """Encode a picture as PNG, small arrays with their pixels enlarged."""
    if picture.kind == "array" or picture.pixels.shape[0] == 1:
        values = grey_picture(picture.pixels[0], *value_range(picture))
    else:
        values = np.rint(picture.pixels.transpose(1, 2, 0) * 255).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(enlarge(values, min_side=_PREVIEW_SIDE)).save(buffer, "PNG")
    return buffer.getvalue()
