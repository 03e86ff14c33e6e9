"""The server's one runner, and this session's runs of it."""

from __future__ import annotations

import os

import streamlit as st

from explorer.errors import ExplorerError
from explorer.training.orders import RunHandle, RunOrder
from explorer.training.runner import MOST_WAITING, Runner, ThreadRunner
from explorer.ui.controls import parse_whole
from explorer.ui.jobs import visitor_id
from explorer.ui.link import set_controls
from explorer.ui.training.settings import RUN

MOST_LIMIT = 64
MOST_OVERLAID = 6  # runs whose curves stand on one page
_REFUSED = "_training_refused"


@st.cache_resource(show_spinner=False)
def runner() -> Runner:
    """Return who carries out all visitors' runs; a host sets how many at once and in waiting."""
    return ThreadRunner(
        workers=_limit("EXPLORER_TRAINING_AT_ONCE", 1),
        most_waiting=_limit("EXPLORER_TRAINING_WAITING", MOST_WAITING),
    )


def _limit(name: str, default: int) -> int:
    """Read a limit from the environment; what is no number from 1 to 64 counts as not set."""
    return parse_whole(os.environ.get(name, ""), 1, MOST_LIMIT) or default


def session_runs() -> list[RunHandle]:
    """Return the runs that the link names, oldest first; those that are gone are left out."""
    keys = [key for key in RUN.draw().split(".") if key]
    found = (runner().find(key) for key in keys)
    return [handle for handle in found if handle is not None]


def keep_runs(handles: list[RunHandle]) -> None:
    """Put runs into the link, the last ones if there are too many, from a callback."""
    set_controls({RUN.key: ".".join(handle.key for handle in handles[-MOST_OVERLAID:])})


def submit_run(order: RunOrder, shown: list[RunHandle]) -> None:
    """Begin a run from a button's callback; a refusal is told in the next run of the page."""
    try:
        handle = runner().submit(order)
    except ExplorerError as problem:
        st.session_state[_REFUSED] = problem
    else:
        keep_runs([*shown, handle])


def resume_run(handle: RunHandle, more_epochs: int = 0) -> None:
    """Go on with a run from a button's callback."""
    try:
        runner().resume(handle, more_epochs)
    except ExplorerError as problem:
        st.session_state[_REFUSED] = problem


def take_refusal() -> ExplorerError | None:
    """Return why the last run was not begun, once."""
    refused: ExplorerError | None = st.session_state.pop(_REFUSED, None)
    return refused


def owner() -> str:
    """Return what tells this session's runs from others'."""
    return visitor_id()
