"""How one value of the chosen map comes about, with its numbers, as LaTeX."""

from __future__ import annotations

import numpy as np

from explorer.ui.activations.compute import LayerView, plain_activation
from explorer.ui.language import _
from explorer.ui.networks.viewing import raw_maps
from explorer.ui.numerals import tex_number
from explorer.ui.wording import aligned, tex, tex_text


def unit_formula(found: LayerView) -> str:
    """Return the strongest value of the chosen map: the sum that makes it, what follows it."""
    values = found.view.maps[found.channel]
    row, column = (int(i) for i in np.unravel_index(int(values.argmax()), values.shape))
    lines = [*_sum_lines(found, row, column), *_activation_line(found, row, column)]
    return aligned(*lines, *_gradient_line(found, row, column))


def _sum_lines(found: LayerView, row: int, column: int) -> list[str]:
    module, channel = found.view.layer.module, found.channel
    rows, columns = module.kernel_size
    depth = module.in_channels // module.groups
    raw = float(raw_maps(found.view)[channel, row, column])
    bias = 0.0 if module.bias is None else float(module.bias[channel])
    count = rf"{depth} \cdot {rows} \cdot {columns} = {tex(depth * rows * columns)}"
    words = tex_text(_("products"))
    added = "" if module.bias is None else rf" + {_signed(bias)}"
    return [
        r"y[o,i,j] &= \sum_{c,u,v} w[o,c,u,v]\; x[c,\,s\,i+u-p,\,s\,j+v-p]"
        + ("" if module.bias is None else " + b[o]"),
        rf"y[{channel},{row},{column}] &= \underbrace{{{tex_number(raw - bias)}}}_"
        rf"{{{count}\ {words}}}{added} = {tex_number(raw)}",
    ]


def _activation_line(found: LayerView, row: int, column: int) -> list[str]:
    view = found.view
    if view.stage == "before":
        return []
    value = tex_number(float(view.maps[found.channel, row, column]))
    place = rf"a[{found.channel},{row},{column}]"
    if plain_activation(view):
        raw = float(raw_maps(view)[found.channel, row, column])
        return [rf"{place} &= \max(0,\, {tex_number(raw)}) = {value}"]
    return [rf"{place} &= {tex_text(view.layer.activation)}(\dots) = {value}"]


def _gradient_line(found: LayerView, row: int, column: int) -> list[str]:
    if found.show == "activation":
        return []
    symbol = "a" if found.view.stage == "after" else "y"
    place = rf"{symbol}[{found.channel},{row},{column}]"
    value = found.shown[found.channel, row, column]
    start = rf"\partial s_{{{found.target}}} / \partial {place}"
    if found.show == "product":
        return [rf"{place} \cdot {start} &= {tex_number(float(value))}"]
    return [rf"{start} &= {tex_number(float(value))}"]


def _signed(value: float) -> str:
    return f"({tex_number(value)})" if value < 0 else tex_number(value)
