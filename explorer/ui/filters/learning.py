"""From made to learned: gradient descent finds the kernel behind a given response."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.kernels import KernelSettings, build_kernel
from explorer.layers.learning import LearningHistory, LearningSettings, learn_kernel
from explorer.layers.scripts import learning_script
from explorer.ui.components.descent_player import (
    build_recording,
    play_recording,
    player_labels,
)
from explorer.ui.controls import draw_all
from explorer.ui.filters import settings as controls
from explorer.ui.filters.lab import FilterView
from explorer.ui.language import _, current_language
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number, tex_number

_SIDE = 128  # pixels of the picture's middle that are learned from


def show_learning(view: FilterView) -> None:
    """Choose a target, learn it, watch kernel, response and loss."""
    places = st.columns([*[3] * len(controls.LEARN), 2], vertical_alignment="bottom")
    values = draw_all(controls.LEARN, places[:-1])
    with places[-1].popover(_("More"), icon=":material/tune:", width="stretch"):
        values |= draw_all(controls.LEARN_MORE, [st] * len(controls.LEARN_MORE))
    target = target_kernel(view, values["learn_target"])
    run = read_settings(values, target)
    history, recording = _learn(
        middle(view.grey), target.astype(np.float32), run, current_language()
    )
    play_recording(
        recording,
        limit=float(np.abs(history.target).max()) or 1.0,
        alt=_("Kernel, response and loss at each recorded step of gradient descent"),
        key="descent",
    )
    sentences = describe(history)
    if values["learn_normalize"]:
        sentences.append(
            _(
                "The picture is normalised first (mean 0, standard deviation 1), so the answers "
                "are larger than in the grid above."
            )
        )
    st.markdown(" ".join(sentences))
    st.latex(_formulas(history, momentum=values["learn_optimizer"] == "momentum"))
    st.markdown(lesson_section("filters", "learning"))
    if controls.LEARN_CODE.draw(st):
        load_code = "\n".join([view.picture.load_code.strip(), *_middle_lines(view.grey.shape)])
        code_section(learning_script(load_code, target, run, history), "learning.py")


def _formulas(history: LearningHistory, *, momentum: bool) -> str:
    """Write the loss, its gradient, the step and the two rates, as LaTeX."""
    loss = r"L(k) &= \frac{1}{N}\sum\left(x \star k - x \star k^{*}\right)^2"
    gradient = (
        r"\frac{\partial L}{\partial k} &= \frac{2}{N}\, x \star "
        r"\left(x \star k - x \star k^{*}\right)"
    )
    step = r"k &\leftarrow k - \eta\, \frac{\partial L}{\partial k}"
    limit = r"\frac{2}{\lambda}"
    if momentum:
        step = (
            r"v &\leftarrow 0.9\, v + \frac{\partial L}{\partial k},\quad "
            r"k \leftarrow k - \eta\, v"
        )
        limit = r"\frac{2\,(1 + 0.9)}{\lambda}"
    rates = (
        rf"\eta &= {tex_number(history.lr)},\quad "
        rf"\eta_{{\max}} = {limit} = {tex_number(history.largest_lr)}"
    )
    return r"\begin{aligned}" + r"\\".join((loss, gradient, step, rates)) + r"\end{aligned}"


def target_kernel(view: FilterView, name: str) -> NDArray[np.float64]:
    """Return the kernel whose response is to be learned."""
    if name == "current":
        return view.kernel
    return build_kernel(KernelSettings(name, size=3))


def read_settings(values: Mapping[str, Any], target: NDArray[np.float64]) -> LearningSettings:
    """Turn control values into a run; the learned kernel is no smaller than its target."""
    rows, columns = (max(side, values["learn_kernel_size"]) for side in target.shape)
    return LearningSettings(
        kernel_size=(rows, columns),
        steps=values["learn_steps"],
        lr_ratio=values["learn_lr"],
        optimizer=values["learn_optimizer"],
        seed=values["learn_seed"],
        normalize=values["learn_normalize"],
    )


def middle(grey: NDArray[np.float32], side: int = _SIDE) -> NDArray[np.float32]:
    """Return the middle of (H, W), at most `side` pixels each way."""
    top, left = _middle_corner(grey.shape, side)
    return np.ascontiguousarray(grey[top : top + side, left : left + side])


def _middle_corner(shape: tuple[int, ...], side: int) -> tuple[int, int]:
    top, left = (max(0, (size - side) // 2) for size in shape)
    return top, left


def _middle_lines(shape: tuple[int, ...], side: int = _SIDE) -> list[str]:
    """Write what `middle` does, for a script; nothing where it changes nothing."""
    if max(shape) <= side:
        return []
    top, left = _middle_corner(shape, side)
    rows, columns = f"{top} : {top + side}", f"{left} : {left + side}"
    return [f"picture = picture[:, {rows}, {columns}].copy()  # the middle is enough to learn from"]


@st.cache_resource(max_entries=32, show_spinner=False)
def _learn(
    grey: NDArray[np.float32],
    target: NDArray[np.float32],
    settings: LearningSettings,
    language: str,  # noqa: ARG001 - the recording holds labels, so a language is part of the key
) -> tuple[LearningHistory, dict[str, Any]]:
    """Learn, and pack what the browser plays of it."""
    history = learn_kernel(grey, target, settings)
    frames = list(history.frames)
    recording = build_recording(
        history.kernels[frames],
        history.responses,
        np.array(frames),
        history.losses.astype(np.float32),
        target_kernel=history.target,
        target_response=history.target_response,
        labels=player_labels(),
    )
    return history, recording


def describe(history: LearningHistory) -> list[str]:
    """Say in two or three sentences how the run went."""
    steps = len(history.losses) - 1
    first, last = history.losses[0], history.losses[-1]
    if history.diverged_at is not None:
        return [
            _("**Diverged at step {step}.**").format(step=history.diverged_at),
            _(
                "The step is {ratio} times the largest stable one: along the steepest direction "
                "each step overshoots by more than it corrects. Move “lr ÷ largest stable lr” "
                "below 1."
            ).format(ratio=f"{history.lr / history.largest_lr:.2f}"),
        ]
    sentences = [
        _("In {steps} steps the loss went from {first} to {last}.").format(
            steps=steps, first=show_number(first), last=show_number(last)
        ),
        _("The largest difference between a learned weight and the target's is {gap}.").format(
            gap=show_number(history.distance, 2)
        ),
    ]
    if not history.identifiable:
        sentences.append(
            _(
                "On this picture several kernels give the same response, so the weights need not "
                "agree: the picture is not varied enough to tell them apart."
            )
        )
    elif math.isfinite(history.condition):
        sentences.append(
            _(
                "The loss is {condition} times as steep in one direction as in another; the flat "
                "directions are learned last."
            ).format(condition=f"{history.condition:,.0f}")
        )
    return sentences
