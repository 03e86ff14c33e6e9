"""Rows of numbers: their controls, the kernel sliding over the signal, words and formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.number_rows import (
    Edges,
    pad_row,
    parse_signal,
    parse_taps,
    slide_row,
)
from explorer.ui.components.sliding_product import sliding_product
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.sliding import settings as controls
from explorer.ui.sliding.settings import Operation
from explorer.ui.wording import aligned

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RowsView:
    """Signal (N,), kernel (K,), what happens at the ends, and the operation on show."""

    signal: Floats
    kernel: Floats
    edges: Edges
    operation: Operation

    @property
    def flipped(self) -> bool:
        """Whether the kernel on show is turned over."""
        return self.operation == "convolution"

    @property
    def result(self) -> Floats:
        """The outputs of the operation on show."""
        return slide_row(self.signal, self.kernel, self.edges, flipped=self.flipped)

    @property
    def other(self) -> Floats:
        """The outputs of the other operation."""
        return slide_row(self.signal, self.kernel, self.edges, flipped=not self.flipped)

    @property
    def padding(self) -> int:
        """Zeros at either end."""
        return len(self.kernel) - 1 if self.edges == "full" else 0


def choose_rows(operation: Operation) -> RowsView:
    """Draw the two rows and the ends; raises SettingError where no window fits."""
    with st.container(key="page_choices"):
        places = st.columns(3, vertical_alignment="bottom")
        signal = parse_signal(controls.SIGNAL.draw(places[0]))
        kernel = parse_taps(controls.KERNEL.draw(places[1]))
        edges = cast(Edges, controls.EDGES.draw(places[2]))
    pad_row(signal, len(kernel), edges)
    return RowsView(signal, kernel, edges, operation)


def show_row_product(view: RowsView, operation: Operation, key: str) -> int:
    """Draw w sliding over x; return the output that was pinned, 0 where none was."""
    flipped = operation == "convolution"
    pinned = sliding_product(
        pad_row(view.signal, len(view.kernel), view.edges),
        view.kernel,
        slide_row(view.signal, view.kernel, view.edges, flipped=flipped),
        mode="stems",
        pads=(view.padding, view.padding),
        flipped=flipped,
        labels={
            "signal": "x",
            "kernel": _("w, turned over") if flipped else "w",
            "output": "x ∗ w" if flipped else "w ⋆ x",
        },
        alt=_("w slides over x: the numbers, their products, and the sums"),
        key=key,
    )
    return pinned or 0


def show_row_numbers(view: RowsView, place: int) -> None:
    """The outputs, what they mean, and one of them as the sum it is."""
    numbers = {
        _("Outputs"): str(len(view.result)),
        _("Output [{place}]").format(place=place): show_number(float(view.result[place]), 6),
        _("Sum of the outputs"): show_number(float(view.result.sum()), 6),
        _("⋆ and ∗ differ by up to"): show_number(float(np.abs(view.result - view.other).max())),
    }
    for column, (label, told) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        column.metric(label, told)
    what_you_see(_sentences(view))
    st.latex(row_formula(view, place))


def write_row(values: Floats) -> str:
    """Write numbers one after the other: `13 26 40 37 15`."""
    return " ".join(show_number(float(value), 6) for value in values)


def _sentences(view: RowsView) -> list[str]:
    row = write_row(view.result)
    if view.flipped:
        told = [_("**Convolution:** w is turned over first; x ∗ w is **{row}**.").format(row=row)]
    else:
        told = [
            _("**Cross-correlation:** w slides as it is; w ⋆ x is **{row}**.").format(row=row),
            _("`torch.nn.Conv1d` with these weights answers the same."),
        ]
    if np.array_equal(view.kernel, view.kernel[::-1]):
        told.append(_("w reads the same from both ends, so ⋆ and ∗ agree."))
    else:
        told.append(_("The other operation answers {row}.").format(row=write_row(view.other)))
    return told


def row_formula(view: RowsView, place: int) -> str:
    """Write one output as the sum of its products."""
    padded = pad_row(view.signal, len(view.kernel), view.edges)
    window = padded[place : place + len(view.kernel)]
    weights = view.kernel[::-1] if view.flipped else view.kernel
    terms = " + ".join(
        rf"{_factor(x)} \cdot {_factor(w)}" for x, w in zip(window, weights, strict=True)
    )
    last = len(view.kernel) - 1
    start = "t" if not view.padding else f"t - {view.padding}"
    weight = f"w_{{{last} - k}}" if view.flipped else "w_k"
    name = r"(x \ast w)_t" if view.flipped else r"(w \star x)_t"
    return aligned(
        rf"{name} &= \sum_{{k=0}}^{{{last}}} x_{{{start} + k}}\, {weight}",
        rf"{name.replace('_t', f'_{{{place}}}')} &= {terms} = "
        f"{tex_number(float(view.result[place]), 6)}",
    )


def _factor(value: float) -> str:
    text = tex_number(float(value))
    return f"({text})" if value < 0 else text
