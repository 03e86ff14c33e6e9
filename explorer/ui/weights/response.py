"""Where a filter answers: the picture as the layer is given it, the kernels, and the map."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.data.pictures import Floats, Picture
from explorer.plots.ramps import signed_map
from explorer.ui.components.linked_grid import linked_grid
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.choosing import source_name
from explorer.ui.networks.settings import size_choice
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.place import Place
from explorer.ui.weights.compute import LayerAnswer, WeightsView, answer_of_kernel, run_layer
from explorer.ui.weights.sentences import COLOURS
from explorer.ui.wording import aligned

_MAP_SIDE = 300


def show_response(view: WeightsView, picture: Picture) -> None:
    """The filter on the current picture: all of it on colours, one kernel of many on maps."""
    narrow, _rest = st.columns([1, 4])
    side = int(size_choice(view.network.input_size).draw(narrow))
    answer = run_layer(view.network, view.bank.name, picture, side)
    if view.bank.kind == "colour":
        _show_all_channels(view, answer)
    else:
        _show_one_kernel(view, answer)
    st.markdown(lesson_section("weights", "response"))


def _show_all_channels(view: WeightsView, answer: LayerAnswer) -> None:
    names = [_("red"), _("green"), _("blue")]
    padded, output = answer_of_kernel(view, answer, slice(None))
    pinned = _draw_grid(view, padded, output, slice(None), names)
    place, told = _place(output, pinned, _("The window with the answer of largest size."))
    window = _window(view, padded, place)
    partial = (window * view.weight).sum(axis=(1, 2))
    _say_strongest(view, output, answer)
    st.latex(_sum_formula(partial, view.bank.bias_of(view.number), place))
    st.caption(told, text_alignment="center")


def _show_one_kernel(view: WeightsView, answer: LayerAnswer) -> None:
    kernels = slice(view.kernel, view.kernel + 1)
    padded, partial = answer_of_kernel(view, answer, kernels)
    whole = answer.outputs[view.number]
    channel = _("input channel {number}").format(number=view.input_channel)
    pinned = _draw_grid(view, padded, partial, kernels, [channel])
    place, told = _place(partial, pinned, _("The window where this kernel answers most."))
    words = st.container()
    if len(view.weight) > 1:
        picture, words = st.columns([1, 2])
        _show_whole(view, whole, picture)
    with words:
        _say_strongest(view, whole, answer)
        st.latex(_share_formula(view, float(partial[place]), float(whole[place]), place))
        st.caption(told, text_alignment="center")


def _show_whole(view: WeightsView, whole: Floats, place: Place) -> None:
    limit = float(np.abs(whole).max())
    place.image(
        signed_map(whole, limit, _MAP_SIDE),
        caption=_(
            "The whole answer of filter {number}: the sum over its {count} input channels and "
            "the bias, ±{limit}"
        ).format(number=view.number, count=len(view.weight), limit=show_number(limit)),
        alt=_("Map of filter {number}").format(number=view.number),
        width="stretch",
    )


def _draw_grid(
    view: WeightsView, padded: Floats, output: Floats, kernels: slice, names: list[str]
) -> tuple[int, int] | None:
    bank = view.bank
    colour = bank.kind == "colour"
    whole = len(view.weight[kernels]) == len(view.weight)
    (top, left) = bank.padding
    event = linked_grid(
        padded,
        view.weight[kernels],
        output,
        bias=bank.bias_of(view.number) if whole else 0.0,
        stride=bank.stride,
        padding=(top, top, left, left),
        dilation=bank.dilation,
        channel_names=names,
        rgb=colour,
        alt=_("Filter {number} of {layer} on the picture, weights: {source}").format(
            number=view.number, layer=bank.name, source=source_name(view.network)
        ),
        key="weights_grid",
    )
    return event.pinned


def _place(
    output: Floats, pinned: tuple[int, int] | None, strongest: str
) -> tuple[tuple[int, int], str]:
    """Return the window that the formula is of, and what it is."""
    if pinned is not None:
        return pinned, _("The window you pinned.")
    row, column = np.unravel_index(np.abs(output).argmax(), output.shape)
    return (int(row), int(column)), strongest


def _window(view: WeightsView, padded: Floats, place: tuple[int, int]) -> Floats:
    """Return what the window at an output place holds, (C, kh, kw)."""
    bank = view.bank
    rows, columns = (
        at * step + np.arange(size) * spread
        for at, step, size, spread in zip(
            place, bank.stride, view.weight.shape[1:], bank.dilation, strict=True
        )
    )
    return np.asarray(padded[:, rows][:, :, columns])


def _say_strongest(view: WeightsView, output: Floats, answer: LayerAnswer) -> None:
    positive = float((output > 0).mean())
    words = _(
        "The map has {rows} × {columns} places; the answers run from {low} to {high}, {positive} "
        "of them are above 0."
    ).format(
        rows=output.shape[0],
        columns=output.shape[1],
        low=show_number(float(output.min())),
        high=show_number(float(output.max())),
        positive=f"{positive:.0%}",
    )
    if answer.field_px is not None:
        words += " " + _("Each place sees {size} × {size} pixels of the picture.").format(
            size=answer.field_px
        )
    if view.network.source != "random":
        words += " " + _(
            "The weights were trained with pictures of {size} × {size} pixels."
        ).format(size=view.network.input_size)
    st.markdown(words)


def _sum_formula(partial: Floats, bias: float, place: tuple[int, int]) -> str:
    row, column = place
    parts = [f"{tex_number(float(value))}" for value in partial] + [tex_number(bias)]
    words = [rf"\sum w_{{{name}}}\,x_{{{name}}}" for name in COLOURS]
    return aligned(
        rf"y_{{{row},{column}}} &= {' + '.join(words)} + b",
        rf"&= {_joined(parts)} = {tex_number(float(partial.sum()) + bias)}",
    )


def _share_formula(view: WeightsView, partial: float, whole: float, place: tuple[int, int]) -> str:
    row, column = place
    bias = view.bank.bias_of(view.number)
    rest = whole - partial - bias
    parts = [tex_number(partial), tex_number(rest), tex_number(bias)]
    channel = view.input_channel
    if len(view.weight) == 1:
        return rf"y_{{{row},{column}}} = \sum w\,x_{{{channel}}} + b = " + tex_number(whole)
    return aligned(
        rf"y_{{{row},{column}}} &= \sum w_{{{channel}}}\,x_{{{channel}}} + "
        rf"\sum_{{c \neq {channel}}} \sum w_c\,x_c + b",
        rf"&= {_joined(parts)} = {tex_number(whole)}",
    )


def _joined(parts: list[str]) -> str:
    """Write a sum, negative terms in brackets."""
    return " + ".join(f"({part})" if part.startswith("-") else part for part in parts)
