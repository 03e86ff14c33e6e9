"""Home: what this is, where to start, and which page answers which heading of the lecture."""

from __future__ import annotations

import streamlit as st

from explorer.catalog import PAGES
from explorer.data.samples import load_sample
from explorer.plots.cards import CARDS
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section, lesson_title
from explorer.ui.shell import start_page

CARD_PICTURE = "cat"
CARDS_A_ROW = 2

start_page("home", torch=False)


def show_cards() -> None:
    """The study path: one card a lesson, with a picture, its chapter, its question and a link."""
    photo = load_sample(CARD_PICTURE, 128).pixels
    lessons = [entry for entry in PAGES if entry.slug in CARDS]
    for number, entry in enumerate(lessons):
        if number % CARDS_A_ROW == 0:
            row = st.columns(CARDS_A_ROW)
        with row[number % CARDS_A_ROW].container(border=True, height="stretch"):
            picture, words = st.columns([1, 2], vertical_alignment="center")
            picture.image(CARDS[entry.slug](photo), alt=_(entry.title), width="stretch")
            words.caption(f"{number + 1} · {_(entry.chapter)}")
            words.page_link(entry.path, label=f"**{_(entry.name)}**", icon=entry.icon)
            words.markdown(_(entry.question))


def show_lecture_table() -> None:
    """Which page answers which heading of the lecture, for instructors."""
    rows = [(heading, entry) for entry in PAGES for heading in entry.lecture]
    st.table(
        {
            _("In the lecture"): [_(heading) for heading, _entry in rows],
            _("Page"): [f"[{_(entry.name)}](./{entry.slug})" for _heading, entry in rows],
            _("Chapter"): [_(entry.chapter) for _heading, entry in rows],
        },
        hide_index=True,
    )


st.markdown(lesson_section("home", "intro"))
show_cards()
for section in ("start", "offline"):
    st.subheader(lesson_title("home", section), anchor=False)
    st.markdown(lesson_section("home", section))
st.subheader(lesson_title("home", "instructors"), anchor=False)
st.markdown(lesson_section("home", "instructors"))
show_lecture_table()
