"""The whole matrix: the linked grid, and the spots found in the answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.plots.matrix_pictures import Spot, matrix_picture
from explorer.signals.fluorescence import EMISSION_NM, EXCITATION_NM, STEP_NM
from explorer.signals.spectral_kernels import MatrixKernel, pad_matrix
from explorer.ui.components.linked_grid import grid_labels, linked_grid
from explorer.ui.language import _
from explorer.ui.place import Place
from explorer.ui.spectra.compute import SpectraView
from explorer.ui.spectra.curve import EMISSION_AXIS, EXCITATION_AXIS, matrix_limits


def show_grid(view: SpectraView, kernel: MatrixKernel) -> None:
    """Matrix, kernel and answer, linked; high excitation above, as in the pictures below."""
    reach = kernel.reach
    padded = pad_matrix(view.measured, reach)[::-1]
    linked_grid(
        padded[None].astype(np.float32),
        view.weights[::-1][None].astype(np.float32),
        view.answer[::-1].astype(np.float32),
        padding=(reach,) * 4,
        channel_names=[_("synthetic fluorescence")],
        labels=replace(
            grid_labels(),
            input=_("synthetic matrix: excitation upwards, emission to the right"),
            output=_("behind the kernel"),
            server="SciPy",
        ),
        alt=_("Synthetic matrix, kernel and answer, linked"),
        key="spectra_grid",
    )


def show_spots(place: Place, view: SpectraView, kernel: MatrixKernel) -> None:
    """Draw measurement and answer with axes in nm, and the spots that were found and missed."""
    left, right = place.columns(2)
    limits = matrix_limits(view)
    left.image(
        matrix_picture(
            view.measured,
            EXCITATION_AXIS,
            EMISSION_AXIS,
            limits=limits,
            spots=_true_spots(view),
        ),
        caption=_(
            "Measured (synthetic): excitation in nm upwards, emission in nm to the right. Rings "
            "are true bands that were found, triangles those that were missed."
        ),
        alt=_("Synthetic matrix with its true bands marked"),
        width="stretch",
    )
    right.image(
        matrix_picture(
            view.answer,
            EXCITATION_AXIS,
            EMISSION_AXIS,
            limits=limits if kernel.smooths else None,
            spots=_found_spots(view),
        ),
        caption=_(
            "Behind the kernel, the same axes. Rings are found spots that are true, crosses "
            "false alarms."
        ),
        alt=_("The kernel's answer with the found spots marked"),
        width="stretch",
    )


def _true_spots(view: SpectraView) -> list[Spot]:
    missed = set(view.judge().misses)
    return [
        Spot(
            (band.excitation_nm - EXCITATION_NM[0]) / STEP_NM,
            (band.emission_nm - EMISSION_NM[0]) / STEP_NM,
            "miss" if number in missed else "hit",
        )
        for number, band in enumerate(view.bands)
    ]


def _found_spots(view: SpectraView) -> list[Spot]:
    alarms = set(view.judge().false_alarms)
    return [
        Spot(float(row), float(column), "false" if number in alarms else "hit")
        for number, (row, column) in enumerate(view.found)
    ]
