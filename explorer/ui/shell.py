"""The frame around every page: configuration, language, navigation, and the way in by deep link."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from explorer.catalog import chapters, find_page
from explorer.ui.controls import Control
from explorer.ui.language import _, language_picker
from explorer.ui.link import enter_page
from explorer.ui.page_state import ignored_from_link
from explorer.ui.warm_up import freeze_imports, warm_up_torch

LANDING = "home"
ASSETS = Path(__file__).resolve().parents[2] / "assets"

_SIDEBAR_PX = 230
# Room for pictures: Streamlit's own margins are made for text.
_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")

# Set while the navigation runs a page; unset where Streamlit runs a page file by itself.
_inside_app: ContextVar[bool] = ContextVar("inside_app", default=False)


def run_app() -> None:
    """Configure the page, choose the language, draw the navigation and run the page asked for."""
    st.set_page_config(
        page_title=_("Convolution explorer"),
        page_icon=str(ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state=_SIDEBAR_PX,
    )
    st.logo(str(ASSETS / "logo.svg"), size="large", icon_image=str(ASSETS / "icon.svg"))
    st.html(f"<style>{_STYLE}</style>")
    freeze_imports(collect=False)  # the landing page shall not wait for a collection
    page = st.navigation(_sections(), expanded=True)  # else chapters hide behind “View more”
    language_picker()
    token = _inside_app.set(True)
    try:
        page.run()
    finally:
        _inside_app.reset(token)


def _sections() -> dict[str, list[Page]]:
    """One section a chapter; a default page has no address but `/`, so that one only leads on."""
    sections = {
        _(chapter): [st.Page(e.path, title=_(e.name), icon=e.icon) for e in entries]
        for chapter, entries in chapters().items()
    }
    next(iter(sections.values())).append(st.Page(_lead_on, default=True, visibility="hidden"))
    return sections


def _lead_on() -> None:
    st.switch_page(find_page(LANDING).path, query_params=st.query_params.to_dict())


def start_page(slug: str, controls: tuple[Control, ...] = (), *, torch: bool = True) -> None:
    """Begin a lesson page: title, question, and a word on link values that were ignored.

    Until `st.navigation` has run once in a process, Streamlit answers a deep link by running the
    page file alone, without the entry file. The page then starts the whole app and stops.
    """
    if not _inside_app.get():
        run_app()
        st.stop()
    enter_page(slug)
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
    if torch:
        warm_up_torch()
