"""Closer look: the gradient as the transposed product, beside what torch.autograd says."""

from __future__ import annotations

import streamlit as st

from explorer.signals.toeplitz import Doubles
from explorer.signals.transposed import by_autograd, by_conv_transpose, kernel_by_correlation
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.toeplitz.compute import TwinView, gradients_of, read_arriving
from explorer.ui.toeplitz.matrices import show_transpose
from explorer.ui.toeplitz.sentences import gap_text
from explorer.ui.toeplitz.settings import ARRIVING, TYPED_ARRIVING

MOST_PRODUCTS = 5  # of a sum in a table


def show_gradient(view: TwinView) -> None:
    """Aᵀ g, and the sums along the diagonals, both beside what torch.autograd says."""
    choice = ARRIVING.draw(st)
    text = TYPED_ARRIVING.draw(st) if choice == "typed" else ""
    arriving = read_arriving(view, choice, text)
    ours = gradients_of(view, arriving)
    theirs = by_autograd(view.layout, view.kernel, view.values, arriving)
    if view.tie != "tied":
        st.caption(_("Shown for the convolution, whose weights are shared."))
    show_transpose(view, arriving, ours.values)
    spread = by_conv_transpose(view.layout, view.kernel, arriving)
    by_layer = kernel_by_correlation(view.layout, view.values, arriving)
    st.markdown(
        _(
            "**dL/dx = Aᵀ g.** It differs from `torch.autograd` by at most {autograd}, from "
            "`{layer}` by at most {spread}."
        ).format(
            autograd=gap_text(ours.values, theirs.values),
            layer=_transpose_call(view),
            spread=gap_text(ours.values, spread),
        )
    )
    st.markdown(
        _(
            "**dL/dw: a sum along the weight's own cells**, each g times the x of its column. It "
            "differs from `torch.autograd` by at most {autograd}, from the input correlated with g "
            "by at most {layer}."
        ).format(
            autograd=gap_text(ours.kernel, theirs.kernel), layer=gap_text(ours.kernel, by_layer)
        )
    )
    st.table(_weight_rows(view, arriving, ours.kernel, theirs.kernel), hide_index=True)
    st.markdown(lesson_section("correlation", "matrix_gradient"))


def _transpose_call(view: TwinView) -> str:
    layout = view.layout
    arguments = ["g", "w"]
    for name, value, usual in (
        ("stride", layout.stride, 1),
        ("padding", layout.padding, 0),
        ("dilation", layout.dilation, 1),
    ):
        if value != usual:
            arguments.append(f"{name}={value}")
    rest = (layout.rows.remainder, layout.columns.remainder)
    if any(rest):
        arguments.append(f"output_padding={rest[1] if rest[0] == rest[1] else rest}")
        if layout.dimensions == 1:
            arguments[-1] = f"output_padding={rest[1]}"
    return f"F.conv_transpose{layout.dimensions}d({', '.join(arguments)})"


def _weight_rows(
    view: TwinView, arriving: Doubles, ours: Doubles, theirs: Doubles
) -> dict[str, list[str]]:
    """Each weight's sum written out as far as there is room."""
    layout = view.layout
    output, place, tap = layout.filled.T
    weight = layout.tap_weights[tap]
    sums = []
    for index in range(layout.weights):
        mine = weight == index
        pairs = list(
            zip(arriving.ravel()[output[mine]], view.values.ravel()[place[mine]], strict=True)
        )
        terms = [f"{show_number(g)}·{show_number(x)}" for g, x in pairs[:MOST_PRODUCTS]]
        if len(pairs) > MOST_PRODUCTS:
            terms.append(_("… ({count} products)").format(count=f"{len(pairs):,}"))
        sums.append(" + ".join(terms) or "0")
    return {
        _("weight"): [
            f"{letter} = {show_number(float(value))}"
            for letter, value in zip(view.letters, view.kernel.ravel(), strict=True)
        ],
        _("sum of g · x over its cells"): sums,
        "dL/dw": [show_number(float(value), 5) for value in ours.ravel()],
        "torch.autograd": [show_number(float(value), 5) for value in theirs.ravel()],
    }
