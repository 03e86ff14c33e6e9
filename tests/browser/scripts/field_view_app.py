"""A field view for the browser tests: 8 units of 5 pixels, 3 apart, on 24 × 24 pixels."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.geometry import AxisGeometry
from explorer.layers.receptive_field import Field
from explorer.ui.components.field_view import FieldLabels, field_view

st.set_page_config(layout="wide")
side = int(st.query_params.get("side", "24"))
kind = st.query_params.get("kind", "map")
told = st.session_state.setdefault("told", [])
picture = Field.of_picture(side, side)
window = AxisGeometry(side, 5, 3, 2, 2)
field = Field(picture.rows.through(window), picture.columns.through(window))
if kind == "whole":
    field = Field(field.rows.merged(), field.columns.merged())
photo = np.linspace(0, 1, 3 * side * side, dtype=np.float32).reshape(3, side, side)
values = np.arange(-9, -9 + field.units[0] * field.units[1], dtype=np.float32).reshape(field.units)

field_view(
    photo,
    field,
    None if kind == "none" else values,
    selected=told[-1] if told else (0, 0),
    labels=FieldLabels("The photo", "<b>features.0</b>", "No weights here."),
    alt="Photo and units",
    key="fields",
    on_select=lambda row, column: told.append((row, column)),
)
st.write(f"told: {told}")
