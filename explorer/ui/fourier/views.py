"""Closer looks at the theorem: counted operations, and why networks rarely use it."""

from __future__ import annotations

import streamlit as st

from explorer.plots.fourier import ways_figure
from explorer.signals.fourier import Theorem
from explorer.signals.fourier_cost import (
    counted_crossing,
    direct_flops,
    fft_flops,
    layer_ways,
)
from explorer.signals.fourier_inputs import KERNEL_SIZES
from explorer.ui.fourier.sentences import cost_formula
from explorer.ui.fourier.settings import SIDE
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number

_LAYER_KERNELS = (3, 5, 7, 11)
_ALL_SIZES = tuple(range(KERNEL_SIZES[0], KERNEL_SIZES[1] + 1))


def show_counts(view: Theorem) -> None:
    """Both counts over kernel sizes for this signal, and where they cross."""
    size = len(view.signal)
    chart, words = st.columns([3, 2], vertical_alignment="center")
    chart.plotly_chart(
        ways_figure(
            _ALL_SIZES,
            (
                (_("plain sum"), [direct_flops(size, kernel) for kernel in _ALL_SIZES]),
                (_("three FFTs"), [fft_flops(size + kernel - 1) for kernel in _ALL_SIZES]),
            ),
            here=len(view.kernel),
            size_label=_("K, samples of the kernel"),
            cost_label=_("FLOPs, counted"),
        ),
        width="stretch",
        key="fourier_counts",
        alt=_("Counted FLOPs of both ways over the kernel's size"),
    )
    crossing = counted_crossing(size, KERNEL_SIZES[1])
    told = (
        _("By count the FFT wins for N = {size} from **K = {crossing}** on.").format(
            size=size, crossing=crossing
        )
        if crossing is not None
        else _("For N = {size} the FFT never needs less up to K = {most}: raise N.").format(
            size=size, most=KERNEL_SIZES[1]
        )
    )
    words.markdown(told)
    words.markdown(lesson_section("correlation", "theorem_counts"))
    st.latex(cost_formula(view))


def show_networks() -> None:
    """Products an output and pair of channels for the kernels networks use, four ways."""
    side = SIDE.draw(st.columns([2, 3])[0])
    names = {
        "direct": _("plain sum"),
        "fft": "FFT",
        "winograd_2": "Winograd F(2 × 2, 3 × 3)",
        "winograd_4": "Winograd F(4 × 4, 3 × 3)",
    }
    rows: dict[str, list[str]] = {
        _("kernel"): [],
        _("way"): [],
        _("multiplications an output value and pair of channels"): [],
        _("numbers a kernel"): [],
    }
    columns = list(rows.values())
    for kernel_size in _LAYER_KERNELS:
        for way in layer_ways(side, kernel_size):
            entries = (
                f"{kernel_size} × {kernel_size}",
                names[way.name],
                show_number(way.products),
                f"{way.kernel_numbers:,}",
            )
            for column, entry in zip(columns, entries, strict=True):
                column.append(entry)
    st.table(rows, hide_index=True)
    st.markdown(lesson_section("correlation", "theorem_networks"))
