"""What a unit really depends on: the support of its gradient, and where its influence lies.

Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep convolutional
neural networks", NIPS 2016, arXiv:1701.04128.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.errors import SettingError
from explorer.layers.convolution import to_tensor
from explorer.layers.limits import require_within
from explorer.layers.receptive_field import Box
from explorer.networks.subnetwork import SubNetwork, Unit, crop_to_field, require_unit, take_part
from explorer.networks.tracing import NetworkTrace
from explorer.text import N_

Floats = NDArray[np.float32]
MAX_DRAWS = 64
PIXELS_AT_ONCE = 2**15  # of all pictures in a batch: autograd keeps every layer's maps


def gradient_support(
    trace: NetworkTrace,
    layer: str,
    unit: Unit,
    input_shape: tuple[int, int, int],
    *,
    draws: int = 1,
    seed: int = 0,
) -> NDArray[np.bool_]:
    """Return the pixels whose change moves a unit, (H, W) bool: its gradient there is not 0.

    Measured on `draws` pictures of Gaussian noise and for all channels of the unit together. A
    ReLU or a maximum may cut a path in each of them, so the support can only be too small.
    """
    require_within("draws", draws, 1, MAX_DRAWS)
    part = take_part(trace, layer, input_shape)
    require_unit(part, unit, None)
    generator = torch.Generator().manual_seed(seed)
    support = torch.zeros(input_shape[1:], dtype=torch.bool)
    for _draw in range(draws):
        noise = torch.randn((1, *input_shape), generator=generator, dtype=part.dtype)
        gradient = _gradient(part, noise, unit, None)
        support |= (gradient[0] != 0).any(dim=0)
    return support.numpy()


def effective_field(
    trace: NetworkTrace, layer: str, channel: int | None, unit: Unit, inputs: Floats
) -> Floats:
    """Return the mean |∂unit/∂pixel| over pictures, summed over their channels, (H, W) float32.

    inputs: (N, C, H, W) float32 as the network is fed. `channel` None sets the gradient to 1 on
    every channel of the unit. Exactly 0 outside the unit's field; all 0 where the unit is dead.
    """
    if inputs.ndim != 4 or not len(inputs):
        raise SettingError(
            N_("the inputs have {axes} axes and {count} pictures: give (N, C, H, W), N at least 1"),
            axes=inputs.ndim,
            count=len(inputs),
        )
    height, width = inputs.shape[2:]
    part = take_part(trace, layer, (inputs.shape[1], height, width))
    require_unit(part, unit, channel)
    crop = crop_to_field(part, unit)
    rows, columns = crop.box.slices
    total = np.zeros((height, width), dtype=np.float64)
    once = 1 if part.mixes_pictures else max(1, PIXELS_AT_ONCE // crop.box.area)
    for start in range(0, len(inputs), once):
        pixels = to_tensor(inputs[start : start + once, :, rows, columns]).to(part.dtype)
        gradient = _gradient(crop.part, pixels, crop.unit, channel)  # of each picture its own
        total[rows, columns] += gradient.abs().sum(dim=(0, 1)).double().numpy()
    return (total / len(inputs)).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class MassCurve:
    """How concentrated an effective field is within a box.

    `in_box`: share of all mass within it; `mass`: (pixels + 1,) float64, the share of the box's
    own mass in its 0, 1, 2, … strongest pixels, all 0 where the unit is dead.
    """

    in_box: float
    mass: NDArray[np.float64]

    @property
    def pixels(self) -> int:
        """Pixels of the box within the picture."""
        return len(self.mass) - 1

    @property
    def dead(self) -> bool:
        """Whether no pixel moves the unit."""
        return not self.mass[-1]

    def area_holding(self, share: float) -> float:
        """Return the least share of the box's pixels that hold `share` of its mass, in [0, 1].

        0 where the unit is dead. Raises SettingError for a share outside 0 to 1.
        """
        require_within("share", share, 0, 1)
        if self.dead:
            return 0.0
        # The last sum may round to just under 1, which would not be found.
        return int(np.searchsorted(self.mass, min(share, self.mass[-1]))) / self.pixels


def measure_mass(field: Floats, box: Box) -> MassCurve:
    """Sort an effective field (H, W) by strength within a box, the part within the picture."""
    everything = float(field.sum(dtype=np.float64))
    inside = field[box.clipped(*field.shape).slices].ravel().astype(np.float64)
    summed = np.concatenate([[0.0], np.cumsum(np.sort(inside)[::-1])])
    held = float(summed[-1])
    in_box = min(held / everything, 1.0) if everything else 0.0  # two orders of one sum may differ
    return MassCurve(in_box, summed / held if held else summed)


def _gradient(part: SubNetwork, pixels: Tensor, unit: Unit, channel: int | None) -> Tensor:
    """Return the gradient of the units' values for pixels (N, C, H, W); no weight keeps any."""
    with torch.enable_grad():
        watched = pixels.requires_grad_()
        values = part.read_unit(watched, unit)  # (N, channels)
        chosen = values if channel is None else values[:, channel]
        (gradient,) = torch.autograd.grad(chosen.sum(), watched)
    return gradient
