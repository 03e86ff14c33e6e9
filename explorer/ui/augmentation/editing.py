"""Changes to a recipe, each giving another recipe; nothing here draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorer.augmentation.recipe import Apply, Choose, Item, Recipe, require_short
from explorer.augmentation.steps import STEPS, StepSpec

Place = tuple[int, int]


def add_step(recipe: Recipe, place: Place | None, code: str) -> tuple[Recipe, Place]:
    """Put a new step behind the chosen item; raises SettingError where the recipe is full."""
    number = len(recipe) if place is None else place[0] + 1
    longer = (*recipe[:number], STEPS[code](), *recipe[number:])
    require_short(longer)
    return longer, (number, 0)


def remove_step(recipe: Recipe, place: Place) -> tuple[Recipe, Place | None]:
    """Take the chosen step out; a container that becomes empty goes with it."""
    number, at = place
    item = recipe[number]
    kept: tuple[Item, ...] = ()
    if not isinstance(item, StepSpec) and len(item.steps) > 1:
        kept = (_without(item, at),)
    shorter = (*recipe[:number], *kept, *recipe[number + 1 :])
    return shorter, (min(number, len(shorter) - 1), 0) if shorter else None


def move_item(recipe: Recipe, place: Place, by: int) -> tuple[Recipe, Place]:
    """Move the chosen item up or down, a container with all it holds."""
    number = place[0]
    target = max(0, min(number + by, len(recipe) - 1))
    rest = (*recipe[:number], *recipe[number + 1 :])
    return (*rest[:target], recipe[number], *rest[target:]), (target, place[1])


def change_step(recipe: Recipe, place: Place, name: str, value: Any) -> Recipe:
    """Set one argument of the chosen step; raises SettingError for a value it cannot have."""
    step: Any = step_at(recipe, place)
    return _put(recipe, place, replace(step, **{name: value}))


def wrap_item(recipe: Recipe, place: Place, kind: str) -> Recipe:
    """Put the chosen plain step under RandomApply ("apply") or RandomChoice ("choice")."""
    number, _at = place
    item = recipe[number]
    steps = (item,) if isinstance(item, StepSpec) else item.steps
    made: Item = Apply(0.5, steps) if kind == "apply" else Choose((1.0,) * len(steps), steps)
    return (*recipe[:number], made, *recipe[number + 1 :])


def unwrap_item(recipe: Recipe, place: Place) -> Recipe:
    """Set the steps of the chosen container free."""
    item = recipe[place[0]]
    steps = (item,) if isinstance(item, StepSpec) else item.steps
    return (*recipe[: place[0]], *steps, *recipe[place[0] + 1 :])


def take_in_next(recipe: Recipe, place: Place) -> Recipe:
    """Take the item behind the chosen container into it."""
    number = place[0]
    item, following = recipe[number], recipe[number + 1]
    more = (following,) if isinstance(following, StepSpec) else following.steps
    made: Item
    if isinstance(item, Apply):
        made = Apply(item.p, (*item.steps, *more))
    elif isinstance(item, Choose):
        made = Choose((*item.weights, *(1.0,) * len(more)), (*item.steps, *more))
    else:
        raise TypeError("a plain step takes nothing in")
    return (*recipe[:number], made, *recipe[number + 2 :])


def change_share(recipe: Recipe, place: Place, value: float) -> Recipe:
    """Set the p of the chosen RandomApply, or the chosen step's weight in its RandomChoice."""
    number, at = place
    item = recipe[number]
    made: Item
    if isinstance(item, Apply):
        made = Apply(value, item.steps)
    elif isinstance(item, Choose):
        weights = (*item.weights[:at], value, *item.weights[at + 1 :])
        made = Choose(weights, item.steps)
    else:
        raise TypeError("a plain step has no share")
    return (*recipe[:number], made, *recipe[number + 1 :])


def step_at(recipe: Recipe, place: Place) -> StepSpec:
    """Return the step at a place."""
    item = recipe[place[0]]
    return item if isinstance(item, StepSpec) else item.steps[place[1]]


def _put(recipe: Recipe, place: Place, step: StepSpec) -> Recipe:
    number, at = place
    item = recipe[number]
    made: Item = step
    if not isinstance(item, StepSpec):
        made = replace(item, steps=(*item.steps[:at], step, *item.steps[at + 1 :]))
    return (*recipe[:number], made, *recipe[number + 1 :])


def _without(item: Apply | Choose, at: int) -> Item:
    steps = (*item.steps[:at], *item.steps[at + 1 :])
    if isinstance(item, Apply):
        return Apply(item.p, steps)
    weights = (*item.weights[:at], *item.weights[at + 1 :])
    return Choose(weights if sum(weights) > 0 else (1.0,) * len(steps), steps)
