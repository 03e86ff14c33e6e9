"""A descent played back; ?kind=diverged blows up, ?size=5 and ?frames=60 change the recording."""

from __future__ import annotations

import numpy as np
import streamlit as st
from scipy.signal import correlate2d

from explorer.ui.components.descent_player import descent_player

st.set_page_config(layout="wide")
kind = st.query_params.get("kind", "plain")
size = int(st.query_params.get("size", "3"))
frames = int(st.query_params.get("frames", "41"))
seed = st.number_input("seed", 0, 9, 0)

y, x = np.mgrid[0:96, 0:128]
picture = ((x - 64) ** 2 + (y - 48) ** 2 < 900) * 0.7 + ((x // 8 + y // 8) % 2) * 0.3
target = np.zeros((size, size))
target[:, 0], target[:, -1] = 1, -1
target[size // 2, 0], target[size // 2, -1] = 2, -2
start = np.random.default_rng(seed).normal(size=(size, size))
steps = np.arange(frames) * 5
pace = 0.97**steps
kernels = (target + (start - target) * pace[:, None, None]).astype(np.float32)
losses = (3.0 * 0.97 ** (2 * np.arange(steps[-1] + 1))).astype(np.float32)
if kind == "diverged":
    losses = (0.5 * 1.6 ** np.arange(steps[-1] + 1)).astype(np.float32)
    losses[121:] = np.inf
    kernels = (start * 1.3 ** steps[:, None, None]).astype(np.float32)
    kernels[25:] = np.nan
responses = np.stack([correlate2d(picture, kernel, mode="valid") for kernel in kernels])

descent_player(
    kernels,
    responses,
    steps,
    losses,
    target_kernel=target,
    target_response=correlate2d(picture, target, mode="valid"),
    limit=2.5,
    alt="A random kernel becomes Sobel's",
    key="player",
    autoplay="autoplay" in st.query_params,
)
st.button("Run again")
