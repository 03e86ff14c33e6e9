"""What the channels page says about the layer on screen."""

from __future__ import annotations

import numpy as np

from explorer.ui.channels.compute import ChannelView, PlaceSum
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number

_EVEN = 0.02  # of the largest part: closer parts count as equal


def describe_sum(view: ChannelView, place: PlaceSum) -> list[str]:
    """Say in three or four sentences what is added here, and what the bias does."""
    return [_weights(view), *_parts(view, place), _bias(view), *_planes(view)]


def sum_formula(view: ChannelView, place: PlaceSum) -> str:
    """Return the layer's formula with this place's numbers, as LaTeX."""
    digits = view.decimals
    row, column = place.at
    index, last = view.state.layer.index, view.state.layer.kernel_size - 1
    names = " + ".join(
        rf"\underbrace{{({_tex(part, digits)})}}_{{\text{{{name}}}}}"
        for name, part in zip(view.plane_names, place.parts, strict=True)
    )
    return (
        r"\begin{aligned}"
        rf"y[o,i,j] &= b[o] + \sum_{{c=0}}^{{2}}\sum_{{u,v=0}}^{{{last}}} "
        r"w[o,c,u,v]\; x[c,\,i+u,\,j+v]\\"
        rf"y[{index},{row},{column}] &= \underbrace{{{_tex(place.bias, digits)}}}_"
        rf"{{\text{{{_('bias')}}}}} + {names} = {_tex(place.total, digits)}"
        r"\end{aligned}"
    )


def count_formula(view: ChannelView) -> str:
    """Return weights, parameters and multiply-adds with the numbers substituted, as LaTeX."""
    out, depth, rows, columns = view.geometry.settings.weight_shape
    one = rf"{depth} \cdot {rows} \cdot {columns}"
    _out, height, width = view.geometry.output_shape
    return (
        r"\begin{aligned}"
        rf"\text{{{_('weights of one filter')}}} &= {one} = {depth * rows * columns}\\"
        rf"\text{{{_('parameters')}}} &= {out} \cdot ({one} + 1) = "
        rf"{_thousands(view.geometry.settings.parameters)}\\"
        rf"\text{{{_('multiply-adds')}}} &= {out} \cdot {one} \cdot {height} \cdot {width} = "
        rf"{_thousands(view.geometry.multiply_adds)}"
        r"\end{aligned}"
    )


def write_fixed(value: float, decimals: int) -> str:
    """Write a number as the picture does, e.g. `−0.310`."""
    text = f"{value:.{decimals}f}"
    return text.replace("-", "−") if float(text) else text.removeprefix("-")


def _weights(view: ChannelView) -> str:
    layer = view.state.layer
    size = layer.kernel_size
    return _(
        "The filter “{name}” has {count} weights: a {size} × {size} kernel for each of 3 planes. "
        "Its three partial responses are added place by place into **one** map."
    ).format(name=view.names[layer.index], count=3 * size * size, size=size)


def _parts(view: ChannelView, place: PlaceSum) -> list[str]:
    digits = view.decimals
    row, column = place.at
    values = {
        "row": row,
        "column": column,
        "parts": ", ".join(
            f"{name} {write_fixed(part, digits)}"
            for name, part in zip(view.plane_names, place.parts, strict=True)
        ),
        "total": write_fixed(place.total, digits),
    }
    if not np.abs(view.maps[view.state.layer.index]).max():
        return [_("The map is 0 everywhere: what the planes add cancels, or is 0 itself.")]
    told = (
        _("At row {row}, column {column}, the place you pinned, the planes add {parts}")
        if place.pinned
        else _("At row {row}, column {column}, its strongest answer, the planes add {parts}")
    )
    ending = _("; with the bias that makes **{total}**.")
    return [(told + ending).format(**values) + " " + _most(view, place)]


def _most(view: ChannelView, place: PlaceSum) -> str:
    """Say which plane counts most here, and which ones work against the sum."""
    amounts = [abs(part) for part in place.parts]
    most = max(amounts)
    if most == 0:
        return _("No plane adds anything here.")
    leading = [
        name
        for name, amount in zip(view.plane_names, amounts, strict=True)
        if amount >= (1 - _EVEN) * most
    ]
    if len(leading) == len(amounts):
        told = _("All three count alike.")
    else:
        told = _("Counting most: {names}.").format(names=", ".join(leading))
    leader = place.parts[amounts.index(most)]
    against = [
        name for name, part in zip(view.plane_names, place.parts, strict=True) if part * leader < 0
    ]
    if against:
        told += " " + _("Of the opposite sign: {names}.").format(names=", ".join(against))
    return told


def _bias(view: ChannelView) -> str:
    layer = view.state.layer
    biases = ngettext(
        "The layer has {count} bias, one a filter.",
        "The layer has {count} biases, one a filter.",
        layer.out_channels,
    ).format(count=layer.out_channels)
    if not layer.bias:
        return biases
    return (
        biases
        + " "
        + _("This one, {bias}, is added once to the sum; one a plane would add {thrice}.").format(
            bias=show_number(layer.bias), thrice=show_number(3 * layer.bias)
        )
    )


def _planes(view: ChannelView) -> list[str]:
    if view.grey:
        return [
            _(
                "This picture is grey: it fills all three planes alike, so the partial responses "
                "differ by the weights alone."
            )
        ]
    if view.state.order == "bgr":
        return [
            _(
                "The planes come in another order than the filter was made for: its kernel for red "
                "meets the blue plane."
            )
        ]
    return []


def _tex(value: float, decimals: int) -> str:
    return write_fixed(value, decimals).replace("−", "-")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "{,}")
