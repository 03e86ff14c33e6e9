"""Dropout that draws with a function others can see.

PyTorch's own draws inside the library, from the generator that all visitors share, where no seed
of one's own reaches it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SeenDropout(nn.Module):
    """`torch.nn.Dropout` by `torch.rand`: in training each value is 0 with probability `p`.

    What is left is divided by 1 − p.
    """

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, values: Tensor) -> Tensor:
        """Drop in training mode; else give back what came."""
        if not self.training or self.p == 0:
            return values
        return values * (torch.rand(values.shape) >= self.p) / (1 - self.p)
