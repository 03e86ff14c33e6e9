"""The parts every lesson page has in the same place and the same form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from explorer.catalog import find_page, neighbours
from explorer.errors import ExplorerError
from explorer.ui.components.copy_link import copy_link
from explorer.ui.controls import Control
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.page_state import reset_controls


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something to try: a button's text, the state it sets, and what to look for (English)."""

    text: str
    values: Mapping[str, object]
    look: str


def tell(error: ExplorerError) -> str:
    """Return an error's sentence in the visitor's language."""
    return _(error.template).format(**error.values)


def show_problem(error: ExplorerError) -> None:
    """Show what is wrong and what to do, in place of the picture."""
    st.warning(tell(error), icon=":material/build:")


def what_you_see(sentences: Sequence[str]) -> None:
    """Two or three sentences that name the numbers on screen."""
    st.markdown("**" + _("What you see") + "**  \n" + " ".join(sentences))


def code_section(script: str, file_name: str) -> None:
    """Show the script that does what the page shows; copy it or download it."""
    st.code(script, language="python", height=420)
    st.download_button(
        _("Download {file}").format(file=file_name),
        script,
        file_name=file_name,
        mime="text/x-python",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{file_name}",
    )


def try_this(
    slug: str,
    challenges: Sequence[Challenge],
    controls: tuple[Control, ...],
    picture_controls: tuple[Control, ...] = (),
) -> None:
    """Challenges as buttons that set the state; then reset and copy link.

    A challenge puts `controls` back first; only *Reset* puts the picture back as well.
    """
    st.subheader(_("Try this"), anchor=False)
    done = st.session_state.get(f"_challenge_{slug}")
    for number, (column, challenge) in enumerate(
        zip(st.columns(len(challenges)), challenges, strict=True)
    ):
        column.button(
            _(challenge.text),
            key=f"{slug}_challenge_{number}",
            on_click=_take_challenge,
            args=(slug, number, challenge.values, controls),
            width="stretch",
        )
        if done == number:
            column.caption(_(challenge.look))
    with st.container(horizontal=True):
        st.button(
            _("Reset"),
            key=f"{slug}_reset",
            icon=":material/restart_alt:",
            on_click=_reset,
            args=(slug, (*controls, *picture_controls)),
        )
        copy_link(
            label=_("Copy link"),
            done_label=_("Link copied"),
            manual_label=_("Copy this address:"),
            key=f"{slug}_copy_link",
        )


def _take_challenge(
    slug: str, number: int, values: Mapping[str, object], controls: tuple[Control, ...]
) -> None:
    reset_controls(controls)
    set_controls(values)
    st.session_state[f"_challenge_{slug}"] = number


def _reset(slug: str, controls: tuple[Control, ...]) -> None:
    reset_controls(controls)
    st.session_state.pop(f"_challenge_{slug}", None)


def page_end(slug: str) -> None:
    """Misconceptions, sources, what the page builds on, and the way on."""
    for section in ("misconceptions", "sources"):
        st.markdown(lesson_section(slug, section))
    st.divider()
    entry = find_page(slug)
    before, after = neighbours(slug)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if before:
            st.page_link(before.path, label=_(before.title), icon=":material/arrow_back:")
        for name in entry.builds_on:
            basis = find_page(name)
            if basis is not before:
                st.page_link(basis.path, label=_("Builds on: {page}").format(page=_(basis.title)))
        if after:
            st.page_link(after.path, label=_(after.title), icon=":material/arrow_forward:")


def guarded(draw: Callable[[], None]) -> None:
    """Draw a part of a page; an impossible setting is told there and leaves the rest standing."""
    try:
        draw()
    except ExplorerError as error:
        show_problem(error)
