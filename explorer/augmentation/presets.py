"""Recipes to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.augmentation import steps
from explorer.augmentation.recipe import Apply, Choose, Recipe
from explorer.text import N_


@dataclass(frozen=True, slots=True)
class RecipePreset:
    """A recipe, its name and what it is for (English)."""

    title: str
    note: str
    recipe: Recipe


PRESETS: Mapping[str, RecipePreset] = MappingProxyType(
    {
        "lecture": RecipePreset(
            N_("The lecture's containers"),
            N_(
                "Steps, a RandomApply and a RandomChoice with the lecture's p=[.2, .4, .6]; what "
                "stands in them is chosen here."
            ),
            (
                steps.RandomRotation((-20.0, 20.0)),
                steps.RandomHorizontalFlip(),
                Apply(0.5, (steps.GaussianBlur(), steps.ColorJitter())),
                Choose(
                    (0.2, 0.4, 0.6),
                    (steps.RandomGrayscale(1.0), steps.SaltAndPepper(), steps.RandomErasing(1.0)),
                ),
            ),
        ),
        "imagenet": RecipePreset(
            N_("Crop and flip, as for ImageNet"),
            N_("What most networks of torchvision were trained with: scale 0.08 to 1."),
            (steps.RandomResizedCrop((0.08, 1.0)), steps.RandomHorizontalFlip()),
        ),
        "digits": RecipePreset(
            N_("For digits"),
            N_("Small turns and shifts only: a digit must stay the digit that it is."),
            (steps.RandomAffine((-12.0, 12.0), 0.1, (0.9, 1.1), (-8.0, 8.0)),),
        ),
        "strong": RecipePreset(
            N_("Much of everything"),
            N_("More than most data sets bear: which draws would you still name?"),
            (
                steps.RandomAffine((-45.0, 45.0), 0.3, (0.6, 1.4), (-20.0, 20.0)),
                steps.RandomPerspective(0.6, 0.7),
                steps.ColorJitter(0.8, 0.8, 0.8, 0.3),
                steps.RandomSolarize(0.5, 0.3),
                steps.RandomErasing(0.7, (0.1, 0.6)),
            ),
        ),
        "none": RecipePreset(N_("Nothing yet"), N_("Add steps below."), ()),
    }
)
