"""Training: from scratch, frozen, fine-tuned, with live curves."""

from __future__ import annotations

import streamlit as st

from explorer.ui.controls import draw_all
from explorer.ui.layout import page_end, page_part, plain_toolbar
from explorer.ui.lessons import lesson_section
from explorer.ui.shell import start_page
from explorer.ui.training.settings import CONTROLS, MAIN, MORE

start_page("training", CONTROLS)


def present(values: dict[str, object]) -> None:
    """Draw the runs and the chosen closer look."""
    from explorer.data.offline_sets import load_offline_set
    from explorer.ui.training import lab  # it needs torch

    pictures = load_offline_set(str(values["dataset"]))
    lab.show_lab(values, pictures)
    st.caption(lesson_section("training", "guide"))


further = plain_toolbar("training", CONTROLS, MORE)
with st.container(key="page_choices"):
    places = st.columns(len(MAIN), vertical_alignment="bottom")
chosen = {**further, **draw_all(MAIN, places)}
page_part(lambda: present(chosen))
page_end("training")
