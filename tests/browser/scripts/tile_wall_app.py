"""Tile walls for the browser tests; what is shown stands in the address (?count=64&size=55)."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.ui.components.tile_wall import tile_wall

st.set_page_config(layout="wide")
count = int(st.query_params.get("count", "4"))
size = int(st.query_params.get("size", "24"))
kind = st.query_params.get("kind", "signed")
shift = st.number_input("shift", 0, 100, 0)
chosen_here = st.session_state.setdefault("from_callback", [])

y, x = np.mgrid[0:size, 0:size] / max(size - 1, 1) * 2 - 1
angle = np.arange(count) * np.pi / 8 + shift
wave = 4 + (np.arange(count) % 7)
phase = x[None] * np.cos(angle)[:, None, None] + y[None] * np.sin(angle)[:, None, None]
envelope = np.exp(-2 * (x**2 + y**2))
maps = np.cos(phase * wave[:, None, None] + shift) * envelope
maps = (maps * (1 + np.arange(count) % 5)[:, None, None]).astype(np.float32)
# Map 0 is worked by hand: half −1, a quarter 0, a quarter 3, so its mean is 0.25.
maps[0] = 0
maps[0, : size // 2] = -1
maps[0, size // 2 :, : size // 2] = 3
if kind == "relu":
    maps = np.maximum(maps, 0)
if kind == "holes":
    maps[1, :5, :5] = np.nan
    maps[2] = np.inf
if kind == "noise":
    maps = maps * np.float32(1e-14)
if kind == "zero":
    maps[0], maps[1:] = 2, 0
if kind == "colour":
    maps = np.stack([maps, -maps, np.abs(maps)], axis=1) / 10 + 0.5

chosen = tile_wall(
    maps,
    names=[f"unit {i}" for i in range(count)],
    signed=kind in {"signed", "holes", "noise"},
    from_zero=kind == "zero",
    limit=float(st.query_params["limit"]) if "limit" in st.query_params else None,
    selected={"one": 1}.get(st.query_params.get("selected", "")),
    alt="Waves in all directions",
    key="wall",
    on_select=chosen_here.append,
)
st.write(f"chosen: {chosen}; told: {chosen_here}")
