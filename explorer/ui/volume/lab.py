"""The volume page's picture: clip, kernel and answer in step, the numbers, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.moving_clip import MovingClip
from explorer.signals.volume_kernels import format_volume
from explorer.ui.components.frame_player import FrameMark, frame_player
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.problems import guarded
from explorer.ui.volume.compute import VolumeView, run_layer
from explorer.ui.volume.sentences import (
    count_formulas,
    describe_settings,
    describe_volume,
    size_formulas,
    sum_formula,
)
from explorer.ui.volume.settings import VIEW, WEIGHTS, read_layer


def present(clip: MovingClip, values: Mapping[str, Any]) -> None:
    """Draw clip, kernel and answer, the words, and the chosen closer look."""
    from explorer.ui.volume import direction, rivals, scripts, shapes, views

    if values["volume_backwards"]:
        clip = clip.backwards()
    view = run_layer(clip, read_layer(values))
    token = show_player(view)
    show_numbers(view)
    look = VIEW.draw(st)
    closer = {
        "slice": lambda: views.show_slices(view, token),
        "space": lambda: views.show_space(view),
        "kernels": lambda: views.show_kernels(view),
        "shapes": lambda: shapes.show_shapes(view),
        "plane": lambda: rivals.show_rivals(view),
        "direction": lambda: direction.show_curve(view),
        "code": lambda: scripts.show_script(view),
    }
    guarded(closer[look])


def show_player(view: VolumeView) -> str:
    """Clip, kernel and answer, played in step; a weight that was dragged goes into the link.

    Returns the token of what was sent.
    """
    return frame_player(
        view.clip.frames,
        view.kernel,
        view.answer,
        view.geometry.axes,
        kernel_name=_("Kernel {size}").format(size=" × ".join(map(str, view.kernel.shape))),
        rate_hz=view.clip.rate_hz,
        marks=[
            FrameMark(answer.track.boxes, answer.track.arrow, _short(answer.mean))
            for answer in view.answers
        ],
        on_edit=_keep_kernel,
        alt=_("A clip, the kernel “{kernel}” and its answer, played in step").format(
            kernel=view.title
        ),
        key="volume_player",
    )


def _keep_kernel(kernel: NDArray[np.float64]) -> None:
    set_controls({WEIGHTS.key: format_volume(kernel)})


def _short(mean: float) -> str:
    """Write a mean with three digits behind the point, so that the boxes can be compared."""
    return "–" if np.isnan(mean) else f"{mean:.3f}"


def show_numbers(view: VolumeView) -> None:
    """Mean answers of what moves, the sentences, and the formulas with the numbers in them."""
    numbers = {
        f"{answer.track.arrow} {_(answer.track.title)}": _short(answer.mean)
        for answer in view.answers
    }
    if not numbers:
        numbers[_("Mean |answer|")] = show_number(float(np.abs(view.answer).mean()))
        numbers[_("Largest |answer|")] = show_number(float(np.abs(view.answer).max()))
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    if view.answers:
        st.caption(_("Mean |answer| in the box that follows it, over all output frames."))
    what_you_see(describe_volume(view))
    st.caption(lesson_section("volume", "guide"))
    shape, counts = st.columns([3, 2])
    shape.latex(size_formulas(view.geometry))
    counts.latex(sum_formula(view))
    counts.latex(count_formulas(view.geometry))
    st.caption(f"`{describe_settings(view.state.settings)}`", text_alignment="center")
