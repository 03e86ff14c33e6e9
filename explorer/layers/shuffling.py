"""Deal a picture's pixels out anew: what a linear layer and a convolution make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explorer.layers.convolution import rounding_share, run_convolution, to_tensor
from explorer.layers.flattening import Flattening
from explorer.layers.limits import require_within

Floats = NDArray[np.float32]
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True, eq=False)
class LinearShuffle:
    """One linear layer on the picture, and on the shuffled one with its weights shuffled alike.

    `before`, `after`: (O,) float32, the outputs. `rounding` bounds what float32 sums in two orders
    may differ by.
    """

    before: Floats
    after: Floats
    rounding: float

    @property
    def gap(self) -> float:
        """Largest difference of an output."""
        return float(np.abs(self.before - self.after).max())

    @property
    def agrees(self) -> bool:
        """Whether the difference is rounding alone."""
        return self.gap <= self.rounding


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionShuffle:
    """One kernel on a picture: shuffled after it, or before; both (H, W) float32.

    `plain` is its map of the picture as it is.
    """

    plain: Floats
    shuffled_after: Floats
    shuffled_before: Floats

    @property
    def gap(self) -> float:
        """Largest difference between the two orders."""
        return float(np.abs(self.shuffled_after - self.shuffled_before).max())


def make_shuffle(height: int, width: int, seed: int) -> NDArray[np.int64]:
    """Return where each place takes its pixel from: a permutation of H·W places, (H·W,) int64."""
    require_within("seed", seed, 0, LARGEST_SEED)
    return np.random.default_rng(seed).permutation(height * width).astype(np.int64)


def shuffle_pixels(pixels: Floats, places: NDArray[np.int64]) -> Floats:
    """Deal the pixels of (C, H, W) out anew, the same in every channel: colours stay together."""
    flat = pixels.reshape(len(pixels), -1)  # (C, H * W)
    return np.ascontiguousarray(flat[:, places].reshape(pixels.shape))


def shuffle_places(flattening: Flattening, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the same permutation for the vector, (N,) int64: `vector[result]` is shuffled."""
    channels = np.arange(flattening.channels)
    if flattening.order == "chw":
        return (channels[:, None] * flattening.between_channels + places).ravel()
    return (places[:, None] * flattening.channels + channels).ravel()


def run_linear(
    vector: Floats, places: NDArray[np.int64], out_features: int, seed: int
) -> LinearShuffle:
    """Run `nn.Linear` with PyTorch's random start on a vector and on the shuffled one.

    The second layer is the first with its columns shuffled by the same `places` (N,).
    """
    require_within("out_features", out_features, 1, 1 << 16)
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layer = nn.Linear(len(vector), out_features)
        given = to_tensor(vector)
        moved = torch.from_numpy(places)
        before = layer(given)  # (O,)
        weight = layer.weight[:, moved]
        after = nn.functional.linear(given[moved], weight, layer.bias)
        reach = (layer.weight.abs() @ given.abs() + layer.bias.abs()).max().item()
    rounding = 2 * rounding_share(len(vector) + 1) * reach
    return LinearShuffle(before.numpy(), after.numpy(), rounding)


def run_kernel(grey: Floats, kernel: Floats, places: NDArray[np.int64]) -> ConvolutionShuffle:
    """Run a kernel (kh, kw) over grey (1, H, W) before and after shuffling, the edge repeated."""
    weight = np.asarray(kernel, dtype=np.float32)[None, None]

    def answer(pixels: Floats) -> Floats:
        return run_convolution(pixels, weight, padding="same", padding_mode="replicate").output

    plain = answer(grey)
    after = shuffle_pixels(plain, places)
    return ConvolutionShuffle(plain[0], after[0], answer(shuffle_pixels(grey, places))[0])
