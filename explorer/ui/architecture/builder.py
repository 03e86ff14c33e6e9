"""The builder under the drawing: the chosen layer's arguments, and layers added, moved, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.layers.layer_arguments import Argument
from explorer.layers.layer_kinds import KINDS
from explorer.layers.layer_specs import LayerSpec, Stack
from explorer.layers.network_stack import MOST_LAYERS
from explorer.layers.stack_text import write_layer
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.architecture.edits import (
    add_layer,
    change_layer,
    move_layer,
    new_layer,
    remove_layer,
    rewrite_layer,
    stepped_value,
)
from explorer.ui.architecture.history import History, redo, undo
from explorer.ui.architecture.settings import LAYER, STACK, NetworkState, stack_values
from explorer.ui.language import _
from explorer.ui.link import set_controls
from explorer.ui.problems import tell

_REFUSED = "_arch_refused"  # what the last edit could not be, told once
_CODE_KEY = "arch_layer_code"
_FIELD_PX = 132
_EMPTY_MEANS = {"stride": "= kernel_size"}


def show_builder(view: NetworkView, history: History) -> None:
    """Buttons for the row of layers, and the chosen layer's arguments in place."""
    with st.container(border=True, gap="small"):
        _show_buttons(view, history)
        refused = st.session_state.pop(_REFUSED, None)
        if refused:
            st.warning(refused, icon=":material/edit_off:")
        if view.state.selected is not None:
            _show_arguments(view.state, view.state.selected)


def _show_buttons(view: NetworkView, history: History) -> None:
    state, chosen = view.state, view.state.selected
    last = len(state.stack) - 1
    with st.container(horizontal=True, gap="xsmall"):
        _show_kinds(view)
        row: list[tuple[str, str, str, bool, Callable[[], None]]] = [
            ("remove", _("Remove"), "delete", chosen is None, lambda: _remove(state)),
            ("left", _("Left"), "arrow_back", not chosen, lambda: _move(state, -1)),
            ("right", _("Right"), "arrow_forward", chosen in {None, last}, lambda: _move(state, 1)),
            (
                "duplicate",
                _("Duplicate"),
                "content_copy",
                chosen is None or last + 1 >= MOST_LAYERS,
                lambda: _duplicate(state),
            ),
            ("undo", _("Undo"), "undo", not history.past, undo),
            ("redo", _("Redo"), "redo", not history.future, redo),
            (
                "original",
                _("Drop edits"),
                "restart_alt",
                not state.edited,
                lambda: set_controls({STACK.key: "", LAYER.key: LAYER.default}),
            ),
        ]
        for name, label, icon, disabled, act in row:
            st.button(
                label,
                key=f"arch_{name}",
                icon=f":material/{icon}:",
                disabled=disabled,
                on_click=act,
            )


def _show_kinds(view: NetworkView) -> None:
    """The popover with all kinds of layers; each is added after the chosen one."""
    state = view.state
    full = len(state.stack) >= MOST_LAYERS
    with st.popover(_("Add a layer"), icon=":material/add:", disabled=full):
        st.caption(
            _("After layer {index}").format(index=state.selected)
            if state.selected is not None
            else _("As the first layer")
        )
        with st.container(horizontal=True, gap="small", width=340):
            for kind in KINDS:
                st.button(kind, key=f"arch_add_{kind}", on_click=_add, args=(view, kind))


def _add(view: NetworkView, kind: str) -> None:
    state, steps = view.state, view.walk.steps
    index = 0 if state.selected is None else state.selected + 1
    known = min(index, len(steps))
    shape = steps[known - 1].output_shape if known else state.input_shape
    _take(state, lambda: add_layer(state.stack, index, new_layer(kind, shape)), index)


def _remove(state: NetworkState) -> None:
    if state.selected is not None:
        _put(state, remove_layer(state.stack, state.selected), state.selected)


def _move(state: NetworkState, by: int) -> None:
    if state.selected is not None:
        _put(state, move_layer(state.stack, state.selected, by), state.selected + by)


def _duplicate(state: NetworkState) -> None:
    chosen = state.selected
    if chosen is not None:
        _take(state, lambda: add_layer(state.stack, chosen + 1, state.stack[chosen]), chosen + 1)


def _take(state: NetworkState, edit: Callable[[], Stack], chosen: int) -> None:
    """Make an edit; one that cannot be is told, and the network stays as it is."""
    try:
        _put(state, edit(), chosen)
    except ExplorerError as problem:
        st.session_state[_REFUSED] = tell(problem)


def _put(state: NetworkState, stack: Stack, chosen: int) -> None:
    set_controls(stack_values(state.preset, stack, chosen))


def _show_arguments(state: NetworkState, chosen: int) -> None:
    """One field an argument of the chosen layer, and the layer as code, which takes any value."""
    layer = state.stack[chosen]
    kind = KINDS[layer.kind]
    st.markdown("**" + _("Layer {index}").format(index=chosen) + f"** `{layer.kind}`")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        written = [
            argument.name
            for argument in kind.arguments
            if not _show_field(state, chosen, layer, argument)
        ]
    st.session_state[_CODE_KEY] = write_layer(layer)
    st.text_input(
        _("The layer as PyTorch code"),
        key=_CODE_KEY,
        on_change=lambda: _take(
            state,
            lambda: rewrite_layer(state.stack, chosen, st.session_state[_CODE_KEY]),
            chosen,
        ),
    )
    if written:
        st.caption(
            _("Changed in the code alone: {names}.").format(
                names=", ".join(f"`{name}`" for name in written)
            )
        )


def _show_field(state: NetworkState, chosen: int, layer: LayerSpec, argument: Argument) -> bool:
    """Draw one argument's field; return False where only the code can change it."""
    key = f"arch_{layer.kind}_{argument.name}"
    common: dict[str, Any] = {
        "label": argument.name,
        "key": key,
        "on_change": _change,
        "args": (state, chosen, argument, key),
    }
    form, limits = argument.limits.form, argument.limits
    if form == "switch":
        st.session_state[key] = getattr(layer, argument.name)
        st.toggle(**common)
    elif form == "choice":
        st.session_state[key] = getattr(layer, argument.name)
        st.selectbox(options=limits.words, width=_FIELD_PX, **common)
    elif form == "real":
        if limits.low or limits.empty:
            return False  # a number such as 1e-05 has no handy steps
        st.session_state[key] = getattr(layer, argument.name)
        st.slider(min_value=float(limits.low), max_value=float(limits.high), width=240, **common)
    else:
        try:
            st.session_state[key] = stepped_value(layer, argument)
        except ValueError:
            return False
        st.number_input(
            min_value=int(limits.low),
            max_value=int(limits.high),
            width=_FIELD_PX,
            placeholder=_EMPTY_MEANS.get(argument.name),
            **common,
        )
    return True


def _change(state: NetworkState, chosen: int, argument: Argument, key: str) -> None:
    value = st.session_state[key]
    if value is None and not argument.limits.empty:
        return  # the field was emptied: its number comes back
    if argument.limits.form == "pair" and value is not None:
        value = (int(value), int(value))
    _take(state, lambda: change_layer(state.stack, chosen, argument.name, value), chosen)
