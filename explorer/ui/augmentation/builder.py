"""The recipe as a list: choose a step, change its numbers, add, move, remove, put it in a box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.augmentation.recipe import Apply, Choose, Item, Recipe
from explorer.augmentation.steps import STEPS, StepSpec
from explorer.errors import ExplorerError
from explorer.layers.layer_arguments import Argument
from explorer.ui.augmentation import editing
from explorer.ui.augmentation.editing import Place, step_at
from explorer.ui.augmentation.settings import PLACE, keep_recipe
from explorer.ui.language import _
from explorer.ui.link import set_controls
from explorer.ui.problems import tell

_REFUSED = "_augment_refused"
_MOST_WEIGHT = 10.0


def show_builder(recipe: Recipe, place: Place | None) -> None:
    """Draw the list, its buttons, and the chosen step's arguments."""
    with st.container(border=True, gap="small"):
        _show_list(recipe, place)
        _show_buttons(recipe, place)
        refused = st.session_state.pop(_REFUSED, None)
        if refused:
            st.warning(refused, icon=":material/edit_off:")
        if place is not None:
            _show_arguments(recipe, place)


def _show_list(recipe: Recipe, place: Place | None) -> None:
    if not recipe:
        st.caption(_("No step yet: every draw is the picture itself."))
    for number, item in enumerate(recipe):
        if isinstance(item, StepSpec):
            _step_button(item, (number, 0), place, f"{number + 1} · {_(item.title)}")
            continue
        with st.container(border=True, gap="xsmall"):
            st.caption(_container_words(number, item))
            for at, step in enumerate(item.steps):
                _step_button(step, (number, at), place, _inner_words(item, at, step))


def _container_words(number: int, item: Apply | Choose) -> str:
    if isinstance(item, Apply):
        return f"{number + 1} · `RandomApply`, p = {item.p:g}: " + _("all of these or none")
    return f"{number + 1} · `RandomChoice`: " + _("one of these")


def _inner_words(item: Apply | Choose, at: int, step: StepSpec) -> str:
    if isinstance(item, Choose):
        return f"{_(step.title)} · {item.weights[at]:g} → {item.chances[at]:.0%}"
    return _(step.title)


def _step_button(step: StepSpec, at: Place, place: Place | None, words: str) -> None:
    own = f" · p = {getattr(step, 'p', 1.0):g}" if step.own_chance else ""
    st.button(
        words + own,
        key=f"augment_step_{at[0]}_{at[1]}",
        type="primary" if at == place else "secondary",
        width="stretch",
        on_click=set_controls,
        args=({PLACE.key: f"{at[0]}.{at[1]}"},),
    )


def _show_buttons(recipe: Recipe, place: Place | None) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        with (
            st.popover(_("Add"), icon=":material/add:"),
            st.container(horizontal=True, gap="small", width=320),
        ):
            for code, kind in STEPS.items():
                st.button(
                    _(kind.title),
                    key=f"augment_add_{code}",
                    on_click=_add,
                    args=(recipe, place, code),
                )
        if place is None:
            return
        _icon(_("Remove"), "delete", lambda: editing.remove_step(recipe, place))
        _icon(_("Up"), "arrow_upward", lambda: editing.move_item(recipe, place, -1))
        _icon(_("Down"), "arrow_downward", lambda: editing.move_item(recipe, place, 1))
        _show_boxes(recipe, place, recipe[place[0]])


def _show_boxes(recipe: Recipe, place: Place, item: Item) -> None:
    """Buttons that put a step into a container, or let it out."""
    if isinstance(item, StepSpec):
        _icon(
            _("Into RandomApply"),
            "select",
            lambda: (editing.wrap_item(recipe, place, "apply"), place),
        )
        _icon(
            _("Into RandomChoice"),
            "fork_right",
            lambda: (editing.wrap_item(recipe, place, "choice"), place),
        )
        return
    if place[0] + 1 < len(recipe):
        _icon(_("Take in the next"), "south", lambda: (editing.take_in_next(recipe, place), place))
    _icon(_("Set free"), "deselect", lambda: (editing.unwrap_item(recipe, place), (place[0], 0)))


def _add(recipe: Recipe, place: Place | None, code: str) -> None:
    _take(lambda: editing.add_step(recipe, place, code))


def _icon(label: str, icon: str, edit: Callable[[], tuple[Recipe, Place | None]]) -> None:
    key = f"augment_{icon}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=_take, args=(edit,))


def _take(edit: Callable[[], tuple[Recipe, Place | None]]) -> None:
    """Make an edit, from a callback; one that cannot be is told, and the recipe stays."""
    try:
        keep_recipe(*edit())
    except ExplorerError as problem:
        st.session_state[_REFUSED] = tell(problem)


def _show_arguments(recipe: Recipe, place: Place) -> None:
    """One control an argument of the chosen step; p or weight of what it stands in."""
    step = step_at(recipe, place)
    st.markdown(f"**{_(step.title)}** `v2.{step.kind}`")
    item = recipe[place[0]]
    if isinstance(item, Apply):
        _share(_("p of the RandomApply"), item.p, 1.0, recipe, place)
    elif isinstance(item, Choose):
        _share(_("weight in the RandomChoice"), item.weights[place[1]], _MOST_WEIGHT, recipe, place)
    for argument in step.arguments():
        _field(recipe, place, step, argument)


def _share(label: str, value: float, most: float, recipe: Recipe, place: Place) -> None:
    key = "augment_share"
    st.session_state[key] = min(value, most)
    st.slider(
        label,
        0.0,
        most,
        step=most / 20,
        key=key,
        on_change=lambda: _take(
            lambda: (editing.change_share(recipe, place, st.session_state[key]), place)
        ),
    )


def _field(recipe: Recipe, place: Place, step: StepSpec, argument: Argument) -> None:
    key = f"augment_{step.code}_{argument.name}"
    limits, value = argument.limits, getattr(step, argument.name)
    whole = limits.form == "whole"
    kind = int if whole else float
    ends: dict[str, Any] = {
        "min_value": kind(limits.low),
        "max_value": kind(limits.high),
        "step": _step_size(argument),
    }
    st.session_state[key] = value

    def change() -> None:
        found = st.session_state[key]
        _take(lambda: (editing.change_step(recipe, place, argument.name, found), place))

    st.slider(argument.name, key=key, on_change=change, **ends)


def _step_size(argument: Argument) -> float | int:
    if argument.name == "kernel_size":
        return 2  # from 1: odd sizes alone
    if argument.limits.form == "whole":
        return 1
    span = argument.limits.high - argument.limits.low
    return 1.0 if span > 20 else 0.05 if span > 2 else 0.01
