"""A kernel sliding over a signal: ?mode=stems, ?signal=wave, ?flipped=1, ?impulse=1."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.ui.components.sliding_product import sliding_product

st.set_page_config(layout="wide")
mode = st.query_params.get("mode", "area")
flipped = st.toggle("flip", "flipped" in st.query_params)

if mode == "area":
    step = 0.02
    grid = np.arange(-100, 101) * step
    f = (np.abs(grid) <= 1).astype(float)
    g = np.where((grid >= 0) & (grid <= 1), grid, 0.0) - 0.5 * ((grid < 0) & (grid >= -0.5))
    if "impulse" in st.query_params:
        g = np.zeros_like(grid)
        g[[124, 125]] = 0.5 / step
    full = np.convolve(f, g if flipped else g[::-1]) * step
    pinned = sliding_product(
        f,
        g,
        full,
        mode="area",
        start=grid[0],
        step=step,
        kernel_start=grid[0],
        output_start=2 * grid[0],
        flipped=flipped,
        impulses=(False, "impulse" in st.query_params),
        alt="A box and a saw",
        key="slide",
    )
elif "wave" in st.query_params.get("signal", ""):
    rate = 16_000
    wave = np.sin(np.arange(400) / 6) * np.hanning(400)
    taps = int(st.query_params.get("taps", "31"))
    x = np.pad(wave, taps // 2)
    k = np.ones(taps) / taps
    pinned = sliding_product(
        x,
        k,
        np.correlate(x, k, "valid")[::2],
        mode="stems",
        start=100.0,
        step=1000 / rate,
        unit="ms",
        stride=2,
        pads=(taps // 2, taps // 2),
        alt="A wave and its mean",
        key="slide",
    )
else:
    x, k = np.array([0.0, 1, 2, 4, 5, 3, 0, 0]), np.array([5.0, 4.0])
    pinned = sliding_product(
        x,
        k,
        np.convolve(x, k, "valid") if flipped else np.correlate(x, k, "valid"),
        mode="stems",
        pads=(1, 1),
        flipped=flipped,
        output_start=-1,
        position=1 if "asked" in st.query_params else None,
        alt="The lecture's five numbers",
        key="slide",
    )
st.write("pinned:", pinned)
st.button("Run again")
