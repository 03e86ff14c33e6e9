"""The filter itself: its kernels, their numbers, and the frequencies it is made of."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.networks.filter_pictures import filter_spectrum
from explorer.networks.filter_quality import CLEAN_ROUGHNESS, ROUGH_FREQUENCY, SPECTRUM_SIZE
from explorer.plots.weights import spectrum_figure
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.weights.compute import WeightsView

MOST_WRITTEN = 3  # kernels whose numbers are written out
NUMBERS_A_ROW = 8


def show_filter(view: WeightsView) -> None:
    """Draw the chosen filter's kernels beside its spectrum, and write its numbers."""
    if view.bank.kind == "pointwise":
        _show_single_numbers(view)
        return
    colour = view.bank.kind == "colour"
    kernels = view.weight if colour else view.weight[view.kernel : view.kernel + 1]
    tiles, spectrum = st.columns(2)
    with tiles:
        st.markdown(_kernel_title(view))
        tile_wall(
            kernels,
            names=_names(view),
            alt=_("The kernels of filter {number} of {layer}").format(
                number=view.number, layer=view.bank.name
            ),
            key="weights_planes",
        )
        st.code(write_numbers(kernels, view), language="python", height=260)
    with spectrum:
        _show_spectrum(view, kernels)
    st.markdown(lesson_section("weights", "filter"))


def _show_single_numbers(view: WeightsView) -> None:
    """Write a 1 × 1 filter's numbers: there is no kernel with a shape or a spectrum."""
    values = view.weight[:, 0, 0]
    rows = [values[start : start + NUMBERS_A_ROW] for start in range(0, len(values), NUMBERS_A_ROW)]
    form = _number_form(values)
    lines = (
        f"{NUMBERS_A_ROW * place:5d}: " + " ".join(format(float(value), form) for value in row)
        for place, row in enumerate(rows)
    )
    head = f"# weight[{view.number}, :, 0, 0]"
    st.code("\n".join([head, *lines]), language="python", height=260)
    st.caption(
        _(
            "A 1 × 1 kernel is one number: it passes fine and coarse stripes alike, so there is "
            "no spectrum to be drawn."
        )
    )


def _kernel_title(view: WeightsView) -> str:
    if view.bank.kind == "colour":
        return _("Filter {number}, a kernel a colour").format(number=view.number)
    return _("Filter {number}, its kernel for input channel {channel}").format(
        number=view.number, channel=view.input_channel
    )


def _names(view: WeightsView) -> list[str]:
    if view.bank.kind == "colour":
        return [_("red"), _("green"), _("blue")]
    return [str(view.input_channel)]


def _show_spectrum(view: WeightsView, kernels: NDArray[np.float32]) -> None:
    st.markdown(
        _("Its spectrum |F|², channels summed, padded to {size} × {size}").format(
            size=SPECTRUM_SIZE
        )
    )
    st.plotly_chart(
        spectrum_figure(
            filter_spectrum(kernels),
            across_label=_("across, cycles a pixel"),
            down_label=_("down, cycles a pixel"),
        ),
        width="stretch",
        key="weights_spectrum",
        alt=_("Spectrum of filter {number}").format(number=view.number),
    )
    if view.bank.kind != "colour":
        return
    quality, number = view.figures.quality, view.number
    st.caption(
        _(
            "Share of the energy above {frequency} cycles a pixel: {roughness} (clean below "
            "{clean}). Share in the strongest tenth of the bins: {grating}. Coherence, 0 for all "
            "directions alike and 1 for a single one: {coherence}."
        ).format(
            frequency=ROUGH_FREQUENCY,
            roughness=f"{float(quality.roughness[number]):.0%}",
            clean=f"{CLEAN_ROUGHNESS:.0%}",
            grating=f"{float(quality.grating[number]):.0%}",
            coherence=show_number(float(quality.coherence[number]), 2),
        )
    )


def write_numbers(kernels: NDArray[np.float32], view: WeightsView) -> str:
    """Write kernels as rows of numbers, as PyTorch would index them."""
    form = _number_form(kernels)
    blocks = []
    for place, kernel in enumerate(kernels[:MOST_WRITTEN]):
        at = place if view.bank.kind == "colour" else view.kernel
        rows = (" ".join(format(float(value), form) for value in row) for row in kernel)
        blocks.append("\n".join([f"# weight[{view.number}, {at}]", *rows]))
    return "\n\n".join(blocks)


def _number_form(values: NDArray[np.float32]) -> str:
    """Return a format that leaves the largest |value| three digits."""
    largest = float(np.abs(values).max())
    decimals = min(9, max(2, 2 - math.floor(math.log10(largest)))) if largest else 2
    return f"{decimals + 4}.{decimals}f"
