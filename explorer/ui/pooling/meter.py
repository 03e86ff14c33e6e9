"""The shift meter's measurement, for its picture and for its script."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import to_grey
from explorer.layers.shifting import ShiftCurves, ShiftSettings, measure_shifts
from explorer.ui.pooling.compute import PoolView


@dataclass(frozen=True, slots=True, eq=False)
class ShiftState:
    """The meter as it stands: what is measured, the curves of all shifts, and the one chosen."""

    settings: ShiftSettings
    curves: ShiftCurves
    shift: int


def read_meter(view: PoolView, filter_name: str, shift: int) -> ShiftState:
    """Measure all shifts; raises SettingError where the picture is too small to be slid."""
    chosen = ShiftSettings(view.settings.kernel_size[0], view.settings.steps[0], filter_name)
    curves = _measure(to_grey(view.picture.pixels)[0], chosen)
    return ShiftState(chosen, curves, min(shift, curves.largest_shift))


@st.cache_data(max_entries=64, show_spinner=False)
def _measure(grey: NDArray[np.float32], settings: ShiftSettings) -> ShiftCurves:
    return measure_shifts(grey, settings)
