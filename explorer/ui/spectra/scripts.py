"""The exported script of the spectra of solutions."""

from __future__ import annotations

from explorer.signals.spectra_script import curve_script, matrix_script
from explorer.signals.spectral_kernels import CurveKernel
from explorer.ui.layout import code_section
from explorer.ui.spectra.compute import SpectraView


def show_script(view: SpectraView) -> None:
    """Show the script that makes the measurement and finds the peaks on screen."""
    code_section(write_script(view), "spectra.py")


def write_script(view: SpectraView) -> str:
    """Write a complete script for this state; it ends in asserts on the answer and its peaks."""
    settings, found = view.measurement.settings, view.found_nm
    if isinstance(view.kernel, CurveKernel):
        wavelengths = [place[0] for place in found]
        return curve_script(
            settings, view.kernel, view.row, view.threshold, (view.answer, wavelengths)
        )
    return matrix_script(settings, view.kernel, view.threshold, (view.answer, found))
