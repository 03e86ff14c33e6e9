"""What happens across channels: partial responses and their sum, and 1 × 1 convolutions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.layers.convolution import run_convolution, to_tensor

Floats = NDArray[np.float32]

_SAMPLED = 20_000  # places whose values the principal directions are computed from
_NOTHING = 1e-11  # of the largest variance: less than this is float32's rounding


@dataclass(frozen=True, slots=True, eq=False)
class ChannelMix:
    """A 1 × 1 convolution: `weight` (out_channels, in_channels) and `bias` (out_channels,)."""

    weight: Floats
    bias: Floats

    def __post_init__(self) -> None:
        """Raise ValueError for arrays that do not fit each other."""
        shapes = self.weight.shape, self.bias.shape
        if self.weight.ndim != 2 or self.bias.shape != self.weight.shape[:1]:
            raise ValueError(f"a mix is (O, C) and (O,), got {shapes}")

    @property
    def parameters(self) -> int:
        """Learned numbers: in_channels weights and one bias for each output."""
        return self.weight.size + self.bias.size

    def multiply_adds(self, height: int, width: int) -> int:
        """Products summed on maps of height × width."""
        return self.weight.size * height * width


def split_response(pixels: Floats, kernels: Floats) -> Floats:
    """Return what each channel adds to a filter's answer, (C, H_out, W_out) float32.

    `pixels` (C, H, W), `kernels` (C, k, k): the filter's slice for each channel; no padding. Their
    sum over the channels, plus the one bias, is the filter's map: the sum in
    https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html taken apart.
    """
    weight = kernels[:, None]  # (C, 1, k, k): a group a channel
    return run_convolution(pixels, weight, groups=len(pixels)).output


def mix_channels(maps: Floats, mix: ChannelMix) -> Floats:
    """Run the 1 × 1 convolution on maps (C, H, W): (out_channels, H, W) float32, signed."""
    return run_convolution(maps, mix.weight[:, :, None, None], mix.bias).output


def random_mix(out_channels: int, in_channels: int, seed: int) -> ChannelMix:
    """Return a 1 × 1 convolution as `torch.nn.Conv2d` starts: uniform in ±1/√in_channels."""
    generator = torch.Generator().manual_seed(seed)
    bound = in_channels**-0.5
    weight, bias = torch.empty(out_channels, in_channels), torch.empty(out_channels)
    for values in (weight, bias):
        torch.nn.init.uniform_(values, -bound, bound, generator=generator)
    return ChannelMix(weight.numpy(), bias.numpy())


@dataclass(frozen=True, slots=True, eq=False)
class ChannelSpread:
    """How maps vary together over their places, a channel a variable.

    `mean` (C,) and `covariance` (C, C) float64; `shares` (C,) float64: each principal direction's
    part of all variance, falling, summing to 1 (or all 0 for flat maps); `directions` (C, C), one
    a row, in the same order, the weight of greatest magnitude positive: their sign means nothing.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    shares: NDArray[np.float64]
    directions: NDArray[np.float64]

    @property
    def rank(self) -> int:
        """Number of directions in which the maps vary at all, rounding left out."""
        return int(np.count_nonzero(self.shares > _NOTHING * self.shares[0]))

    def principal_mix(self, out_channels: int) -> ChannelMix:
        """Return the 1 × 1 convolution onto the first directions; its bias takes the mean off."""
        weight = self.directions[:out_channels]
        return ChannelMix(weight.astype(np.float32), (-weight @ self.mean).astype(np.float32))

    def share_kept(self, mix: ChannelMix) -> float:
        """Return the part of all variance that the best linear map gets back from the mixed maps.

        With covariance S and weight W the part is trace(S Wᵀ (W S Wᵀ)⁺ W S) / trace(S), which is
        linear regression's R² over all channels; 0.0 for flat maps.
        """
        total = float(np.trace(self.covariance))
        if total <= 0:
            return 0.0
        weight = mix.weight.astype(np.float64)
        crossed = weight @ self.covariance  # (O, C)
        inner = crossed @ weight.T  # (O, O)
        back = np.linalg.pinv(inner, rcond=_NOTHING, hermitian=True) @ crossed
        return float(np.clip(np.trace(crossed.T @ back) / total, 0.0, 1.0))


def measure_spread(maps: Floats) -> ChannelSpread:
    """Measure maps (C, H, W) at up to 20,000 places, spread evenly over them.

    I. T. Jolliffe, Principal Component Analysis, 2002, chapter 1; population covariance (1/n).
    """
    flat = maps.reshape(len(maps), -1)
    step = -(-flat.shape[1] // _SAMPLED)
    values = flat[:, ::step].astype(np.float64)  # (C, n)
    mean = values.mean(axis=1)
    centred = values - mean[:, None]
    covariance = centred @ centred.T / values.shape[1]
    variances, vectors = np.linalg.eigh(covariance)  # rising
    variances = np.clip(variances[::-1], 0.0, None)
    total = variances.sum()
    shares = variances / total if total > 0 else variances
    directions = np.ascontiguousarray(vectors.T[::-1])
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return ChannelSpread(mean, covariance, shares, directions * np.sign(largest))


def rectify(maps: Floats) -> Floats:
    """Set negative values to 0, as ReLU does."""
    cut: Floats = functional.relu(to_tensor(maps)).numpy()
    return cut
