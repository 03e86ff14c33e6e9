"""Kernel bars, a frequency chart and wave rows for the browser tests."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.ui.components.frequency_chart import (
    FrequencyCurve,
    FrequencyMark,
    FrequencyPanel,
    frequency_chart,
)
from explorer.ui.components.kernel_bars import kernel_bars
from explorer.ui.components.wave_rows import WaveRow, wave_rows

st.set_page_config(layout="wide")
if "taps" not in st.session_state:
    st.session_state.update(taps=[0.0, 0.5, 1.0, 0.5, 0.0], chosen=0)


def keep(taps: np.ndarray) -> None:
    st.session_state.taps = [round(float(tap), 2) for tap in taps]


def choose(number: int) -> None:
    st.session_state.chosen = number


finger = st.toggle("finger", value=False)
kernel_bars(
    np.array(st.session_state.taps),
    name="<b>Kernel</b>",
    limit=1.0,
    by_finger=finger,
    on_draw=keep,
    alt="Five taps",
    key="bars",
)
st.write("taps:", str(st.session_state.taps))
decibels = -np.arange(101) / 2.0
frequency_chart(
    (
        FrequencyPanel(
            "Spectrum",
            (
                FrequencyCurve("before", decibels, 0, 80, "area"),
                FrequencyCurve(
                    "folded", np.where(decibels < -20, np.nan, decibels), 0, 40, "folded"
                ),
            ),
            -60,
            5,
        ),
        FrequencyPanel("Response", (FrequencyCurve("gain", decibels, 0, 80),), -60, 5),
    ),
    8_000,
    marks=[FrequencyMark(4_000, "<i>half</i>"), FrequencyMark(4_000, "above", 8_000)],
    alt="Two panels",
    key="chart",
)
wave = np.sin(np.arange(2_000) / 20)
wave_rows(
    [WaveRow(f"row {n}", wave * (n + 1) / 3, np.linspace(0, 1, 20)) for n in range(3)],
    chosen=st.session_state.chosen,
    on_choose=choose,
    labels={"wave": "waves", "response": "curves"},
    alt="Three rows",
    key="rows",
)
st.write("chosen:", st.session_state.chosen)
