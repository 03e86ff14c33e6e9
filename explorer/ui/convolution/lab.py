"""The convolution page's picture: the linked grid, the main numbers, and what they mean."""

from __future__ import annotations

import streamlit as st

from explorer.data.pictures import Picture, value_range
from explorer.layers.kernels import format_kernel
from explorer.ui.components.linked_grid import GridEvent, linked_grid
from explorer.ui.convolution.compute import LayerView
from explorer.ui.convolution.sentences import (
    count_formulas,
    describe_layer,
    describe_other_sizes,
    describe_settings,
    output_size_formula,
)
from explorer.ui.convolution.settings import KERNEL
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number


def show_grid(view: LayerView, picture: Picture) -> None:
    """Input, shown filter and its map, linked; an edited kernel goes into the link."""
    state, channels = view.state, view.seen_channels
    (top, bottom), (left, right) = state.settings.pads()
    bias = 0.0 if view.bank.bias is None else float(view.bank.bias[state.shown])
    linked_grid(
        view.result.padded[channels],
        view.bank.weight[state.shown],
        view.result.output[state.shown],
        bias=bias,
        stride=state.settings.stride,
        padding=(top, bottom, left, right),
        dilation=state.settings.dilation,
        channel_names=view.given.names[channels],
        input_range=None if view.given.signed else value_range(picture),
        rgb=view.given.rgb and channels == slice(0, 3),
        editable=True,
        edit_channels="same",
        on_edit=_keep_kernel,
        alt=_("Input of {size}, kernel and output map {number}, linked").format(
            size=" × ".join(map(str, view.given.pixels.shape)), number=state.shown
        ),
        key="conv_grid",
    )


def _keep_kernel(event: GridEvent) -> None:
    if event.kernel is not None:
        set_controls({KERNEL.key: format_kernel(event.kernel)})


def show_numbers(view: LayerView) -> None:
    """The four results, the sentences, and the formulas with the numbers in them."""
    geometry = view.geometry
    numbers = {
        _("Output shape"): " × ".join(map(str, geometry.output_shape)),
        _("Parameters"): f"{geometry.settings.parameters:,}",
        _("Multiply-adds"): f"{geometry.multiply_adds:,}",
        _("Cells never visited"): f"{geometry.never_visited:,}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    if geometry.never_visited_padding:
        st.caption(
            _("Of the padding, {count} cells are never visited.").format(
                count=f"{geometry.never_visited_padding:,}"
            )
        )
    what_you_see([*describe_layer(geometry), whose_weights(view)])
    sizes, counts = st.columns(2)
    sizes.latex(output_size_formula(geometry))
    counts.latex(count_formulas(geometry))
    shape = " × ".join(map(str, geometry.settings.weight_shape))
    bias = geometry.settings.out_channels if geometry.settings.bias else _("none")
    st.caption(
        f"`{describe_settings(geometry.settings)}` · "
        + _("`weight` {shape}, `bias` {bias}").format(shape=shape, bias=bias)
        + "  \n"
        + describe_other_sizes(geometry.settings),
        text_alignment="center",
    )


def whose_weights(view: LayerView) -> str:
    """Say which weights made the maps, and what the filter in the grid is."""
    state, bank = view.state, view.bank
    if state.weights == "random":
        told = _("Weights: PyTorch's random start with seed {seed}, nothing learned.").format(
            seed=state.seed
        )
    else:
        told = _("Weights: made by hand.")
    told += " " + _("The grid shows filter {number}, “{name}”").format(
        number=state.shown, name=view.names[state.shown]
    )
    if bank.bias is not None:
        bias = show_number(float(bank.bias[state.shown]))
        told += _(", its bias is {bias}").format(bias=bias)
    if state.settings.groups > 1:
        names = ", ".join(view.given.names[view.seen_channels])
        told += _("; its group sees only: {channels}").format(channels=names)
    return told + "."


def say_misfit(view: LayerView) -> None:
    """Say that a kernel made by hand is not in use, and why."""
    misfit = view.state.misfit
    if misfit is not None:
        st.caption(
            ":material/info: "
            + _(
                "The kernel by hand is {kernel}, the layer's {layer}: it is not in use until the "
                "sizes agree."
            ).format(
                kernel=" × ".join(map(str, misfit.shape)),
                layer=" × ".join(map(str, view.state.settings.kernel_size)),
            )
        )
