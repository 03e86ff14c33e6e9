"""A matrix twin for the browser tests: the lecture's, or a picture (?case=picture, ?case=large)."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.signals.toeplitz import TwinLayout, apply_matrix
from explorer.ui.components.matrix_twin import Grids, TwinMatrix, matrix_twin

CASES = {
    "lecture": (np.array([[1.0, 2, 4, 5, 3, 0]]), np.array([[5.0, 4]])),
    "picture": (np.arange(16.0).reshape(4, 4), np.array([[1.0, -2], [0, 3]])),
    "large": (np.arange(784.0).reshape(28, 28) % 7, np.arange(1.0, 10).reshape(3, 3)),
}

st.set_page_config(layout="wide")
values, kernel = CASES[st.query_params.get("case", "lecture")]
padding = int(st.query_params.get("padding", "0"))
dimensions = 1 if len(values) == 1 else 2
layout = TwinLayout(values.shape, kernel.shape, padding=padding, dimensions=dimensions)
told = st.session_state.setdefault("told", [])

matrix_twin(
    TwinMatrix(
        (layout.outputs, layout.inputs), layout.filled, kernel.ravel(), "abcdefghi", "shared"
    ),
    values.ravel(),
    apply_matrix(layout, kernel, values),
    symbols=("x", "y", "A"),
    titles={"input": "Input", "kernel": "Kernel", "output": "Output", "matrix": "y = A x"},
    at=told[-1] if told else 0,
    alt="A matrix",
    grids=Grids(
        layout.input_size,
        layout.kernel_size,
        layout.output_size,
        layout.stride,
        (0 if dimensions == 1 else padding, padding),
        layout.dilation,
        layout.tap_weights,
    ),
    on_pin=told.append,
    key="twin",
)
st.write(f"told: {told}")
