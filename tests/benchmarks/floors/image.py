"""The floor of a picture that follows a slider: one slider, one `st.image` of 256 × 256 pixels."""

from __future__ import annotations

import numpy as np
import streamlit as st

st.title("One picture")
step = st.slider("step", 0, 500, 0)
ramp = np.add.outer(np.arange(256), np.arange(256)) + 5 * step
st.image(ramp.astype(np.uint8))
