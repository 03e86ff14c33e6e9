"""What came out of a run that has ended: answers, one picture, the gap, files."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.training.orders import RunHandle
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.training import after_answers, after_files, after_gap, after_pictures
from explorer.ui.training.after_settings import AFTER, NEWEST, run_choice
from explorer.ui.training.curves import run_letter


def show_after(handles: Sequence[RunHandle]) -> None:
    """Draw the chosen look at the newest run that has ended, or at another one of the page."""
    ended = [handle for handle in handles if not handle.live and handle.test is not None]
    if not ended:
        st.caption(
            _("Nothing has come out yet: press Train above and wait for the end, or stop it.")
        )
        return
    handle = _choose(handles, ended)
    look = AFTER.draw(st)
    if look == "answers":
        after_answers.show_answers(handle)
        st.markdown(lesson_section("training", "after"))
        return
    if handle.run is None:
        st.caption(_("This run's network is not kept any more: its curves and answers are."))
        if look == "files":
            after_files.offer_history(handle)
        return
    if look == "pictures":
        after_pictures.show_picture(handle, handle.run)
    elif look == "gap":
        after_gap.show_gap(handle, handle.run)
    else:
        after_files.show_files(handle, handle.run)


def _choose(handles: Sequence[RunHandle], ended: Sequence[RunHandle]) -> RunHandle:
    newest = ended[-1]
    if len(ended) == 1:
        return newest
    runs = [
        (handle.key, f"{run_letter(number)} · {handle.order.name}")
        for number, handle in enumerate(handles)
        if handle in ended
    ]
    chosen = run_choice(runs).draw(st.columns(2)[0])
    if chosen == NEWEST:
        return newest
    return next(handle for handle in ended if handle.key == chosen)
