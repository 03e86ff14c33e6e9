"""Two sound tracks for the browser tests; the first one's pitch is a number field."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.ui.components.sound_track import TrackMark, sound_track

st.set_page_config(layout="wide")
rate = 8_000
seconds = float(st.query_params.get("seconds", "2"))
pitch = st.number_input("pitch", 1, 3000, 200)
time = np.arange(round(seconds * rate)) / rate
told = st.session_state.setdefault("told", [])
tone = (0.5 * np.sin(2 * np.pi * pitch * time)).astype(np.float32)
sound_track(
    tone,
    rate,
    name="<b>Tone</b>",
    note="a sine",
    marks=[TrackMark(0.5, 0.75, "here"), TrackMark(seconds - 0.01, seconds, "end")],
    on_pick=lambda place: told.append(round(place, 2)),
    alt="A tone",
    key="tone",
)
sound_track(
    tone[::4], rate / 4, name="Every fourth", gain=0.5, duration_s=4.0, alt="Strided", key="strided"
)
st.write(f"told: {told}")
