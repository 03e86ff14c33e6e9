"""How strongly a kernel answers at each speed: its curve, and its mirror image's."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.plots.volume import tuning_figure
from explorer.signals.volume_kernels import VOLUME_KERNELS
from explorer.signals.volume_measures import SPEEDS, tuning_curve
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.volume.compute import VolumeView
from explorer.ui.wording import ratio


def show_curve(view: VolumeView) -> None:
    """Mean |answer| to a square at each speed: of the kernel, and of it played backwards."""
    own = tuning_curve(view.kernel)
    turned = own[::-1]  # the same as motion the other way
    marks = [(0.0, _("stands still"))]
    if view.state.by_hand is None and VOLUME_KERNELS.get(view.state.kernel, None) is not None:
        family = VOLUME_KERNELS[view.state.kernel]
        if family.speeds:
            sign = 1 if view.state.kernel == "right" else -1
            marks.append((sign * view.state.speed, _("made for")))
    st.plotly_chart(
        tuning_figure(
            SPEEDS,
            [
                (view.title, own, "solid"),
                (_("its slices in reverse order"), turned, "dash"),
            ],
            marks=marks,
            speed_label=_("speed of a square, pixels a frame (left negative, right positive)"),
            answer_label=_("mean |answer|"),
        ),
        width="stretch",
        key="volume_speed_chart",
        alt=_("Mean answer over the speed of a square"),
    )
    st.markdown(_sentence(own))
    st.markdown(lesson_section("volume", "direction"))


def _sentence(curve: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    best = int(curve.argmax())
    mirrored = len(SPEEDS) - 1 - best
    told = _("It answers most at {speed} pixels a frame: {mean}.").format(
        speed=show_number(SPEEDS[best]), mean=show_number(float(curve[best]))
    )
    if SPEEDS[best] == 0 or curve[best] == 0:
        return told
    if curve[mirrored] * 1.05 > curve[best]:
        return told + " " + _("The same speed the other way gets as much: it tells no direction.")
    return (
        told
        + " "
        + _("The same speed the other way gets {other}, {times} times less.").format(
            other=show_number(float(curve[mirrored])),
            times=ratio(float(curve[best] / max(curve[mirrored], 1e-12))),
        )
    )
