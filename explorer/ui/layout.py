"""The parts every lesson page has in the same place and the same form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from explorer.catalog import find_page, neighbours
from explorer.data.pictures import Picture
from explorer.ui.components.copy_link import copy_link
from explorer.ui.controls import Choice, Code, Control, Text, draw_all
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import announce_value, leave_page, set_controls
from explorer.ui.page_state import reset_controls
from explorer.ui.picture_picker import (
    PICTURE_ALONE,
    PICTURE_CONTROLS,
    leave_small_array,
    picture_picker,
)
from explorer.ui.problems import guarded
from explorer.ui.warm_up import freeze_imports

Picked = TypeVar("Picked")

_ROW: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "gap": "small"}


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something to try: a button's text, the state it sets, and what to look for (English)."""

    text: str
    values: Mapping[str, object]
    look: str


def page_part(draw: Callable[[], None]) -> None:
    """Draw what follows a page's controls; an impossible setting is told in its place."""
    guarded(draw)
    freeze_imports()  # a closer look may have brought in scikit-image or plotly


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


def toolbar(
    slug: str,
    controls: tuple[Control, ...],
    more: tuple[Control, ...] = (),
    *,
    own_size: int | None = None,
) -> tuple[Picture, dict[str, Any]]:
    """Draw picture, further controls, reset and copy link in one row; return picture and values.

    They stand outside the page's fragment: what is changed seldom need not be sent at each step of
    a slider. `own_size`: as the picture picker's, for a page that sets the picture's size itself.
    """
    with st.container(key="page_toolbar", **_ROW):
        picture = picture_picker(own_size=own_size)
        pictures = PICTURE_ALONE if own_size else PICTURE_CONTROLS
        values = _seldom_used(slug, (*controls, *pictures), more)
    return picture, values


def picked_toolbar(
    slug: str,
    controls: tuple[Control, ...],
    picker: Callable[[], Picked],
    more: tuple[Control, ...] = (),
) -> tuple[Picked, dict[str, Any]]:
    """Draw the toolbar of a page about something else than a picture; `picker` draws its choice.

    `controls` are all that *Reset* puts back, the picker's own among them.
    """
    with st.container(key="page_toolbar", **_ROW):
        picked = picker()
        return picked, _seldom_used(slug, controls, more)


def plain_toolbar(
    slug: str, controls: tuple[Control, ...], more: tuple[Control, ...] = ()
) -> dict[str, Any]:
    """Draw the toolbar of a page without a picture; return the further controls' values."""
    with st.container(key="page_toolbar", **_ROW):
        return _seldom_used(slug, controls, more)


def _seldom_used(
    slug: str, resets: tuple[Control, ...], more: tuple[Control, ...]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if more:
        with st.popover(_("More"), icon=":material/tune:"):
            values = draw_all(more, [st] * len(more))
    st.space("stretch")
    st.button(
        _("Reset"),
        key=f"{slug}_reset",
        icon=":material/restart_alt:",
        on_click=_reset,
        args=(slug, resets),
    )
    copy_link(
        label=_("Copy link"),
        done_label=_("Link copied"),
        manual_label=_("Copy this address:"),
        key=f"{slug}_copy_link",
    )
    return values


def try_this(
    slug: str,
    challenges: Sequence[Challenge],
    controls: tuple[Control, ...],
    *,
    picture: bool = True,
) -> None:
    """Challenges as buttons that set the state, above the picture that they change.

    A challenge puts `controls` back first and leaves the picture alone where it can; *Reset* puts
    the picture back as well. A page without one says `picture=False`.
    """
    done = st.session_state.get(f"_challenge_{slug}")
    with st.container(key="page_challenges", **_ROW):
        st.markdown("**" + _("Try this") + "**", width="content")
        for number, challenge in enumerate(challenges):
            st.button(
                _(challenge.text),
                key=f"{slug}_challenge_{number}",
                on_click=_take_challenge,
                args=(slug, number, challenge, controls, picture),
                type="primary" if done == number else "secondary",
            )
    if done is not None:
        st.info(_(challenges[done].look), icon=":material/lightbulb:")


def _take_challenge(
    slug: str, number: int, challenge: Challenge, controls: tuple[Control, ...], picture: bool
) -> None:
    reset_controls(controls)
    if picture:
        leave_small_array()
    set_controls(challenge.values)
    bound = {control.key for control in controls if not isinstance(control, (Choice, Text, Code))}
    for key, value in challenge.values.items():
        if key in bound:
            announce_value(key, value)
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
    leave_page()
