"""The frame around every page: configuration, language, navigation, and the way in by deep link."""

from __future__ import annotations

import gc
from contextvars import ContextVar
from pathlib import Path

import streamlit as st

from explorer.catalog import chapters, find_page
from explorer.ui.controls import Control, ignored_from_link
from explorer.ui.language import _, language_picker

ASSETS = Path(__file__).resolve().parents[2] / "assets"

# Set while the navigation runs a page; unset where Streamlit runs a page file by itself.
_inside_app: ContextVar[bool] = ContextVar("inside_app", default=False)


def run_app() -> None:
    """Configure the page, choose the language, draw the navigation and run the page asked for."""
    st.set_page_config(
        page_title=_("Convolution explorer"), page_icon=str(ASSETS / "icon.svg"), layout="wide"
    )
    st.logo(str(ASSETS / "logo.svg"), size="large", icon_image=str(ASSETS / "icon.svg"))
    sections = {
        _(chapter): [
            st.Page(entry.path, title=_(entry.title), icon=entry.icon, default=index == 0)
            for index, entry in enumerate(entries, start=0 if number == 0 else 1)
        ]
        for number, (chapter, entries) in enumerate(chapters().items())
    }
    page = st.navigation(sections)
    language_picker()
    token = _inside_app.set(True)
    try:
        page.run()
    finally:
        _inside_app.reset(token)


def start_page(slug: str, controls: tuple[Control, ...] = (), *, torch: bool = True) -> None:
    """Begin a lesson page: title, question, and a word on link values that were ignored.

    Until `st.navigation` has run once in a process, Streamlit answers a deep link by running the
    page file alone, without the entry file. The page then starts the whole app and stops.
    """
    if not _inside_app.get():
        run_app()
        st.stop()
    if torch:
        warm_up_torch()
    ignored = ignored_from_link(controls)
    entry = find_page(slug)
    st.title(_(entry.title), anchor=False)
    st.markdown(f"##### {_(entry.question)}")
    if ignored:
        st.info(
            _("Ignored from the link: {values}. The default stands instead.").format(
                values="; ".join(ignored)
            ),
            icon=":material/link_off:",
        )


@st.cache_resource(show_spinner=False)
def _import_torch() -> None:
    import torch

    torch.set_num_threads(min(2, torch.get_num_threads()))  # thirty visitors share the cores
    gc.collect()
    gc.freeze()  # Streamlit collects after every run; without this it walks all of torch each time


def warm_up_torch() -> None:
    """Import torch once a server, and take what it allocated out of garbage collection."""
    with st.spinner(_("Loading PyTorch, once per server start …"), show_time=True):
        _import_torch()
