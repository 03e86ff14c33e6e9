"""The floor of a chart that follows a slider: one slider, one plotly heat map."""

from __future__ import annotations

import numpy as np
import streamlit as st
from plotly import graph_objects as go

st.title("One chart")
step = st.slider("step", 0, 500, 0)
ramp = np.add.outer(np.arange(128), np.arange(128)) + 5 * step
figure = go.Figure(go.Heatmap(z=ramp.astype(np.uint8)))
figure.update_layout(height=420)
st.plotly_chart(figure, key="chart")
