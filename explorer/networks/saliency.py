"""Which pixels a class's score hangs on: gradients, and Grad-CAM.

Simonyan, Vedaldi, Zisserman 2013, arXiv:1312.6034 (gradient); Smilkov and others 2017,
arXiv:1706.03825 (SmoothGrad); Selvaraju and others, ICCV 2017, arXiv:1610.02391 (Grad-CAM). All
work on frozen weights: the gradient is taken with respect to the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.networks.convolution_layers import Tap
from explorer.networks.loaded_network import LoadedNetwork
from explorer.text import N_

Floats = NDArray[np.float32]

NOISE_SHARE = 0.15  # deviation of SmoothGrad's noise, of the span from least to greatest input


@dataclass(frozen=True, slots=True, eq=False)
class ClassGradient:
    """How one class's score changes with the picture and with one layer.

    `score`; `pixels`: (3, H, W), its gradient with respect to the picture as it is fed; `maps` and
    `weights`: (C, h, w), a layer's maps and the score's gradient with respect to them.
    """

    score: float
    inputs: Floats
    pixels: Floats
    maps: Floats
    weights: Floats

    @property
    def strength(self) -> Floats:
        """Simonyan's map, (H, W) ≥ 0: the largest |gradient| of the three colours."""
        return np.asarray(np.abs(self.pixels).max(axis=0))

    @property
    def times_input(self) -> Floats:
        """Gradient × input summed over the colours, (H, W): 0 stands for the mean colour."""
        return np.asarray((self.pixels * self.inputs).sum(axis=0))

    @property
    def class_map(self) -> Floats:
        """Grad-CAM before its ReLU, (h, w): Σ over channels of the gradient's mean · the map."""
        shares = self.weights.mean(axis=(1, 2))  # (C,)
        return np.asarray(np.einsum("c,chw->hw", shares, self.maps))


def find_gradient(network: LoadedNetwork, inputs: Floats, tap: Tap, number: int) -> ClassGradient:
    """Run (3, H, W), as the network is fed, forward and back from the score of class `number`.

    Raises SettingError if the network has no such output.
    """
    pictures = torch.from_numpy(inputs)[None].clone().requires_grad_()
    scores, found = network.observe(pictures, [tap])
    require_class(number, scores.shape[1])
    maps = found[tap]
    pixels, weights = torch.autograd.grad(scores[0, number], [pictures, maps])
    return ClassGradient(
        scores[0, number].item(),
        inputs,
        pixels[0].numpy(),
        maps[0].detach().numpy(),
        weights[0].numpy(),
    )


def smooth_gradient(
    network: LoadedNetwork, inputs: Floats, number: int, *, samples: int = 16, seed: int = 0
) -> Floats:
    """Return SmoothGrad, (H, W) ≥ 0: the mean of `strength` over noisy copies of (3, H, W).

    The noise's deviation is 15 % of the inputs' span, drawn from a generator of its own.
    """
    require_within("samples", samples, 1, 64)
    generator = torch.Generator().manual_seed(seed)
    still = torch.from_numpy(inputs)
    deviation = NOISE_SHARE * (still.max() - still.min())
    total = torch.zeros(inputs.shape[1:])
    for _ in range(samples):
        noise = torch.randn(still.shape, generator=generator)
        pictures = (still + deviation * noise)[None].requires_grad_()
        scores: Tensor = network.module(pictures)
        require_class(number, scores.shape[1])
        gradient = torch.autograd.grad(scores[0, number], pictures)[0][0]
        total += gradient.abs().amax(dim=0)
    return (total / samples).numpy()


def enlarge_map(values: Floats, side: int) -> Floats:
    """Bring (h, w) to (side, side), bilinear, as Grad-CAM's authors do."""
    enlarged = functional.interpolate(
        torch.from_numpy(np.ascontiguousarray(values))[None, None],
        (side, side),
        mode="bilinear",
        align_corners=False,
    )
    return enlarged[0, 0].numpy()


def scale_to_one(values: Floats) -> Floats | None:
    """Divide a map by its greatest value, negatives set to 0; None where nothing is above 0.

    Neither a zero gradient nor an all-negative map may be blown up into noise.
    """
    greatest = float(values.max())
    return np.asarray(values.clip(min=0) / greatest) if greatest > 0 else None


def require_class(number: int, classes: int) -> None:
    """Raise SettingError unless the network has this output."""
    if not 0 <= number < classes:
        raise SettingError(
            N_("the network has {classes} outputs, there is no {number}: choose one below"),
            classes=classes,
            number=number,
        )
