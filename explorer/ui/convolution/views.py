"""The convolution page's closer looks: maps, coverage, a second layer, and the axes' order."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Picture
from explorer.layers.axis_order import run_in_layout
from explorer.layers.convolution import run_convolution
from explorer.layers.filter_bank import make_weights
from explorer.layers.geometry import ConvSettings
from explorer.layers.stacking import stack
from explorer.plots.colours import enlarge
from explorer.plots.coverage import coverage_figure
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import draw_all
from explorer.ui.convolution import settings as controls
from explorer.ui.convolution.compute import LayerView, make_input
from explorer.ui.convolution.settings import MAP
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls


def show_maps(view: LayerView) -> None:
    """All output maps on the tile wall; a click puts that filter into the grid above."""
    tile_wall(
        view.result.output,
        names=view.names,
        selected=view.state.shown,
        on_select=_show_in_grid,
        alt=_("{count} feature maps of the layer").format(count=len(view.names)),
        key="conv_wall",
    )
    st.caption(lesson_section("convolution", "maps"))


def _show_in_grid(index: int | None) -> None:
    if index is not None:
        set_controls({MAP.key: str(index)})


def show_coverage(view: LayerView) -> None:
    """How many windows use each pixel, as numbers where there is room."""
    geometry = view.geometry
    counts = geometry.coverage()
    rows, columns = geometry.rows, geometry.columns
    real = counts[rows.before : rows.before + rows.size, columns.before :][:, : columns.size]
    picture, words = st.columns([3, 2])
    picture.plotly_chart(
        coverage_figure(
            counts,
            pads=view.state.settings.pads(),
            title=_("windows that use each pixel"),
            row_label=_("row"),
            column_label=_("column"),
        ),
        width="stretch",
        key="coverage_chart",
        alt=_("Map of how many windows use each pixel, from {low} to {high}").format(
            low=counts.min(), high=counts.max()
        ),
    )
    words.markdown(
        _(
            "Windows that use the corner pixel: **{corner}**, the middle one: **{middle}**, the "
            "most used: **{most}**. Never visited: **{lost}** of the real pixels, **{padding}** of "
            "the padding."
        ).format(
            corner=real[0, 0],
            middle=real[real.shape[0] // 2, real.shape[1] // 2],
            most=real.max(),
            lost=geometry.never_visited,
            padding=geometry.never_visited_padding,
        )
    )
    words.markdown(lesson_section("convolution", "coverage"))


def show_second_layer(view: LayerView) -> None:
    """A second layer over the first one's maps: shapes, counts and its own maps."""
    row = (controls.SECOND_KERNEL_SIZE, controls.SECOND_STRIDE, controls.SECOND_OUT_CHANNELS)
    values = draw_all(row, st.columns(len(row)))
    second = ConvSettings(
        in_channels=view.state.settings.out_channels,
        out_channels=values["second_out_channels"],
        kernel_size=(values["second_kernel_size"],) * 2,
        stride=(values["second_stride"],) * 2,
    )
    both = stack(view.geometry, second)
    height, width = view.given.pixels.shape[1:]
    chain = [(view.state.settings.in_channels, height, width), view.geometry.output_shape]
    st.markdown(
        "#### "
        + " → ".join(" × ".join(map(str, shape)) for shape in [*chain, both.second.output_shape])
    )
    first_column, second_column, third_column = st.columns(3)
    first_column.metric(_("Parameters, both layers"), f"{both.parameters:,}")
    second_column.metric(_("Multiply-adds, both layers"), f"{both.multiply_adds:,}")
    third_column.metric(_("Pixels behind one output"), " × ".join(map(str, both.receptive_field)))
    bank = make_weights(second.out_channels, second.in_channels, 1, second.kernel_size)
    maps = run_convolution(view.result.output, bank.weight, bank.bias, stride=second.stride).output
    tile_wall(
        maps,
        names=[name.label(_) for name in bank.names],
        alt=_("{count} feature maps of the second layer").format(count=len(maps)),
        key="second_wall",
    )
    st.caption(_("Second layer: filters made by hand, no activation between the layers."))
    st.markdown(lesson_section("convolution", "stack"))


def show_axis_order(picture: Picture, out_channels: int) -> None:
    """Hand the picture over in the wrong order, read PyTorch's answer, and mend it."""
    layout = controls.LAYOUT.draw(st)
    colour = make_input(picture, 3).pixels
    attempt = run_in_layout(colour, layout, out_channels)
    left, right = st.columns([3, 2])
    left.code(attempt.code, language="python")
    if attempt.error:
        left.error(f"`RuntimeError: {attempt.error}`", icon=":material/error:")
        left.markdown(
            _(
                "The layer expects {channels} channels first and reads the picture's "
                "**{height} rows** as channels. Choose `permute` above to mend it."
            ).format(channels=3, height=colour.shape[1])
        )
    else:
        left.success(
            _("No error: the output has shape {shape}.").format(shape=attempt.output_shape)
        )
    if attempt.seen is not None:
        right.image(
            enlarge(_colours(attempt.seen), min_side=256),
            caption=_("What the layer is given, as a picture"),
            alt=_("The picture as the layer sees it"),
            width="stretch",
        )
    st.markdown(lesson_section("convolution", "layout"))


def _colours(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Turn (3, H, W) of any range into (H, W, 3) uint8, least black and greatest white."""
    low, high = float(pixels.min()), float(pixels.max())
    shown = (pixels.transpose(1, 2, 0) - low) / max(high - low, 1e-12)
    return np.asarray(shown * 255).round().astype(np.uint8)
