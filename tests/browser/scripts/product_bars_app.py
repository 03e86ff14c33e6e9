"""Product bars for the browser tests; the first bar's second factor is a number field."""

from __future__ import annotations

import streamlit as st

from explorer.ui.components.product_bars import ProductBar, product_bars

st.set_page_config(layout="wide")
uses = st.number_input("uses", 1, 10**6, 1000)
rows = [
    ProductBar("few", 100, uses, "100 weights", f"{uses:,} uses", f"{100 * uses:,} products"),
    ProductBar("many", 100_000, 1, "100,000 weights", "1 use", "100,000 products"),
    ProductBar("<b>one</b>", 1, 1, "1 weight", "1 use", "1 product"),
]
shown = st.number_input("bars", 1, 3, 3)
product_bars(rows[:shown], axis_label="ten times a line", alt="Weights times uses", key="bars")
