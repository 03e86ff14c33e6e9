"""Closer looks at two functions or two rows: both operations, their laws, the libraries."""

from __future__ import annotations

import streamlit as st

from explorer.signals.functions import STEP
from explorer.signals.number_rows import ask_libraries, slide_row
from explorer.signals.sliding import Moments, measure_properties, moments
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.sliding.curves import CurvesView, show_product
from explorer.ui.sliding.rows import RowsView, show_row_product, write_row
from explorer.ui.sliding.settings import OPERATION, Operation

_BOTH: tuple[Operation, Operation] = ("correlation", "convolution")


def show_both(view: CurvesView | RowsView) -> None:
    """Both operations next to each other, each to be slid on its own."""
    for place, operation in zip(st.columns(2), _BOTH, strict=True):
        with place:
            st.markdown(f"**{_(OPERATION.options[operation])}**")
            if isinstance(view, CurvesView):
                show_product(view, operation, f"sliding_side_{operation}")
            else:
                show_row_product(view, operation, f"sliding_side_{operation}")
    st.markdown(lesson_section("correlation", "functions_conventions"))


def show_laws(view: CurvesView | RowsView) -> None:
    """What holds for ∗ and what for ⋆, measured on what is on screen."""
    if isinstance(view, RowsView):
        _show_row_laws(view)
    else:
        _show_curve_laws(view)
    st.markdown(lesson_section("correlation", "functions_laws"))


def _show_curve_laws(view: CurvesView) -> None:
    laws = measure_properties(view.pair)
    moved = show_number(laws.moved_by)
    rows = {
        _("g and f exchanged: largest difference"): laws.swap,
        _("(f ⋆ g)(t) against (g ⋆ f)(−t); f ∗ g against its mirror image"): laws.mirror,
        _("brackets moved, g twice: largest difference"): laws.grouping,
        _("f moved by {moved}: the result moves by").format(moved=moved): laws.signal_moved,
        _("g moved by {moved}: the result moves by").format(moved=moved): laws.kernel_moved,
    }
    st.table(
        {
            _("law"): list(rows),
            "⋆": [show_number(pair[0]) for pair in rows.values()],
            "∗": [show_number(pair[1]) for pair in rows.values()],
        },
        hide_index=True,
    )
    functions = {
        "f": view.pair.f,
        "g": view.pair.g,
        "g ⋆ f": view.pair.correlation,
        "f ∗ g": view.pair.convolution,
    }
    measured = [moments(values) for values in functions.values()]
    st.table(
        {
            "": list(functions),
            _("area"): [show_number(one.area) for one in measured],
            _("mean"): [_or_dash(one, "mean") for one in measured],
            _("variance"): [_or_dash(one, "variance") for one in measured],
        },
        hide_index=True,
    )
    st.caption(
        _(
            "Sums over samples {step} apart. Areas multiply; variances add; the mean of f ∗ g is "
            "the sum of the means, that of g ⋆ f their difference. A function of area 0 has none; "
            "one with parts below zero may have a variance below zero."
        ).format(step=STEP)
    )


def _or_dash(measured: Moments, name: str) -> str:
    value: float | None = getattr(measured, name)
    return "–" if value is None else show_number(value)


def _show_row_laws(view: RowsView) -> None:
    x, w = view.signal, view.kernel
    rows = [
        ("w ⋆ x", slide_row(x, w, "full", flipped=False)),
        (_("x ⋆ w, exchanged"), slide_row(w, x, "full", flipped=False)),
        ("x ∗ w", slide_row(x, w, "full", flipped=True)),
        (_("w ∗ x, exchanged"), slide_row(w, x, "full", flipped=True)),
    ]
    st.table(
        {
            _("with zeros at both ends"): [name for name, _values in rows],
            _("result"): [write_row(values) for _name, values in rows],
            _("sum"): [show_number(float(values.sum()), 6) for _name, values in rows],
        },
        hide_index=True,
    )
    st.caption(
        _("The sums multiply: {x} · {w} = {product}.").format(
            x=show_number(float(x.sum()), 6),
            w=show_number(float(w.sum()), 6),
            product=show_number(float(x.sum() * w.sum()), 6),
        )
    )


def show_libraries(view: CurvesView | RowsView, shift: float) -> None:
    """Which call of which library computes which operation, with what it answers here."""
    told = {
        "correlation": _("cross-correlation, w ⋆ x"),
        "convolution": _("convolution, x ∗ w"),
        "swapped": _("x ⋆ w: the operands exchanged, the result mirrored"),
    }
    if isinstance(view, RowsView):
        answers = ask_libraries(view.signal, view.kernel, view.edges)
        heading, results = _("result"), [write_row(answer.values) for answer in answers]
    else:
        answers = ask_libraries(view.pair.f, view.pair.g, "full")
        heading = _("× {step}, at t = {shift}").format(step=STEP, shift=show_number(shift))
        place = round(shift / STEP) + len(view.result) // 2
        results = [show_number(float(answer.values[place]) * STEP) for answer in answers]
    st.table(
        {
            _("call"): [f"`{answer.call}`" for answer in answers],
            _("is"): [told[answer.operation] for answer in answers],
            heading: results,
        },
        hide_index=True,
    )
    if isinstance(view, CurvesView):
        st.caption(_("x holds the samples of f, w those of g."))
    st.markdown(lesson_section("correlation", "functions_libraries"))
