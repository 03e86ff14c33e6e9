"""The pooling page's picture: input, window and output linked, and what the numbers mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explorer.layers.pool_geometry import PoolKind
from explorer.layers.pooling import run_pooling
from explorer.layers.pooling_scripts import write_layer
from explorer.ui.components.pooling_grid import pooling_grid
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.pooling.compute import PoolView
from explorer.ui.pooling.sentences import describe_layer, output_size_formula, window_formula


def show_grid(view: PoolView) -> tuple[int, int] | None:
    """Draw input, window and output, linked; return the output cell that was pinned."""
    settings = view.settings
    event = pooling_grid(
        view.pixels,
        view.result.output,
        kind=settings.kind,
        kernel_size=settings.kernel_size,
        stride=settings.steps,
        padding=settings.padding,
        count_include_pad=settings.count_include_pad,
        channel_names=view.names,
        input_range=view.value_range,
        rgb=view.rgb,
        alt=_("Input of {size}, window and pooled output, linked").format(
            size=" × ".join(map(str, view.pixels.shape))
        ),
        key="pool_grid",
    )
    return event.pinned


def show_numbers(view: PoolView, pinned: tuple[int, int] | None) -> None:
    """The four results, the sentences, and the formulas with the numbers in them."""
    output = view.result.output
    numbers = {
        _("Output shape"): " × ".join(map(str, output.shape)),
        _("Values left"): f"{100 * output.size / view.pixels.size:.3g}%",
        _("Parameters"): "0",
        _("Pixels never visited"): f"{view.geometry.never_visited:,}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see(describe_layer(view))
    size, window = st.columns(2)
    size.latex(output_size_formula(view))
    row, column = pinned or _most_telling(view)
    window.latex(window_formula(view, row, column))
    which = _("the one you pinned") if pinned else _("where max and average differ most")
    st.caption(
        f"`{write_layer(view.settings)}` · "
        + _("The formula's window is [{row}, {column}], {which}; channel: {channel}.").format(
            row=row, column=column, which=which, channel=view.names[0]
        ),
        text_alignment="center",
    )


def _most_telling(view: PoolView) -> tuple[int, int]:
    """Return the output cell where maximum and average of the first channel differ most."""
    other: PoolKind = "average" if view.settings.kind == "max" else "max"
    rest = run_pooling(view.pixels[:1], replace(view.settings, kind=other))
    gap = np.abs(view.result.output[0] - rest.output[0])
    row, column = np.unravel_index(gap.argmax(), gap.shape)
    return int(row), int(column)
