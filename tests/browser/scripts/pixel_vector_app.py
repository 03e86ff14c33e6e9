"""A picture and its vector for the browser tests; what is shown stands in the address."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.flattening import Flattening, Pixel, self_correlation
from explorer.ui.components.pixel_vector import pixel_vector
from explorer.ui.components.vector_fold import vector_fold

st.set_page_config(layout="wide")
query = st.query_params
channels, height, width = (int(n) for n in query.get("shape", "3,32,32").split(","))
order = query.get("order", "chw")
shift = st.number_input("shift", 0, 5, 0)
told = st.session_state.setdefault("told", [])
folds = st.session_state.setdefault("folds", [])

flattening = Flattening(channels, height, width, order)
# Each number tells its channel and place: 0.5 red, row / 100, column / 10,000.
c, i, j = np.ogrid[0:channels, 0:height, 0:width]
pixels = (
    0.2 * c + i / 100 + j / 10_000 + shift / 10 + np.zeros(flattening.channels)[:, None, None]
).astype(np.float32)
pixel_vector(
    pixels,
    flattening,
    pinned=Pixel(*(told[-1] if told else (0, height // 2, width // 2))),
    channel_names=["red", "green", "blue"][:channels] if channels > 1 else ["grey"],
    value_range=(0, 1),
    decimals=4,
    on_pin=lambda pixel: told.append((pixel.channel, pixel.row, pixel.column)),
    alt="A picture and its vector",
    key="vector",
)
row = flattening.down
widths = np.arange(max(1, row // 2), min(flattening.length - 1, 2 * row + 4) + 1)
if len(widths):
    vector_fold(
        flattening.flatten(pixels),
        widths=widths,
        fits=self_correlation(flattening.flatten(pixels), widths),
        true_width=row,
        width=folds[-1] if folds else row - 1,
        channels=channels if order == "hwc" else 1,
        planes=channels if order == "chw" else 1,
        value_range=(0, 1),
        on_fold=folds.append,
        alt="The vector in rows",
        key="fold",
    )
st.write(f"told: {told}; folds: {folds}")
