"""The batches of a training run: crops of both picture sets, the same whenever a step is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explorer.networks.crops import CropRecipe, crop_pictures
from explorer.networks.photo_data import PictureSet
from explorer.networks.trunk import normalize

SEED_STRIDE = 1_000_003  # a prime: the streams of neighbouring seeds do not meet
CIFAR_RECIPE = CropRecipe((26.0, 36.0), slack=3.0, turn_deg=5.0, light=0.2)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """`pictures`: (N + M, 3, S, S) normalised float32, N of CIFAR-10 first, then M photographs.

    `cifar_labels`: (N,) int64; `photo_labels`: (M,) int64.
    """

    pictures: Tensor
    cifar_labels: Tensor
    photo_labels: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class BatchSource:
    """Both picture sets on one device, and how many of each a batch has."""

    cifar: PictureSet
    photos: PictureSet
    cifar_count: int
    photo_count: int
    seed: int

    def draw(self, step: int, size: int) -> Batch:
        """Draw the batch of a step at `size` pixels a side; the same step gives the same batch."""
        device = self.cifar.canvases.device
        # A generator made anew each step makes a resumed run draw what an unbroken one would.
        generator = torch.Generator(device).manual_seed(self.seed * SEED_STRIDE + step)
        parts, labels = [], []
        for pictures, count, recipe in (
            (self.cifar, self.cifar_count, CIFAR_RECIPE),
            (self.photos, self.photo_count, photo_recipe(size)),
        ):
            chosen = choose_pictures(len(pictures), step, count, self.seed).to(device)
            parts.append(crop_pictures(pictures, chosen, size, recipe, generator))
            labels.append(pictures.labels[chosen])
        batch = normalize(torch.cat(parts)).contiguous(memory_format=torch.channels_last)
        return Batch(batch, *labels)


def crop_sides(size: int) -> tuple[float, float]:
    """Return the crop sides that stay sharp when photographs are cropped to `size` pixels."""
    return 0.7 * size, 1.6 * size


def photo_recipe(size: int) -> CropRecipe:
    """Return how photographs are cropped to `size` pixels: sharp, turned, recoloured."""
    return CropRecipe(crop_sides(size), turn_deg=20.0, light=0.4, hue_deg=20.0)


def choose_pictures(total: int, step: int, count: int, seed: int) -> Tensor:
    """Return the (count,) indices of a step: every picture comes once before any comes again."""
    positions = torch.arange(step * count, (step + 1) * count)
    rounds = torch.div(positions, total, rounding_mode="floor")
    chosen = torch.empty_like(positions)
    for number in range(int(rounds[0]), int(rounds[-1]) + 1):
        shuffle = torch.Generator().manual_seed(seed * SEED_STRIDE + number)
        here = rounds == number
        chosen[here] = torch.randperm(total, generator=shuffle)[positions[here] % total]
    return chosen
