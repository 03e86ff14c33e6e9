"""One emission spectrum: measured points, the model's truth, and the kernel's answer."""

from __future__ import annotations

import numpy as np

from explorer.plots.matrix_pictures import Axis, matrix_picture
from explorer.plots.spectra import Curve, Marks, spectrum_figure
from explorer.signals.fluorescence import EMISSION_NM, EXCITATION_NM, STEP_NM
from explorer.signals.spectral_kernels import CurveKernel
from explorer.ui.language import _
from explorer.ui.place import Place
from explorer.ui.spectra.compute import SpectraView

EXCITATION_AXIS = Axis(float(EXCITATION_NM[0]), STEP_NM)
EMISSION_AXIS = Axis(float(EMISSION_NM[0]), STEP_NM)


def show_spectrum(place: Place, view: SpectraView, kernel: CurveKernel) -> None:
    """Draw the spectrum with its peaks; a derivative in a panel of its own."""
    below = not kernel.smooths
    curves = [
        Curve(_("measured (synthetic)"), view.measured, "measured"),
        Curve(_("the model's truth"), view.truth, "truth"),
        Curve(_("behind the kernel"), view.answer, "answer", below=below),
    ]
    if below:
        curves.append(Curve(_("the truth behind the kernel"), view.clean, "truth", below=True))
    place.plotly_chart(
        spectrum_figure(
            EMISSION_NM,
            curves,
            _marks(view, below=below),
            axis_label=_("emission, nm"),
            value_label=_("fluorescence, synthetic"),
            answer_label=_("slope, per nm") if kernel.derivative == 1 else _("curvature, per nm²"),
        ),
        width="stretch",
        key="spectra_chart",
        alt=_(
            "Synthetic emission spectrum at {excitation} nm with noise, without it, and behind "
            "the kernel; peaks found: {count}"
        ).format(excitation=f"{view.excitation_nm:g}", count=len(view.found)),
    )


def _marks(view: SpectraView, *, below: bool) -> list[Marks]:
    """Return the found peaks on the answer, and the missed bands on the truth."""
    judgement = view.judge()
    columns = view.found[:, 0]
    hits = [columns[place] for _number, place in judgement.hits]
    alarms = [columns[place] for place in judgement.false_alarms]
    missed = [view.bands[number] for number in judgement.misses]
    places = [int(np.abs(EMISSION_NM - band.emission_nm).argmin()) for band in missed]
    names = [_(view.bands[number].title) for number, _place in judgement.hits]
    return [
        Marks(
            _("hit"),
            "hit",
            EMISSION_NM[hits].tolist(),
            view.answer[hits].tolist(),
            [f"{EMISSION_NM[at]:g} nm: {name}" for at, name in zip(hits, names, strict=True)],
            below=below,
        ),
        Marks(
            _("false alarm"),
            "false",
            EMISSION_NM[alarms].tolist(),
            view.answer[alarms].tolist(),
            [f"{EMISSION_NM[at]:g} nm" for at in alarms],
            below=below,
        ),
        Marks(
            _("missed band"),
            "miss",
            [band.emission_nm for band in missed],
            view.truth[places].tolist(),
            [f"{band.emission_nm:g} nm: {_(band.title)}" for band in missed],
        ),
    ]


def show_row(place: Place, view: SpectraView) -> None:
    """Draw the whole matrix with the chosen excitation marked."""
    measurement, limits = view.measurement, matrix_limits(view)
    place.image(
        matrix_picture(
            measurement.measured,
            EXCITATION_AXIS,
            EMISSION_AXIS,
            limits=limits,
            scale=3,
            line_row=view.row,
        ),
        caption=_(
            "Synthetic matrix: excitation in nm upwards, emission in nm to the right; the line is "
            "the spectrum beside it. Colours from {low} to {high}."
        ).format(low=f"{limits[0]:.3g}", high=f"{limits[1]:.3g}"),
        alt=_("Synthetic excitation-emission matrix with the row at {excitation} nm marked").format(
            excitation=f"{view.excitation_nm:g}"
        ),
        width="stretch",
    )


def matrix_limits(view: SpectraView) -> tuple[float, float]:
    """Return the ends of the colour scale: nothing, and the highest band with its baseline."""
    settings = view.measurement.settings
    highest = float(view.measurement.fluorescence.max()) + settings.baseline
    return 0.0, highest or 1.0
