"""A Conv1d layer over a sound: its sizes, and its outputs.

Formulas: https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html (section Shape).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry
from explorer.text import N_

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Conv1dSettings:
    """The arguments of `torch.nn.Conv1d` with one input channel, by its names; the bias is 0."""

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int | Literal["same"] = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        """Raise SettingError for what `torch.nn.Conv1d` would refuse."""
        if self.padding == "same" and self.stride != 1:
            raise SettingError(
                N_(
                    "padding 'same' keeps the length only with stride 1, and PyTorch refuses it "
                    "with stride {stride}: set stride to 1 or give padding as a number"
                ),
                stride=self.stride,
            )

    @property
    def span(self) -> int:
        """Samples from the first tap of a window to its last: d·(K − 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def parameters(self) -> int:
        """Learned numbers: O·K weights and O biases."""
        return self.out_channels * (self.kernel_size + 1)

    def pads(self) -> tuple[int, int]:
        """Return (before, after) in samples; 'same' puts an odd one at the end."""
        if self.padding == "same":
            total = self.span - 1
            return total // 2, total - total // 2
        return self.padding, self.padding

    def lay_out(self, length: int) -> AxisGeometry:
        """Lay the window over `length` samples; raises SettingError where it does not fit."""
        before, after = self.pads()
        if self.span > length + before + after:
            raise SettingError(
                N_(
                    "kernel {kernel} with dilation {dilation} spans {span} samples, the padded "
                    "sound has {padded}: raise padding to {padding} or take a longer sound"
                ),
                kernel=self.kernel_size,
                dilation=self.dilation,
                span=self.span,
                padded=length + before + after,
                padding=-(-(self.span - length) // 2),
            )
        return AxisGeometry(length, self.kernel_size, self.stride, before, after, self.dilation)

    def multiply_adds(self, length: int) -> int:
        """Products summed in one forward pass; those with padding zeros count too."""
        return self.out_channels * self.kernel_size * self.lay_out(length).output


def run_conv1d(samples: Floats, weight: Floats, settings: Conv1dSettings) -> Floats:
    """Return the layer's outputs, (O, L_out) float32, from `torch.nn.functional.conv1d`.

    `samples`: (L,) float32; `weight`: (O, K) float32, one row a filter. Raises SettingError where
    no window fits.
    """
    geometry = settings.lay_out(len(samples))
    padded = torch.from_numpy(np.pad(samples, (geometry.before, geometry.after)))
    with torch.inference_mode():
        output = functional.conv1d(
            padded[None, None],  # (1, 1, L)
            torch.from_numpy(np.ascontiguousarray(weight))[:, None],  # (O, 1, K)
            stride=settings.stride,
            dilation=settings.dilation,
        )
    return np.asarray(output[0].numpy())
