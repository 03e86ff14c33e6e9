"""A spectrogram that is heard and a silent one, for the browser tests."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.signals.spectrogram import SpectrogramSettings, compute_spectrogram
from explorer.ui.components.spectrogram_view import (
    HeardSound,
    SpectrogramImage,
    spectrogram_view,
)

st.set_page_config(layout="wide")
RATE = 8_000
time = np.arange(2 * RATE) / RATE
pitch = np.where(time < 1, 1_000, 3_000)
sound = (0.5 * np.sin(2 * np.pi * pitch * time)).astype(np.float32)
win = int(st.number_input("win_length", 64, 1024, 256))
mel = st.toggle("mel")
chosen = SpectrogramSettings(win, win // 4, win, n_mels=20 if mel else None)
found = compute_spectrogram(sound, RATE, chosen)
image = SpectrogramImage(
    found.values, found.frequencies_hz, found.times_s, found.low, found.high, "dB", "a <b>scale</b>"
)
told = st.session_state.setdefault("told", [])
part = told[-1] if told else None
spectrogram_view(
    image,
    name="<b>Two tones</b>",
    sound=HeardSound(sound, RATE),
    pick=part,
    on_pick=told.append,
    alt="Heard",
    key="heard",
)
spectrogram_view(image, name="Silent", alt="Silent", key="silent", height_px=150)
st.write("told: " + " | ".join(f"{p.start_s:g} {p.end_s:g} {p.hz:g}" for p in told))
