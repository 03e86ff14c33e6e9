"""The copy-link button beside Streamlit's own."""

from __future__ import annotations

import streamlit as st

from explorer.ui.components.copy_link import copy_link

words = {"label": "Copy link", "done_label": "Link copied", "manual_label": "Copy this address:"}
with st.container(horizontal=True):
    st.button("Reset", icon=":material/restart_alt:")
    copy_link(**words, key="plain")
    copy_link(
        **(words | {"label": "Copy B"}), key="changed", parameters={"stride": "2", "padding": ""}
    )
