"""The architecture page's closer looks that count and read: the table, and the code as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.layers.layer_shapes import product_text
from explorer.layers.stack_text import parse_sequential, write_layer, write_sequential
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.architecture.sentences import share_text
from explorer.ui.architecture.settings import NetworkState, stack_values
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.problems import tell
from explorer.ui.wording import bytes_text

_LONG_TABLE = 24  # rows; a longer one scrolls
_PASTE_KEY = "arch_paste"
_PASTED = "_arch_pasted"  # what became of the pasted text, told once


def show_table(view: NetworkView) -> None:
    """Every layer with its shape, its counts and its share of them."""
    long = len(view.state.stack) > _LONG_TABLE
    with st.container(height=720 if long else "content", border=False):
        st.table(_rows(view), hide_index=True)
    st.markdown(lesson_section("architecture", "table"))


def _rows(view: NetworkView) -> dict[str, list[str]]:
    steps = view.walk.steps
    parameters, work = view.walk.shares("parameters"), view.walk.shares("multiply_adds")
    lost = ["?"] * (len(view.state.stack) - len(steps))
    columns: dict[str, list[str]] = {
        "": [str(index) for index in range(len(view.state.stack))],
        _("layer"): [f"`{write_layer(layer)}`" for layer in view.state.stack],
    }
    counted: dict[str, Callable[[int], str]] = {
        _("output shape"): lambda i: product_text(steps[i].output_shape),
        _("parameters"): lambda i: f"{steps[i].parameters:,}",
        _("share of them"): lambda i: share_text(parameters[i]) if parameters[i] else "–",
        _("multiply-adds"): lambda i: f"{steps[i].multiply_adds:,}",
        _("share of these"): lambda i: share_text(work[i]) if work[i] else "–",
        _("output's memory"): lambda i: bytes_text(steps[i].activation_bytes),
    }
    for name, write in counted.items():
        columns[name] = [*(write(i) for i in range(len(steps))), *lost]
    return columns


def show_text(view: NetworkView) -> None:
    """The network as an `nn.Sequential`, and a field to paste another one."""
    shown, given = st.columns(2)
    with shown:
        shapes = [step.output_shape for step in view.walk.steps]
        st.code(write_sequential(view.state.stack, shapes), language="python", height=420)
    with given:
        st.text_area(
            _("Paste an nn.Sequential"),
            key=_PASTE_KEY,
            height=330,
            placeholder="nn.Sequential(\n    nn.Conv2d(1, 8, 3),\n    nn.ReLU(),\n)",
            persist_state="session",
        )
        st.button(
            _("Apply"),
            key="arch_apply",
            icon=":material/check:",
            on_click=_apply,
            args=(view.state,),
        )
        said: dict[str, Any] = st.session_state.pop(_PASTED, {})
        if "problem" in said:
            st.error(said["problem"], icon=":material/edit_off:")
        elif "layers" in said:
            st.success(
                ngettext("{count} layer read.", "{count} layers read.", said["layers"]).format(
                    count=said["layers"]
                ),
                icon=":material/check:",
            )
    st.markdown(lesson_section("architecture", "text"))


def _apply(state: NetworkState) -> None:
    """Put the pasted network on the page; where it cannot be read, all stays as it is."""
    try:
        stack = parse_sequential(st.session_state.get(_PASTE_KEY) or "")
    except ExplorerError as problem:
        st.session_state[_PASTED] = {"problem": tell(problem)}
        return
    st.session_state[_PASTED] = {"layers": len(stack)}
    set_controls(stack_values(state.preset, stack, 0))
