"""A turned kernel in words, numbers and formulas."""

from __future__ import annotations

import streamlit as st

from explorer.signals.flip_shapes import SHAPES
from explorer.ui.flipped.compute import FlipView
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.numerals import show_number, tex_matrix, tex_number
from explorer.ui.wording import aligned


def kernel_title(view: FlipView) -> str:
    """Name the kernel."""
    return _(SHAPES[view.shape]) if view.shape in SHAPES else _("made by hand")


def show_numbers(view: FlipView, pinned: tuple[int, int] | None) -> None:
    """The four results, what they mean, and one window with its numbers."""
    turned = {"same": _("itself"), "negative": _("its negative"), "other": _("another kernel")}
    numbers = {
        _("Kernel turned by 180°"): turned[view.turned],
        _("⋆ and ∗ differ by up to"): show_number(view.apart),
        _("Largest answer"): show_number(float(view.answer.max())),
        _("Answers"): " × ".join(map(str, view.answer.shape)),
    }
    for place, (label, told) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, told)
    what_you_see(_sentences(view))
    row, column = pinned or view.strongest
    st.latex(window_formula(view, row, column))
    st.caption(
        _("The window you pinned.") if pinned else _("The window with the strongest answer."),
        text_alignment="center",
    )


def _sentences(view: FlipView) -> list[str]:
    name = kernel_title(view)
    if view.operation == "convolution":
        how = _("**Convolution:** the kernel ({name}) is turned by 180° before it slides.")
    else:
        how = _("**Cross-correlation:** the kernel ({name}) slides as it is, as in `conv2d`.")
    told = [how.format(name=name)]
    if view.scene != "photo":
        told.append(_scene_sentence(view))
    told.append(_difference_sentence(view))
    return told


def _scene_sentence(view: FlipView) -> str:
    if view.turned == "same":
        return _("Each bright pixel answers with the kernel itself, whichever way it is laid on.")
    if view.operation == "convolution":
        return _("Each bright pixel answers with the kernel the right way round.")
    return _(
        "Each bright pixel answers with the kernel turned by 180°: the window meets it first with "
        "its last weight."
    )


def _difference_sentence(view: FlipView) -> str:
    if view.turned == "same":
        return _("Turned, this kernel is itself: both operations give the same numbers.")
    if view.turned == "negative":
        return _(
            "Turned, this kernel is its own negative: the answers differ in their sign, and an "
            "edge that was orange is blue."
        )
    return _("The two answers differ by up to {apart}.").format(apart=show_number(view.apart))


def window_formula(view: FlipView, row: int, column: int) -> str:
    """One answer as the sum it is, with the numbers of its window where there are few."""
    rows, columns = view.kernel.shape
    top, _bottom, left, _right = view.pads
    x = rf"x_{{{_offset(row - top)}u,\,{_offset(column - left)}v}}"
    if view.operation == "convolution":
        weight, name = rf"k_{{{rows - 1}-u,\,{columns - 1}-v}}", r"(x \ast k)"
    else:
        weight, name = "k_{u,v}", r"(k \star x)"
    patch = view.padded[row : row + rows, column : column + columns]
    lines = [rf"{name}_{{{row},{column}}} &= \sum_{{u,v}} {x}\, {weight}"]
    if max(rows, columns) <= 5:
        lines.append(rf"&= \sum {tex_matrix(patch, 2)} \odot {tex_matrix(view.laid, 2)}")
    lines.append(f"&= {tex_number(float(view.answer[row, column]))}")
    return aligned(*lines)


def _offset(first: int) -> str:
    return f"{first}+" if first else ""
