"""A first layer to start from: independent components of photo patches.

Independent component analysis finds patterns whose strengths in photographs are as independent as
can be: edges of every direction, and opponent colours (Bell and Sejnowski 1997, "The independent
components of natural scenes are edge filters"). Training then changes them like every other weight.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.networks.batches import crop_sides
from explorer.networks.crops import CropRecipe, crop_pictures
from explorer.networks.filter_quality import DIRECTIONS, Floats, judge_filters
from explorer.networks.photo_data import PictureSet
from explorer.networks.trunk import CONVOLUTIONS, normalize

COMPONENTS = 128  # twice what is needed, so that the clean ones can be chosen
PATCHES = 100_000
PHOTOS_A_ROUND = 32
PATCHES_A_ROUND = 1000
CROP_SIZE = 112
PATCH_STEP = 5
PER_DIRECTION = 5
STEEPEST = 180.0  # patches are turned any way, so that no direction is rarer than another


def start_first_layer(photos: PictureSet, seed: int) -> Tensor:
    """Return (64, 3, 11, 11) float32 filters of norm √2, as PyTorch's own start would have them."""
    _, count, size, _, _ = CONVOLUTIONS[0]
    patterns = find_components(draw_patches(photos, size, seed), size, seed)
    chosen = patterns[choose_components(patterns, count)]
    norms = np.sqrt((chosen**2).sum(axis=(1, 2, 3), keepdims=True))
    return torch.from_numpy(chosen / norms * math.sqrt(2)).float()


def draw_patches(photos: PictureSet, size: int, seed: int, count: int = PATCHES) -> Floats:
    """Return (count, 3·size²) float32 patches of turned, normalised photo crops."""
    draw = torch.Generator().manual_seed(seed)
    recipe = CropRecipe(crop_sides(CROP_SIZE), turn_deg=STEEPEST)
    found = []
    for start in range(0, count, PATCHES_A_ROUND):
        chosen = torch.randint(len(photos), (PHOTOS_A_ROUND,), generator=draw)
        crops = normalize(crop_pictures(photos, chosen, CROP_SIZE, recipe, draw))
        windows = crops.unfold(2, size, PATCH_STEP).unfold(3, size, PATCH_STEP)
        patches = windows.permute(0, 2, 3, 1, 4, 5).reshape(-1, 3 * size * size)
        kept = torch.randperm(len(patches), generator=draw)[: min(PATCHES_A_ROUND, count - start)]
        found.append(patches[kept])
    return torch.cat(found).numpy()


def find_components(patches: Floats, size: int, seed: int, count: int = COMPONENTS) -> Floats:
    """Return (count, 3, size, size): what each independent component adds to a patch."""
    from sklearn.decomposition import FastICA

    analysis = FastICA(count, whiten="unit-variance", max_iter=300, tol=1e-3, random_state=seed)
    analysis.fit(patches)
    return np.ascontiguousarray(analysis.mixing_.T.reshape(count, 3, size, size))


def choose_components(patterns: Floats, count: int) -> NDArray[np.intp]:
    """Choose `count` of (N, 3, K, K), smooth before rough: five of each direction, then colours.

    The five smoothest of each of 8 directions come first, then the most colourful of the rest.
    """
    quality = judge_filters(patterns)
    sector = np.round(quality.angle_deg / (180 / DIRECTIONS)).astype(np.intp) % DIRECTIONS
    by_roughness = np.argsort(quality.roughness)
    directed = (quality.one_direction & quality.clean)[by_roughness]
    chosen: list[int] = []
    for direction in range(DIRECTIONS):
        fitting = directed & (sector[by_roughness] == direction)
        chosen += by_roughness[fitting][:PER_DIRECTION].tolist()
    rest = np.setdiff1d(np.arange(len(patterns)), chosen)
    order = np.argsort(~quality.clean[rest] - colourfulness(patterns[rest]))
    return np.array((chosen + rest[order].tolist())[:count], dtype=np.intp)


def colourfulness(patterns: Floats) -> Floats:
    """Return (N,): the share of each (3, K, K)'s energy that is not grey, in [0, 1]."""
    colour = patterns - patterns.mean(axis=1, keepdims=True)
    share = (colour**2).sum(axis=(1, 2, 3)) / (patterns**2).sum(axis=(1, 2, 3))
    return np.asarray(share)
