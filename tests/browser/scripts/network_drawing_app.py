"""A drawing of a network for the browser tests; a number field says how many layers there are."""

from __future__ import annotations

import streamlit as st

from explorer.ui.components.network_drawing import NetworkBlock, network_drawing

st.set_page_config(layout="wide")
count = st.number_input("layers", 1, 200, 4)
broken = st.toggle("broken")
rows = [
    NetworkBlock("0 Conv2d", (8, 16, 16), 80, 18_432, "eight maps", "convolution"),
    NetworkBlock("1 ReLU", (8, 16, 16), details="no shape changed", tone="activation", slab=True),
    NetworkBlock("2 Flatten", (2048,), details="a vector"),
    NetworkBlock("<b>3</b>", (10,), 20_490, 20_480, "<i>ten</i> numbers", "linear"),
]
layers = (rows * 50)[:count]
if broken:
    layers[2:] = [
        NetworkBlock("2 Linear", (), details="expects 7", status="misfit"),
        NetworkBlock("3 Linear", (), details="not known", status="unknown"),
    ]


def choose(index: int) -> None:
    """Keep the choice."""
    st.session_state["chosen"] = index


network_drawing(
    [NetworkBlock("Input", (1, 16, 16), tone="input", details="what comes in"), *layers],
    selected=st.session_state.get("chosen", 0),
    on_select=choose,
    alt="A small network",
    key="drawing",
)
st.text(f"chosen: {st.session_state.get('chosen', 0)}")
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(f"runs: {st.session_state['runs']}")
