"""A run while it goes on: how far it is, its curves, its figures, its first filters."""

from __future__ import annotations

import streamlit as st

from explorer.training.orders import RunHandle
from explorer.ui.language import _
from explorer.ui.numerals import show_number
from explorer.ui.problems import tell
from explorer.ui.training.shelf import runner

FACTORS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


def show_progress(handle: RunHandle) -> None:
    """A bar with the words for it, the stop button, and the rate that can be changed meanwhile."""
    runner().find(handle.key)  # somebody looks on
    bar, stop = st.columns([4, 1], vertical_alignment="center")
    share, words = _tell_progress(handle)
    bar.progress(share, words)
    stop.button(
        _("Stop"),
        key="train_stop",
        icon=":material/stop:",
        on_click=lambda: runner().stop(handle),
        width="stretch",
    )
    if handle.run is not None:
        _rate_slider(handle)


def _tell_progress(handle: RunHandle) -> tuple[float, str]:
    progress = handle.progress
    if handle.status == "waiting":
        before = runner().waiting_before(handle)
        return 0.0, _("Waiting for its turn: {count} before it").format(count=before)
    if progress is None:
        return 0.0, _("The network is being built …")
    share = progress.done / progress.total if progress.total else 0.0
    if progress.phase == "features":
        words = _("Features of the frozen trunk: {done} of {total} pictures, once for all epochs")
        return share, words.format(done=progress.done, total=progress.total)
    words = _("Epoch {epoch} of {epochs} · {speed} pictures a second").format(
        epoch=min(progress.epoch, progress.epochs),
        epochs=progress.epochs,
        speed=f"{progress.per_second:,.0f}",
    )
    if handle.run is not None:
        words = f"{words} · lr {show_number(handle.run.present_lr)}"
    if progress.seconds_left is not None:
        left = _("about {seconds} s left").format(seconds=round(progress.seconds_left))
        words = f"{words} · {left}"
    whole = (min(progress.epoch, progress.epochs) - 1 + share) / progress.epochs
    return min(1.0, max(0.0, whole)), words


def _rate_slider(handle: RunHandle) -> None:
    key = f"train_rate_{handle.key}"

    def change() -> None:
        if handle.run is not None:
            handle.run.rate.change(float(st.session_state[key]))

    st.select_slider(
        _("Learning rate, times"),
        FACTORS,
        1.0,
        key=key,
        on_change=change,
        help=_("What the plan says is multiplied with this from the next batch on."),
    )


def show_status(handle: RunHandle) -> None:
    """Why a run has ended, where that needs a word."""
    status = handle.status
    if status == "failed":
        problem = handle.problem
        told = (
            _("The run broke off: start it again, with fewer pictures or a smaller network.")
            if problem is None
            else tell(problem)
        )
        st.error(told, icon=":material/error:")
    elif status == "diverged":
        where = handle.history.divergences[-1]
        st.warning(
            _(
                "**The loss is no number any more**, in epoch {epoch}, batch {batch}, with a "
                "learning rate of {lr}: each step overshot, the weights grew past what a number "
                "can hold. They are back where the epoch began. Lower the rate below and continue."
            ).format(epoch=where.epoch, batch=where.batch + 1, lr=show_number(where.lr)),
            icon=":material/trending_up:",
        )
        _rate_slider(handle)
    elif status == "stopped" and handle.history.epochs:
        st.info(
            _("Stopped after {count} epochs; what was learned is kept.").format(
                count=len(handle.history.epochs)
            ),
            icon=":material/stop_circle:",
        )
    elif handle.run is not None and handle.run.early:
        st.info(
            _("Ended early: the validation loss had not fallen for {count} epochs.").format(
                count=handle.run.settings.patience
            ),
            icon=":material/event_busy:",
        )
