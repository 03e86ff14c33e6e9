"""The same goal learned through either operation: the kernels come out as each other's flips."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import to_grey
from explorer.layers.learning import LearningSettings
from explorer.plots.twin_losses import twin_losses_figure
from explorer.signals.flipping_scripts import twins_script
from explorer.signals.learning_flipped import TwinHistory, learn_twins
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import draw_all
from explorer.ui.filters.learning import middle
from explorer.ui.flipped.compute import FlipView
from explorer.ui.flipped.settings import LEARN, LEARN_CODE, LEARN_SEED, LEARN_START, LEARN_STEPS
from explorer.ui.flipped.words import kernel_title
from explorer.ui.language import _
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number

_SIDE = 96  # pixels of the picture's middle that are learned from


def show_learning(view: FlipView) -> None:
    """Learn the chosen kernel's response twice, and lay the results beside each other."""
    values = draw_all(LEARN, st.columns(len(LEARN), vertical_alignment="bottom"))
    rows, columns = view.kernel.shape
    run = LearningSettings(
        kernel_size=(rows, columns), steps=values[LEARN_STEPS.key], seed=values[LEARN_SEED.key]
    )
    grey = middle(to_grey(view.photo.pixels)[0], _SIDE)
    mirrored = values[LEARN_START.key] == "mirrored"
    with st.spinner(_("Learning two kernels …")):
        history = _learn(grey, view.kernel.astype(np.float32), run, mirrored=mirrored)
    _show_kernels(history)
    st.plotly_chart(
        twin_losses_figure(
            history.losses.tolist(),
            (_("through ⋆, as it is"), _("through ∗, turned over")),
            step_label=_("gradient step"),
            loss_label=_("loss (log scale)"),
        ),
        key="flipped_losses",
        alt=_("Loss of both runs at each step"),
    )
    st.markdown(" ".join(_describe(view, history, mirrored=mirrored)))
    st.markdown(lesson_section("correlation", "pictures_learning"))
    if LEARN_CODE.draw(st):
        load_code = "\n".join([view.photo.load_code.strip(), *_middle_lines(view)])
        code_section(twins_script(load_code, run, history), "learning_flipped.py")


@st.cache_resource(max_entries=32, show_spinner=False)
def _learn(
    grey: NDArray[np.float32],
    target: NDArray[np.float32],
    settings: LearningSettings,
    *,
    mirrored: bool,
) -> TwinHistory:
    return learn_twins(grey, target, settings, mirrored_start=mirrored)


def _show_kernels(history: TwinHistory) -> None:
    """Both kernels, the second one turned, and what then still tells them apart."""
    correlated, convolved = history.kernels
    tile_wall(
        np.stack([correlated, convolved, history.turned, correlated - history.turned]),
        names=[
            _("learned through ⋆"),
            _("learned through ∗"),
            _("… turned by 180°"),
            _("first − turned"),
        ],
        alt=_("The two learned kernels, the second one turned by 180°, and the difference"),
        key="flipped_kernels",
    )


def _describe(view: FlipView, history: TwinHistory, *, mirrored: bool) -> list[str]:
    first, second = history.losses[:, -1]
    told = [
        _(
            "Goal: what the kernel “{name}” answers on the middle of the picture, by "
            "cross-correlation. After {steps} steps the losses are {first} through ⋆ and {second} "
            "through ∗."
        ).format(
            name=kernel_title(view),
            steps=history.losses.shape[1] - 1,
            first=show_number(float(first)),
            second=show_number(float(second)),
        ),
        _("Turned by 180°, the second kernel differs from the first by at most {apart}.").format(
            apart=show_number(history.apart, 2)
        ),
    ]
    if mirrored:
        told.append(
            _(
                "The starts were each other's flips, so both runs take the same steps: the curves "
                "lie on top of each other. Largest distance: {gap} of the first loss."
            ).format(gap=show_number(history.curves_apart, 2))
        )
    else:
        told.append(
            _(
                "Both started from the same kernel, so their first losses differ, up to {gap} of "
                "the first one; they end at the same goal all the same."
            ).format(gap=show_number(history.curves_apart, 2))
        )
    return told


def _middle_lines(view: FlipView) -> list[str]:
    """Write how the middle is cut out; nothing where it is the whole picture."""
    height, width = view.photo.height, view.photo.width
    if max(height, width) <= _SIDE:
        return []
    top, left = (max(0, (size - _SIDE) // 2) for size in (height, width))
    cut = f"[:, {top} : {top + _SIDE}, {left} : {left + _SIDE}]"
    return [f"picture = picture{cut}.copy()  # the middle is enough to learn from"]
