"""Spectra of solutions: a synthetic measurement, a kernel on it, its gain and its price."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.signals.spectral_kernels import CurveKernel, MatrixKernel
from explorer.ui.controls import Control, draw_all
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded
from explorer.ui.spectra import curve, matrix, views
from explorer.ui.spectra import settings as controls
from explorer.ui.spectra.compute import SpectraView, look_at_spectra
from explorer.ui.spectra.scripts import show_script
from explorer.ui.spectra.sentences import (
    describe,
    formula_notes,
    headline_numbers,
    kernel_formula,
    model_formula,
)


def present() -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    of = controls.OF.draw(st)
    values = {"spectra_of": of, **_draw_controls(of)}
    if of == "curve":
        beside, main = st.columns([2, 5])
        view = look_at_spectra(values)
        if isinstance(view.kernel, CurveKernel):
            curve.show_row(beside, view)
            curve.show_spectrum(main, view, view.kernel)
    else:
        values["spectra_excitation"] = controls.EXCITATION.default
        view = look_at_spectra(values)
        if isinstance(view.kernel, MatrixKernel):
            matrix.show_grid(view, view.kernel)
            matrix.show_spots(st.container(), view, view.kernel)
    st.caption(lesson_section("sound", "spectra"))
    _show_words(view)
    look = controls.VIEW.draw(st)
    closer = {
        "price": lambda: views.show_price(view),
        "peaks": lambda: views.show_peaks(view),
        "kernel": lambda: views.show_kernel(view),
        "solution": lambda: views.show_solution(view),
        "code": lambda: show_script(view),
    }
    guarded(closer[look])


def _draw_controls(of: str) -> dict[str, Any]:
    """What matters in one row, the rest behind "More" at its end."""
    first: tuple[Control, ...] = (controls.FILTER, controls.FILTER_SIGMA, controls.THRESHOLD)
    if of == "curve":
        first = (controls.KERNEL, controls.KERNEL_SIZE, controls.THRESHOLD, controls.EXCITATION)
    with st.container(key="page_choices"):
        *places, noise, more = st.columns([3] * (len(first) + 1) + [2], vertical_alignment="bottom")
    values = draw_all(first, places)
    with more.popover(_("More"), icon=":material/tune:", width="stretch"):
        values |= draw_all(controls.OF_SOLUTION, [st] * len(controls.OF_SOLUTION))
        if of == "curve":
            values |= draw_all((controls.ORDER,), (st,))
    photons = values["spectra_noise"] == "photons"
    amount = controls.PHOTON_COUNT if photons else controls.SIGMA
    return values | draw_all((amount,), (noise,))


def _show_words(view: SpectraView) -> None:
    numbers = headline_numbers(view)
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see(describe(view))
    model, kernel = st.columns(2)
    model.latex(model_formula(view.measurement.settings))
    kernel.latex(kernel_formula(view))
    st.caption(formula_notes())
