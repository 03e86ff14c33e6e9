"""Closer looks at a synthetic spectrum: the price, the peaks, the kernel, the solution."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.plots.spectra import lines_figure, weights_figure
from explorer.signals.fluorescence import FLUOROPHORES, STEP_NM
from explorer.signals.spectral_kernels import CurveKernel, MatrixKernel
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.spectra.compute import SpectraView, to_nm
from explorer.ui.spectra.price import PriceRow, price_rows
from explorer.ui.spectra.sentences import write_place

_MOMENTS = 6
_THRESHOLDS = np.linspace(0.02, 1.0, 50)
_NOTHING = "–"


def show_price(view: SpectraView) -> None:
    """How far from the truth over kernel sizes; for what does not smooth, signal to noise."""
    rows = price_rows(view)
    chart, words = st.columns([3, 2], vertical_alignment="center")
    if view.kernel.smooths:
        lines = {
            _("by noise"): [row.errors.noise for row in rows],
            _("by distortion"): [row.errors.distortion for row in rows],
            _("together"): [row.errors.both for row in rows],
        }
        value_label = _("distance from the truth, root mean square")
    else:
        lines = {_("signal to noise"): [row.signal_to_noise or 0.0 for row in rows]}
        value_label = _("signal to noise")
    here = view.kernel.sigma if isinstance(view.kernel, MatrixKernel) else view.kernel.kernel_size
    axis_label = _("kernel_size, points")
    if isinstance(view.kernel, MatrixKernel):
        axis_label = _("σ of the kernel, points")
    chart.plotly_chart(
        lines_figure(
            [row.size for row in rows],
            lines,
            here=here,
            axis_label=axis_label,
            value_label=value_label,
        ),
        width="stretch",
        key="spectra_price",
        alt=_("{what} over {sizes} kernel sizes").format(what=value_label, sizes=len(rows)),
    )
    words.markdown(_tell_best(view, rows))
    if view.kernel.smooths:
        words.markdown(lesson_section("sound", "spectra_price"))
    else:
        words.markdown(lesson_section("sound", "spectra_gain"))


def _tell_best(view: SpectraView, rows: list[PriceRow]) -> str:
    if view.kernel.smooths:
        best = min(rows, key=lambda row: row.errors.both)
        unsmoothed = view.gain.noise_before
        measured = float(np.sqrt(np.mean((view.answer - view.truth) ** 2)))
        return _(
            "Nearest to the truth at **{size}**: {error}, against {before} unsmoothed. The "
            "present kernel is {measured} away in this measurement."
        ).format(
            size=f"{best.size:g}",
            error=show_number(best.errors.both),
            before=show_number(unsmoothed),
            measured=show_number(measured),
        )
    if view.gain.before is None:
        return _("There is no noise to compare with.")
    best = max(rows, key=lambda row: row.signal_to_noise or 0.0)
    return _("Signal to noise is highest at **{size}**: {value}.").format(
        size=f"{best.size:g}", value=show_number(best.signal_to_noise or 0.0)
    )


def show_peaks(view: SpectraView) -> None:
    """Every true band with what was found near it, and the counts over all thresholds."""
    chart, table = st.columns([3, 2])
    judgements = [view.judge(float(threshold)) for threshold in _THRESHOLDS]
    chart.plotly_chart(
        lines_figure(
            _THRESHOLDS.tolist(),
            {
                _("hits"): [len(each.hits) for each in judgements],
                _("misses"): [len(each.misses) for each in judgements],
                _("false alarms"): [len(each.false_alarms) for each in judgements],
            },
            here=view.threshold,
            axis_label=_("threshold, share of the strongest peak"),
            value_label=_("peaks"),
            steps=True,
        ),
        width="stretch",
        key="spectra_thresholds",
        alt=_("Hits, misses and false alarms over the threshold"),
    )
    table.table(_peak_rows(view), hide_index=True)
    st.markdown(lesson_section("sound", "spectra_peaks"))


def _peak_rows(view: SpectraView) -> dict[str, list[str]]:
    """One line a true band, then one a false alarm."""
    judgement = view.judge()
    found = dict(judgement.hits)
    places, truth = to_nm(view.found), view.true_nm
    rows: dict[str, list[str]] = {_("band"): [], _("true, nm"): [], _("found, nm"): []}
    name, true, near = rows.values()
    for number, band in enumerate(view.bands):
        name.append(_(band.title))
        true.append(write_place(truth[number]))
        near.append(write_place(places[found[number]]) if number in found else _("missed"))
    for place in judgement.false_alarms:
        name.append(_("false alarm"))
        true.append(_NOTHING)
        near.append(write_place(places[place]))
    return rows


def show_kernel(view: SpectraView) -> None:
    """The weights as bars, and what they make of a constant, a slope and higher powers."""
    reach = view.kernel.reach
    weights = view.weights if view.weights.ndim == 1 else view.weights[reach]
    places = STEP_NM * np.arange(-reach, reach + 1)
    chart, table = st.columns([3, 2])
    chart.plotly_chart(
        weights_figure(
            places.tolist(),
            weights,
            axis_label=_("distance from the middle along emission, nm"),
            value_label=_("weight"),
        ),
        width="stretch",
        key="spectra_weights",
        alt=_("Weights of the kernel along emission"),
    )
    if view.weights.ndim == 2:
        chart.caption(_("The middle row of {size} × {size} weights.").format(size=2 * reach + 1))
    table.table(_moment_rows(view), hide_index=True)
    st.markdown(lesson_section("sound", "spectra_kernel"))


def _moment_rows(view: SpectraView) -> dict[str, list[str]]:
    """What the kernel answers in the middle of λ^d, where the truth is 1 or 0."""
    weights = view.weights if view.weights.ndim == 1 else view.weights.sum(axis=0)
    places = np.linspace(-1, 1, len(weights))  # the window's half as unit
    unit_nm = STEP_NM * view.kernel.reach
    order = view.kernel.derivative if isinstance(view.kernel, CurveKernel) else 0
    answers = [float(weights @ places**power) * unit_nm**order for power in range(_MOMENTS)]
    exact = [float(np.prod(range(1, order + 1))) if power == order else 0.0
             for power in range(_MOMENTS)]  # fmt: skip
    if not view.kernel.smooths and isinstance(view.kernel, MatrixKernel):
        exact = [0.0, 0.0, float("nan"), 0.0, float("nan"), 0.0]
    return {
        _("it sees"): [f"t{'⁰¹²³⁴⁵'[power]}" for power in range(_MOMENTS)],
        _("it answers"): [show_number(round(answer, 12)) for answer in answers],
        _("exact"): [_NOTHING if np.isnan(value) else f"{value:g}" for value in exact],
    }


def show_solution(view: SpectraView) -> None:
    """What is in the synthetic solution, fluorophore by fluorophore."""
    settings = view.measurement.settings
    rows: dict[str, list[str]] = {
        _("fluorophore"): [],
        _("concentration"): [],
        _("excitation, nm (σ)"): [],
        _("emission, nm (σ)"): [],
        _("Stokes shift, nm"): [],
    }
    columns = list(rows.values())
    for fluorophore, concentration in zip(FLUOROPHORES, settings.concentrations, strict=True):
        last = fluorophore.excitation[-1]  # of the longest wavelength
        entries = (
            _(fluorophore.title),
            f"{concentration:g}",
            ", ".join(f"{b.centre_nm:g} ({b.width_nm:g})" for b in fluorophore.excitation),
            f"{fluorophore.emission.centre_nm:g} ({fluorophore.emission.width_nm:g})",
            f"{fluorophore.emission.centre_nm - last.centre_nm:g}",
        )
        for column, entry in zip(columns, entries, strict=True):
            column.append(entry)
    st.table(rows, hide_index=True)
    st.markdown(lesson_section("sound", "spectra_solution"))
