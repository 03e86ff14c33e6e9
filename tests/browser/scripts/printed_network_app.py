"""A printed network for the browser tests; what was chosen last stands above it."""

from __future__ import annotations

import streamlit as st

from explorer.ui.components.printed_network import printed_network

st.set_page_config(layout="wide")
lines = [("Net(", ""), ("  (0): Conv2d(3, 8, <b>bold</b>)", "0"), ("  (1): ReLU()", "")]
lines += [(f"  ({number}): Conv2d(8, 8)", str(number)) for number in range(2, 40)] + [(")", "")]
st.session_state.setdefault("chosen", "0")
st.markdown(f"chosen: {st.session_state['chosen']}")
st.button("far down", on_click=lambda: st.session_state.update(chosen="39"))
printed_network(
    lines,
    st.session_state["chosen"],
    alt="The layers",
    key="printed",
    on_choose=lambda name: st.session_state.update(chosen=name),
)
