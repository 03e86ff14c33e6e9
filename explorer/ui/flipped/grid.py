"""The linked grid of the operation on show, and both answers beside each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explorer.layers.kernels import format_kernel
from explorer.signals.flip_shapes import turn
from explorer.ui.components.linked_grid import (
    GridEvent,
    grid_labels,
    linked_grid,
    read_event,
)
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.flipped.compute import FlipView
from explorer.ui.flipped.settings import WEIGHTS
from explorer.ui.language import _
from explorer.ui.link import set_controls


def show_grid(view: FlipView) -> tuple[int, int] | None:
    """Picture, kernel as it is laid on, answer, linked; return the cell that was pinned."""
    turned = view.operation == "convolution"
    labels = grid_labels()
    if turned:
        labels = replace(labels, kernel=_("kernel, turned by 180°"), output="(x ∗ k)")
    else:
        labels = replace(labels, kernel=_("kernel, as it is"), output="(k ⋆ x)")

    def keep_kernel(event: GridEvent) -> None:
        if event.kernel is not None:
            edited = turn(event.kernel) if turned else event.kernel
            set_controls({WEIGHTS.key: format_kernel(edited)})

    key = f"flipped_grid_{view.operation}"
    kept = read_event(st.session_state.get(key), view.kernel.shape, view.answer.shape).pinned
    event = linked_grid(
        view.padded[None],
        view.laid[None].astype(np.float32),
        view.answer,
        padding=view.pads,
        channel_names=[_("grey")],
        input_range=view.limits,
        editable=True,
        pinned=kept or view.strongest,  # an opening on a black corner would say nothing
        labels=labels,
        on_edit=keep_kernel,
        alt=_("Picture, kernel as it is laid on, and answer, linked"),
        key=key,
    )
    return event.pinned


def show_answers(view: FlipView) -> None:
    """Both answers and their difference, on one scale."""
    gap = view.correlation - view.convolution
    tile_wall(
        np.stack([view.correlation, view.convolution, gap]),
        names=[_("k ⋆ x, cross-correlation"), _("x ∗ k, convolution"), _("their difference")],
        alt=_("Answer of the cross-correlation, of the convolution, and their difference"),
        key="flipped_answers",
    )
