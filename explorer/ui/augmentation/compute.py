"""What the augmentation page computes, kept where it is asked for again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch

from explorer.augmentation.chances import BranchCount, count_branches
from explorer.augmentation.drawing import Draw, draw_pictures
from explorer.augmentation.recipe import Recipe, write_recipe
from explorer.data.pictures import Picture
from explorer.networks.feeding import show_range

COUNTED = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class AugmentView:
    """A recipe on a picture: `image` (3, H, W) float32 in [0, 1], and its draws."""

    recipe: Recipe
    picture: Picture
    image: torch.Tensor
    seed: int
    draws: tuple[Draw, ...]

    @property
    def side(self) -> int:
        """Pixels a side."""
        return int(self.image.shape[-1])

    @property
    def changes(self) -> list[float]:
        """How much each draw differs: the mean |difference| of all values, in [0, 1]."""
        return [float((draw.picture - self.image).abs().mean()) for draw in self.draws]


def image_of(picture: Picture) -> torch.Tensor:
    """Return a picture as networks take it: (3, H, W) float32 in [0, 1], grey in all three."""
    pixels = show_range(picture)
    colour = np.broadcast_to(pixels, (3, *pixels.shape[1:]))
    return torch.from_numpy(colour.copy())


def draw_view(recipe: Recipe, picture: Picture, seed: int, count: int) -> AugmentView:
    """Draw a recipe of a picture; quick enough for every run."""
    image = image_of(picture)
    return AugmentView(
        recipe, picture, image, seed, tuple(draw_pictures(recipe, image, seed, count))
    )


def branches(recipe: Recipe, seed: int) -> tuple[BranchCount, ...]:
    """Count how often each step is taken in 1,000 draws; a second's work, kept for all."""
    return _branches(write_recipe(recipe), seed, recipe)


@st.cache_resource(max_entries=32, show_spinner=False)
def _branches(text: str, seed: int, _recipe: Recipe) -> tuple[BranchCount, ...]:  # noqa: ARG001
    return count_branches(_recipe, seed, COUNTED)
