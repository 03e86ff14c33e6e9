"""Two planes of 12 pictures for the browser tests: a row of 12 on one, 3 groups on the other."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.ui.components.picture_scatter import Plane, picture_scatter

st.set_page_config(layout="wide")
told = st.session_state.setdefault("told", [])
labels = np.arange(12) % 3
pixels = np.zeros((12, 3, 8, 8), np.uint8)
pixels[:, 0] = (20 * np.arange(12))[:, None, None]

line = np.stack([np.arange(12), np.zeros(12)], axis=1).astype(np.float32)
groups = np.stack([labels * 5 + np.arange(12) // 3 * 0.5, labels], axis=1).astype(np.float32)


def plane(name: str, places: np.ndarray) -> Plane:
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :3].astype(np.int32)
    return Plane(
        name, f"{name}: title", places, nearest, np.take_along_axis(distances, nearest, axis=1)
    )


picture_scatter(
    pixels,
    labels,
    ["red", "<b>green</b>", "blue"],
    (plane("pixels", line), plane("features", groups)),
    selected=told[-1] if told else 0,
    alt="Twelve pictures",
    key="scatter",
    on_select=told.append,
)
st.write(f"told: {told}")
