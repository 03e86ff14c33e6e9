"""What can be taken along: history, weights, event files, and the script that repeats the run."""

from __future__ import annotations

import streamlit as st

from explorer.training.loop import TrainingRun
from explorer.training.orders import RunHandle
from explorer.training.repeat_script import ROOM, why_not_repeated, write_repeat_script
from explorer.training.taking_away import best_weights, event_files, has_tensorboard
from explorer.ui.language import _
from explorer.ui.layout import code_section


def show_files(handle: RunHandle, run: TrainingRun) -> None:
    """Downloads in one row, and the script."""
    _show_downloads(handle, run)
    _show_script(handle, run)


def offer_history(handle: RunHandle) -> None:
    """Offer the epochs' figures as CSV."""
    st.download_button(
        _("History, CSV"),
        handle.history.to_csv(),
        file_name=f"{_file_name(handle)}.csv",
        mime="text/csv",
        icon=":material/table:",
        on_click="ignore",
        key="train_csv",
    )


def _file_name(handle: RunHandle) -> str:
    order = handle.order
    pictures = "own" if order.pictures.private else order.pictures.key
    return f"{order.choice.name}_{pictures}_{order.settings.strategy}"


def _show_downloads(handle: RunHandle, run: TrainingRun) -> None:
    order, history, name = handle.order, handle.history, _file_name(handle)
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_history(handle)
        st.download_button(
            _("Weights, safetensors"),
            lambda: best_weights(order, run),
            file_name=f"{name}.safetensors",
            mime="application/octet-stream",
            icon=":material/deployed_code:",
            on_click="ignore",
            key="train_weights_file",
        )
        if has_tensorboard():
            st.download_button(
                _("TensorBoard event files"),
                lambda: event_files(history, name),
                file_name=f"{name}_events.zip",
                mime="application/zip",
                icon=":material/monitoring:",
                on_click="ignore",
                key="train_events",
            )
    best = history.best
    words = _(
        "The weights are those of epoch {epoch}, named `trunk.…` and `head.…`; what they were "
        "trained on stands in the file's metadata."
    ).format(epoch=best.epoch if best else 0)
    if not has_tensorboard():
        words += " " + _("For TensorBoard's event files: `pip install tensorboard` on this server.")
    st.caption(words)


def _show_script(handle: RunHandle, run: TrainingRun) -> None:
    if handle.test is None:
        return
    reason = why_not_repeated(handle.order, run)
    if reason is None:
        told = _(
            "This script needs nothing of this project: it repeats the run in plain PyTorch with "
            "the same seed, and asserts that validation and test agree within {room} pictures: "
            "another processor sums in another order, and a close call can turn."
        ).format(room=ROOM)
    else:
        told = _("This script repeats the plan of the run, not its figures: {reason}.").format(
            reason=_(reason)
        )
    if handle.order.choice.source == "offline":
        told += " " + _("Run it in the project's folder, where it reads the offline weights.")
    st.markdown(told)
    code_section(write_repeat_script(handle.order, run, handle.test), "repeat_run.py")
