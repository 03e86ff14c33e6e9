"""Draws of a recipe, with the numbers that chance has given: what was done, and how much.

torchvision's own transforms run; their `make_params` is listened to. Draws come from a generator
of their own and equal those of a program that calls `torch.manual_seed` with the same seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from torchvision.transforms import InterpolationMode, v2

from explorer.augmentation.recipe import Apply, Choose, Item, Recipe
from explorer.augmentation.salt_and_pepper import SaltAndPepper
from explorer.augmentation.seeded import SeededDraws
from explorer.augmentation.steps import StepSpec


@dataclass(frozen=True, slots=True)
class StepDraw:
    """What chance did to one step: `params` as the transform drew them, None if it was left out.

    `place`: (item, step within it) in the recipe, the second is 0 for a plain step.
    """

    place: tuple[int, int]
    step: StepSpec
    params: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One picture that came out, (C, H, W) float32 in [0, 1], and what was drawn for it."""

    picture: Tensor
    steps: tuple[StepDraw, ...]


class RecordedRecipe:
    """A recipe built of torchvision's transforms for pictures of `side` pixels.

    `blind`: numbers are drawn and no picture is changed, which is faster.
    """

    def __init__(self, recipe: Recipe, side: int, *, blind: bool = False) -> None:
        self._blind = blind
        self._found: dict[tuple[int, int], Mapping[str, Any]] = {}
        self._steps: dict[tuple[int, int], StepSpec] = {}
        built = [self._build(number, item, side) for number, item in enumerate(recipe)]
        self._whole: Callable[[Tensor], Tensor] = v2.Compose(built) if built else nn.Identity()

    def __call__(self, picture: Tensor) -> Draw:
        """Draw once of a picture (C, H, W) float32 in [0, 1], from the generator in force."""
        self._found.clear()
        result = self._whole(picture)
        steps = tuple(
            StepDraw(place, step, self._found.get(place)) for place, step in self._steps.items()
        )
        return Draw(result, steps)

    def _build(self, number: int, item: Item, side: int) -> nn.Module:
        if isinstance(item, Apply):
            made = v2.RandomApply(self._listened(number, item.steps, side), p=item.p)
        elif isinstance(item, Choose):
            made = v2.RandomChoice(self._listened(number, item.steps, side), p=list(item.weights))
        else:
            (made,) = self._listened(number, (item,), side)
        return cast("nn.Module", made)

    def _listened(self, number: int, steps: tuple[StepSpec, ...], side: int) -> list[v2.Transform]:
        return [self._listen((number, at), step, side) for at, step in enumerate(steps)]

    def _listen(self, place: tuple[int, int], step: StepSpec, side: int) -> v2.Transform:
        """Build a step whose drawn numbers are kept as they pass."""
        transform = build_step(step, side)
        draw = transform.make_params
        self._steps[place] = step

        def make_params(flat_inputs: list[Any]) -> dict[str, Any]:
            found: dict[str, Any] = draw(flat_inputs)
            self._found[place] = found
            return found

        transform.make_params = make_params
        if self._blind:
            transform.transform = lambda inpt, params: inpt  # noqa: ARG005 - torchvision's names
        return transform


def build_step(step: StepSpec, side: int) -> v2.Transform:
    """Build one transform for pictures of `side` pixels."""
    keywords = step.keywords(side)
    if "interpolation" in keywords:
        keywords["interpolation"] = InterpolationMode(keywords["interpolation"])
    kind = SaltAndPepper if step.kind == SaltAndPepper.__name__ else getattr(v2, step.kind)
    made: v2.Transform = kind(**keywords)
    return made


def draw_pictures(recipe: Recipe, picture: Tensor, seed: int, count: int) -> Iterator[Draw]:
    """Draw `count` times of one picture (C, H, W) float32 in [0, 1], one after another.

    The same as `torch.manual_seed(seed)` and `count` calls of the transform in a program of its
    own.
    """
    drawn = RecordedRecipe(recipe, picture.shape[-1])
    seeded = SeededDraws(seed)
    for _number in range(count):
        with seeded:
            draw = drawn(picture)
        yield draw


def draw_batch(recipe: Recipe, pictures: Tensor, seed: int) -> Tensor:
    """Draw once of each picture, (N, C, H, W) float32 in [0, 1], in their order."""
    drawn = RecordedRecipe(recipe, pictures.shape[-1])
    with SeededDraws(seed):
        return torch.stack([drawn(picture).picture for picture in pictures])
