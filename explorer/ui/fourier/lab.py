"""The convolution theorem: two spectra, their product, and the way back."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import streamlit as st

from explorer.plots.fourier import Line, theorem_figure
from explorer.signals.fourier import Operation, Theorem, apply_theorem, padded_length
from explorer.signals.fourier_inputs import make_inputs
from explorer.ui.controls import draw_all
from explorer.ui.fourier import measured, picture, views
from explorer.ui.fourier import settings as controls
from explorer.ui.fourier.scripts import show_script
from explorer.ui.fourier.sentences import (
    describe,
    headline_numbers,
    theorem_formula,
    wrap_formula,
)
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import guarded

_FLOOR = 1e-4  # of the largest magnitude: what is smaller is drawn there


def present() -> None:
    """Draw the controls, the picture, its numbers and the chosen closer look."""
    values: dict[str, Any] = {"fourier_operation": controls.OPERATION.draw(st)}
    with st.container(key="page_choices"):
        *places, more = st.columns([3, 3, 3, 3, 2], vertical_alignment="bottom")
    values |= draw_all(controls.MAIN, places)
    with more.popover(_("More"), icon=":material/tune:", width="stretch"):
        values |= draw_all((controls.SIGNAL_SIZE,), (st,))
    signal, kernel = make_inputs(
        values["fourier_signal"],
        values["fourier_signal_size"],
        values["fourier_kernel"],
        values["fourier_kernel_size"],
    )
    n_fft = padded_length(len(signal), len(kernel), values["fourier_zeros"] / 100)
    view = apply_theorem(signal, kernel, n_fft, cast("Operation", values["fourier_operation"]))
    _show_theorem(view)
    st.caption(lesson_section("correlation", "theorem"))
    _show_words(view)
    look = controls.VIEW.draw(st)
    closer = {
        "counts": lambda: views.show_counts(view),
        "measured": measured.show_race,
        "picture": picture.show_picture,
        "networks": views.show_networks,
        "code": lambda: show_script(view, values),
    }
    guarded(closer[look])


def _show_theorem(view: Theorem) -> None:
    correlation = view.operation == "correlation"
    st.plotly_chart(
        theorem_figure(
            _lines(view),
            x_labels=(
                _("sample"),
                _("frequency, cycles a sample"),
                _("delay, samples") if correlation else _("sample"),
            ),
            y_labels=(_("x and k"), _("magnitude"), _("x ⋆ k") if correlation else _("x ∗ k")),
        ),
        width="stretch",
        key="fourier_chart",
        alt=_(
            "Signal and kernel, their spectra with the product, and the result beside the direct "
            "sum; samples that came round: {count}"
        ).format(count=int(view.strays.sum())),
    )


def _lines(view: Theorem) -> list[Line]:
    """Inputs, spectra and results as the lines of the three panels."""
    frequencies = np.arange(len(view.product)) / view.n_fft
    kernel_name = _("conj(F k)") if view.operation == "correlation" else _("F k")
    spectra = (view.signal_spectrum, view.kernel_spectrum, view.product)
    magnitudes = [np.abs(values) for values in spectra]
    floors = [_FLOOR * float(values.max()) for values in magnitudes]
    wrapped, strays = view.wrapped, view.strays
    return [
        Line(_("signal x"), 0, np.arange(len(view.signal)), view.signal, 0),
        Line(_("kernel k"), 0, np.arange(len(view.kernel)), view.kernel, 1),
        *(
            Line(name, 1, frequencies, np.maximum(values, floor or 1e-12), colour)
            for name, values, floor, colour in zip(
                (_("F x"), kernel_name, _("their product")),
                magnitudes,
                floors,
                (0, 1, 2),
                strict=True,
            )
        ),
        Line(_("direct sum"), 2, view.own_places, view.direct, 0, dotted=True),
        Line(
            _("what comes round"), 2, view.own_places[strays], view.direct[strays], 3, wrapped=True
        ),
        Line(
            _("product, back again"),
            2,
            view.delays[~wrapped],
            view.result[~wrapped],
            2,
            points=True,
        ),
        Line(
            _("spoilt by it"),
            2,
            view.delays[wrapped],
            view.result[wrapped],
            3,
            points=True,
            wrapped=True,
        ),
    ]


def _show_words(view: Theorem) -> None:
    numbers = headline_numbers(view)
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see(describe(view))
    product, wrap = st.columns(2)
    product.latex(theorem_formula(view))
    wrap.latex(wrap_formula(view))
    energy = float((view.signal**2).sum())
    spectrum = float((np.abs(np.fft.fft(view.signal, view.n_fft)) ** 2).sum()) / view.n_fft
    st.caption(
        _(
            "The left product is the strongest bin above frequency 0. Parseval: Σx² = {energy}, "
            "and (1/M)·Σ|X|² = {spectrum}."
        ).format(energy=show_energy(energy), spectrum=show_energy(spectrum)),
        text_alignment="center",
    )


def show_energy(value: float) -> str:
    """Write an energy with six digits: the two sides of Parseval's equation are compared."""
    return f"{value:.6g}"
