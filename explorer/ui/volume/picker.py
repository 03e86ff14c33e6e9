"""The clip of the page: one that comes along, or the visitor's own."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.errors import ExplorerError
from explorer.signals.moving_clip import MovingClip
from explorer.signals.moving_samples import DEFAULT_CLIP, clip_titles, load_clip
from explorer.signals.moving_upload import UPLOAD
from explorer.text import N_
from explorer.ui.controls import Choice
from explorer.ui.language import _
from explorer.ui.link import read_link
from explorer.ui.problems import tell
from explorer.ui.volume.uploading import clip_area, has_clip, uploaded_clip

CLIP = Choice("clip", N_("Clip"), {**clip_titles(), UPLOAD: N_("Your clip")}, DEFAULT_CLIP)
CLIP_CONTROLS = (CLIP,)

_LOST = "_clip_lost"  # a link asked for an upload that this session does not have


def clip_picker() -> MovingClip:
    """Draw one button that opens the choice of a clip, and return the clip."""
    _settle()
    with st.container():  # always there: what moves the popover closes it
        _show_notices()
    key = st.session_state[CLIP.key]
    popover = st.popover(_(CLIP.options.get(key, CLIP.label)), icon=":material/movie:")
    offered = {name: title for name, title in CLIP.options.items() if name != UPLOAD or has_clip()}
    with popover:
        clip = _load(Choice(CLIP.key, CLIP.label, offered, CLIP.default).draw(popover))
        count, height, width = clip.shape
        st.caption(
            _("{count} frames of {height} × {width} pixels, {rate:g} a second; {credit}.").format(
                count=count, height=height, width=width, rate=clip.rate_hz, credit=_(clip.credit)
            )
        )
        _show_notes(clip.notes)
        clip_area(CLIP.key, CLIP.default)
    return clip


def _settle() -> None:
    """Take over the link's clip; where it means an upload that is not here, the default."""
    read_link(CLIP.key, CLIP.parse, CLIP.default)
    asked = st.session_state.setdefault(CLIP.key, CLIP.default)
    if asked == UPLOAD and not has_clip():
        st.session_state[CLIP.key] = CLIP.default
        st.session_state[_LOST] = True
    elif asked != CLIP.default:
        st.session_state.pop(_LOST, None)


def _show_notices() -> None:
    if st.session_state.get(_LOST):
        st.caption(
            ":material/link_off: "
            + _(
                "This link was made with an uploaded clip, which is not kept: {title} stands in "
                "for it. Open the clip's menu to upload it again."
            ).format(title=f"**{_(CLIP.options[CLIP.default])}**")
        )


def _show_notes(notes: Sequence[ExplorerError]) -> None:
    for note in notes:
        st.caption(":material/info: " + tell(note))


def _load(key: str) -> MovingClip:
    """Return the clip; where its photograph cannot be read, say why and return one without."""
    try:
        return uploaded_clip() if key == UPLOAD else load_clip(key)
    except ExplorerError as error:
        st.error(tell(error), icon=":material/broken_image:")
        return load_clip(DEFAULT_CLIP)
