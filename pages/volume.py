"""Volume: convolution through time and depth, on short clips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.signals.moving_clip import MovingClip
from explorer.ui.controls import draw_all
from explorer.ui.language import _
from explorer.ui.layout import page_end, page_part, picked_toolbar, try_this
from explorer.ui.shell import start_page
from explorer.ui.volume.picker import CLIP_CONTROLS, clip_picker
from explorer.ui.volume.settings import CHALLENGES, CONTROLS, KERNEL, MORE, WEIGHTS, shaping

start_page("volume", (*CONTROLS, *CLIP_CONTROLS))


@st.fragment
def show_lab(clip: MovingClip, seldom: Mapping[str, Any]) -> None:
    """Everything that follows one of the main controls."""
    from explorer.ui.volume import lab  # it needs torch

    first, *middle, last = st.columns(5, vertical_alignment="bottom")
    kernel = KERNEL.draw(first)
    values = {**seldom, KERNEL.key: kernel, WEIGHTS.key: WEIGHTS.draw(last)}
    if values[WEIGHTS.key]:
        st.caption(_("The kernel is the one made by hand; empty its field to go back."))
    else:
        sliders = shaping(kernel)
        values |= draw_all(sliders, middle[: len(sliders)])
    page_part(lambda: lab.present(clip, values))


chosen, further = picked_toolbar("volume", (*CONTROLS, *CLIP_CONTROLS), clip_picker, MORE)
try_this("volume", CHALLENGES, CONTROLS, picture=False)
show_lab(chosen, further)
page_end("volume")
