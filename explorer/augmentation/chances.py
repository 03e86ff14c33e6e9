"""How often each step of a recipe is taken: by the rules of probability, and counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from explorer.augmentation.drawing import RecordedRecipe
from explorer.augmentation.recipe import Apply, Choose, Item, Recipe
from explorer.augmentation.seeded import SeededDraws
from explorer.augmentation.steps import StepSpec

_SIDE = 32  # pixels of the picture that is drawn from: its content does not matter
_Z = 1.959964  # standard deviations that hold 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class BranchCount:
    """One step: its probability, and how often of `draws` it was taken."""

    place: tuple[int, int]
    step: StepSpec
    chance: float
    taken: int
    draws: int

    @property
    def expected(self) -> tuple[float, float]:
        """Between how many the count lies 95 times of 100 (normal approximation)."""
        mean = self.chance * self.draws
        spread = _Z * math.sqrt(self.draws * self.chance * (1 - self.chance))
        return mean - spread, mean + spread


def step_chances(recipe: Recipe) -> dict[tuple[int, int], float]:
    """Return the probability of each step to be taken, by its place in the recipe.

    RandomApply's p holds for its whole list; within it each step's own p comes on top.
    """
    chances: dict[tuple[int, int], float] = {}
    for number, item in enumerate(recipe):
        steps = (item,) if isinstance(item, StepSpec) else item.steps
        for at, (step, chance) in enumerate(zip(steps, _outer(item), strict=True)):
            own = getattr(step, "p", 1.0) if step.own_chance else 1.0
            chances[number, at] = chance * own
    return chances


def _outer(item: Item) -> tuple[float, ...]:
    """Return how probable it is that an item comes to each of its steps."""
    if isinstance(item, Choose):
        return item.chances
    return (item.p,) * len(item.steps) if isinstance(item, Apply) else (1.0,)


def count_branches(recipe: Recipe, seed: int, draws: int) -> tuple[BranchCount, ...]:
    """Draw a recipe many times and count how often each of its steps is taken."""
    recorded = RecordedRecipe(recipe, _SIDE, blind=True)
    picture = torch.full((3, _SIDE, _SIDE), 0.5)
    taken = dict.fromkeys(step_chances(recipe), 0)
    with SeededDraws(seed):
        for _number in range(draws):
            for step in recorded(picture).steps:
                taken[step.place] += step.params is not None
    steps = {drawn.place: drawn.step for drawn in recorded(picture).steps}
    return tuple(
        BranchCount(place, steps[place], chance, taken[place], draws)
        for place, chance in step_chances(recipe).items()
    )


def chance_unchanged(recipe: Recipe) -> float:
    """Return the probability that no step of a recipe is taken.

    A step without a `p` of its own is always taken, even where the number it draws happens to
    change nothing.
    """
    return math.prod(_item_left_out(item) for item in recipe)


def _item_left_out(item: Item) -> float:
    if isinstance(item, Apply):
        return (1 - item.p) + item.p * math.prod(map(_left_out, item.steps))
    if isinstance(item, Choose):
        pairs = zip(item.chances, item.steps, strict=True)
        return sum(chance * _left_out(step) for chance, step in pairs)
    return _left_out(item)


def _left_out(step: StepSpec) -> float:
    return 1.0 - float(getattr(step, "p", 1.0)) if step.own_chance else 0.0
