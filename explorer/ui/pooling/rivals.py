"""Against a strided convolution: the same size by other means, and what each costs."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.pool_rivals import PoolRivals, run_rivals
from explorer.layers.pooling_scripts import write_layer
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.pooling.compute import PoolView


def show_rivals(view: PoolView) -> None:
    """Both poolings, a box filter and a convolution that mixes channels, all with one stride."""
    rivals = run_rivals(view.pixels, view.settings)
    left, right = st.columns(2)
    with left:
        _show_pooled(view, rivals)
    with right:
        st.markdown("**" + _("A convolution with weights, here made by hand") + "**")
        tile_wall(
            rivals.mixed,
            names=[name.label(_) for name in rivals.bank.names],
            alt=_("Maps of a strided convolution"),
            key="pool_mixed",
        )
    st.markdown(" ".join(_describe(view, rivals)))
    st.table(_rows(view, rivals), hide_index=True)
    st.markdown(lesson_section("pooling", "convolution"))


def _show_pooled(view: PoolView, rivals: PoolRivals) -> None:
    """The three that keep channels apart: in colour, or the first channel of each."""
    st.markdown("**" + _("Maximum, average, and a box filter") + "**")
    three = (rivals.largest, rivals.average, rivals.box)
    maps = np.stack([pooled if view.rgb else pooled[0] for pooled in three])
    tile_wall(
        maps,
        names=[_("max pooling"), _("average pooling"), _("box filter")],
        signed=bool(maps.min() < 0),
        alt=_("The picture made smaller in three ways"),
        key="pool_rivals",
    )


def _describe(view: PoolView, rivals: PoolRivals) -> list[str]:
    """Say how box and average agree, what the poolings do to brightness, what the filter does."""
    rows, columns = view.settings.kernel_size
    box = _(
        "A convolution with {count} weights of 1/{count} and stride {stride} **is** average "
        "pooling: the largest difference is {gap}{verdict}."
    ).format(
        count=rows * columns,
        stride=view.settings.steps[0],
        gap=show_number(rivals.box_gap, 2),
        verdict=_(", rounding") if rivals.box_gap and rivals.box_agrees else "",
    )
    if not rivals.box_agrees:
        box = _(
            "Inside the picture a convolution with {count} weights of 1/{count} is average "
            "pooling; at the border they differ by up to {gap}, since this average leaves out the "
            "padding's zeros and the convolution does not."
        ).format(count=rows * columns, gap=show_number(rivals.box_gap, 2))
    means = [float(maps.mean()) for maps in (view.pixels, rivals.largest, rivals.average)]
    brightness = _(
        "Mean value: picture {picture}, max-pooled {largest}, average-pooled {average}."
    ).format(
        picture=show_number(means[0]),
        largest=show_number(means[1]),
        average=show_number(means[2]),
    )
    negative = float((rivals.mixed < 0).mean())
    mixed = _(
        "The convolution beside them sees all channels and can look for something: its answers run "
        "from {low} to {high}, {share} of them negative."
    ).format(
        low=show_number(float(rivals.mixed.min())),
        high=show_number(float(rivals.mixed.max())),
        share=f"{negative:.0%}",
    )
    return [box, brightness, mixed]


def _rows(view: PoolView, rivals: PoolRivals) -> dict[str, list[str]]:
    rows, columns = view.settings.kernel_size
    count = rows * columns
    box, mixed = rivals.box_geometry, rivals.mixed_geometry
    work = _("comparisons") if view.settings.kind == "max" else _("additions")
    each = view.result.output.size * (count - 1)
    shape = " × ".join(map(str, view.result.output.shape))
    return {
        "": [f"`{write_layer(view.settings)}`", _("box filter"), _conv_text(view, rivals)],
        _("output shape"): [shape, *(" × ".join(map(str, g.output_shape)) for g in (box, mixed))],
        _("parameters"): [
            "0",
            _("0 learned, {count} fixed").format(count=f"{box.settings.parameters:,}"),
            f"{mixed.settings.parameters:,}",
        ],
        _("multiply-adds"): [
            _("none; {count} {work}").format(count=f"{each:,}", work=work),
            f"{box.multiply_adds:,}",
            f"{mixed.multiply_adds:,}",
        ],
        _("channels"): [_("apart"), _("apart"), _("summed")],
    }


def _conv_text(view: PoolView, rivals: PoolRivals) -> str:
    settings = rivals.mixed_geometry.settings
    padding = f", padding={settings.padding[0]}" if any(view.settings.padding) else ""
    sizes = f"{settings.in_channels}, {settings.out_channels}, {settings.kernel_size[0]}"
    return f"`nn.Conv2d({sizes}, stride={settings.stride[0]}{padding})`"
