"""The floor of a first page: one line."""

import streamlit as st

st.title("One line")
