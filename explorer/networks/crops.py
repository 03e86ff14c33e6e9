"""Random crops of many pictures at once, as tensor work on whichever device holds the pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from explorer.networks.photo_data import PictureSet

GREY_SHARE = 0.1  # of the pictures: edges must be found in brightness alone too


@dataclass(frozen=True, slots=True)
class CropRecipe:
    """How a picture is cropped and recoloured; ranges are drawn evenly.

    `sides`: smallest and largest side of the square crop, in pixels of the stored picture;
    `slack`: how far its centre may leave the middle even where the crop fills the picture, pixels;
    `turn_deg`: largest turn either way; `light`: largest relative change of brightness, contrast
    and saturation; `hue_deg`: largest turn of the colours about grey.
    """

    sides: tuple[float, float]
    slack: float = 0.0
    turn_deg: float = 0.0
    light: float = 0.0
    hue_deg: float = 0.0


def crop_pictures(
    pictures: PictureSet, chosen: Tensor, size: int, recipe: CropRecipe, draw: torch.Generator
) -> Tensor:
    """Return (N, 3, size, size) RGB, mostly within [0, 1], a random crop of each of `chosen`."""
    canvases = pictures.canvases[chosen].float() / 255  # (N, 3, H, W)
    grid = functional.affine_grid(
        _places(pictures.sizes[chosen].float(), canvases.shape[-2:], recipe, draw),
        [len(chosen), 3, size, size],
        align_corners=False,
    )
    crops = functional.grid_sample(
        canvases, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
    return recolour(crops, recipe, draw)


def recolour(crops: Tensor, recipe: CropRecipe, draw: torch.Generator) -> Tensor:
    """Change (N, 3, H, W) in brightness, contrast, saturation and hue; turn a tenth grey.

    Brightness, saturation and hue are one 3×3 matrix: grey is the mean of the three colours, the
    rest is scaled and turned about the grey axis (Rodrigues' formula).
    """
    count = len(crops)
    brightness, contrast, saturation = (1 + recipe.light * _spread(count, draw) for _ in range(3))
    saturation = saturation * (_even(count, draw) >= GREY_SHARE)
    hue = math.radians(recipe.hue_deg) * _spread(count, draw)
    grey = crops.new_full((3, 3), 1 / 3)
    colour = torch.eye(3, device=crops.device) - grey
    turn = crops.new_tensor([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    turned = _each(torch.cos(hue)) * colour + _each(torch.sin(hue)) * turn
    mix = _each(brightness) * (grey + _each(saturation) * turned)  # (N, 3, 3)
    mixed = torch.bmm(mix, crops.flatten(2)).view_as(crops)
    middle = mixed.mean(dim=(1, 2, 3), keepdim=True)
    return middle + (mixed - middle) * contrast.view(-1, 1, 1, 1)


def _places(sizes: Tensor, canvas: torch.Size, recipe: CropRecipe, draw: torch.Generator) -> Tensor:
    """Return (N, 2, 3) affine maps from the crop's [−1, 1]² to the canvas's, x before y."""
    count = len(sizes)
    low, high = recipe.sides
    side = low + (high - low) * _even(count, draw)
    if not recipe.slack:
        side = torch.minimum(side, sizes.amin(dim=1))
    room = ((sizes - side[:, None]) / 2).clamp(min=recipe.slack)  # (N, 2), down and across
    down, across = (sizes[:, axis] / 2 + room[:, axis] * _spread(count, draw) for axis in range(2))
    flip = torch.where(_even(count, draw) < 0.5, -1.0, 1.0)
    angle = math.radians(recipe.turn_deg) * _spread(count, draw)
    height, width = canvas
    cos, sin = torch.cos(angle) * side, torch.sin(angle) * side
    rows = [
        torch.stack([cos * flip / width, -sin / width, 2 * across / width - 1], dim=1),
        torch.stack([sin * flip / height, cos / height, 2 * down / height - 1], dim=1),
    ]
    return torch.stack(rows, dim=1)


def _each(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1)


def _even(count: int, draw: torch.Generator) -> Tensor:
    return torch.rand(count, generator=draw, device=draw.device)


def _spread(count: int, draw: torch.Generator) -> Tensor:
    return 2 * _even(count, draw) - 1
