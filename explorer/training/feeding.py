"""Pictures as a run feeds them: resized, drawn, permuted, normalised, a batch at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from explorer.augmentation.drawing import RecordedRecipe
from explorer.augmentation.recipe import Recipe
from explorer.data.labelled_pictures import LabelledPictures, Numbers
from explorer.training.models import Model

PERMUTATION_SEED = 2024  # one order of pixels for all runs, so that they can be compared
_LEAST_STD = 1e-3  # of a channel that is the same everywhere


@dataclass(frozen=True, slots=True, eq=False)
class Feeder:
    """What turns pictures into a network's input.

    `pixels`: (N, C, S, S) uint8 of all parts; `mean`, `std`: a number a channel; `order`: (side²,)
    int64, which pixel stands at each place, None where they stand as they are.
    """

    pixels: Tensor
    labels: Tensor
    channels: int
    side: int
    mean: Tensor
    std: Tensor
    order: Tensor | None
    recipe: RecordedRecipe | None

    def feed(self, chosen: Tensor, *, drawn: bool = False) -> Tensor:
        """Return (N, channels, side, side) normalised float32 of the chosen pictures.

        `drawn`: each is drawn from the recipe first, from the generator in force.
        """
        pictures = self.resize(chosen)
        if drawn and self.recipe is not None:
            pictures = torch.stack([self.recipe(picture).picture for picture in pictures])
        if self.order is not None:
            flat = pictures.flatten(2)[:, :, self.order]
            pictures = flat.reshape(pictures.shape)
        return (pictures - self.mean) / self.std

    def resize(self, chosen: Tensor) -> Tensor:
        """Return (N, channels, side, side) float32 in [0, 1], grey in as many channels as asked."""
        pictures = self.pixels[chosen].float() / 255
        if pictures.shape[-1] != self.side:
            size = (self.side, self.side)
            pictures = functional.interpolate(pictures, size, mode="bilinear", antialias=True)
        return pictures.expand(-1, self.channels, -1, -1)


def make_feeder(
    pictures: LabelledPictures,
    model: Model,
    train: Numbers,
    *,
    recipe: Recipe,
    normalize: bool,
    permuted: bool,
) -> Feeder:
    """Prepare pictures for a model; where it brings no mean and std, `train`'s own are taken."""
    pixels = torch.from_numpy(np.array(pictures.pixels))
    labels = torch.from_numpy(np.array(pictures.labels))
    order = None
    if permuted:
        generator = torch.Generator().manual_seed(PERMUTATION_SEED)
        order = torch.randperm(model.side**2, generator=generator)
    recorded = RecordedRecipe(recipe, model.side) if recipe else None
    plain = torch.zeros(model.channels), torch.ones(model.channels)
    mean, std = _figures(pixels, model, train) if normalize else plain
    shape = (-1, 1, 1)
    return Feeder(
        pixels,
        labels,
        model.channels,
        model.side,
        mean.view(shape),
        std.view(shape),
        order,
        recorded,
    )


def _figures(pixels: Tensor, model: Model, train: Numbers) -> tuple[Tensor, Tensor]:
    """Return mean and std a channel: the weights' own, or those of the training pictures."""
    if model.mean is not None and model.std is not None:
        return torch.tensor(model.mean), torch.tensor(model.std)
    values = pixels[torch.from_numpy(train)].float() / 255
    axes = (0, 2, 3)
    mean, std = values.mean(axes), values.std(axes).clamp(min=_LEAST_STD)
    return mean.expand(model.channels), std.expand(model.channels)
