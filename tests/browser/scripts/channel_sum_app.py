"""A channel sum for the browser tests; what is shown stands in the address (?size=5&k=3)."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.convolution import run_convolution
from explorer.ui.components.channel_sum import Channel, channel_sum

st.set_page_config(layout="wide")
size = int(st.query_params.get("size", "5"))
k = int(st.query_params.get("k", "3"))
bias = st.number_input("bias", -1.0, 1.0, 0.25, 0.25)
told = st.session_state.setdefault("told", [])

# Small whole numbers: every sum is worked by hand in the test.
y, x = np.mgrid[0:size, 0:size]
planes = np.stack([x, y, 0 * x]).astype(np.float32)  # red rises rightwards, green downwards
kernels = np.zeros((3, k, k), np.float32)
kernels[0, k // 2, k // 2] = 1
kernels[1, 0, 0] = -2
if st.query_params.get("planes") == "photo":
    planes = np.random.default_rng(0).integers(0, 256, planes.shape).astype(np.float32) / 255
    kernels = np.random.default_rng(1).normal(size=kernels.shape).astype(np.float32)
weight = kernels[None]
output = run_convolution(planes, weight, np.array([bias], np.float32)).output[0]
if st.query_params.get("wrong"):
    output = output + 1
pinned = st.session_state.get("pin")

channel_sum(
    planes,
    kernels,
    output,
    bias=bias,
    channels=[Channel("red", "red", "#d7263d"), Channel("green", "green"), Channel("blue", "blue")],
    plane_range=(0.0, max(1.0, float(planes.max()))),
    at=pinned or (0, 0),
    pinned=pinned is not None,
    limit=float(np.abs(output).max()),
    largest=float(np.abs(output).max()),
    decimals=2,
    rgb=(0, 1, 2),
    alt="Three planes and their sum",
    key="sum",
    on_pin=lambda place: (told.append(place), st.session_state.update(pin=place)),
)
st.write(f"told: {told}")
