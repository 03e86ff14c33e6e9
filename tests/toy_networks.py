"""Networks small enough to work out by hand, as loaded ones."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from explorer.networks.loaded_network import LoadedNetwork, from_module


def load_toy() -> LoadedNetwork:
    """1 × 1 convolution to three channels: red + green + blue, −red, and red − 1; ReLU; a head.

    The head takes the means of the three maps: class 0 scores 2·m₀ − m₁, class 1 scores −m₀ − m₂.
    """
    convolution = nn.Conv2d(3, 3, 1)
    head = nn.Linear(3, 2)
    with torch.no_grad():
        convolution.weight.copy_(
            torch.tensor([[1.0, 1, 1], [-1, 0, 0], [1, 0, 0]]).view(3, 3, 1, 1)
        )
        convolution.bias.copy_(torch.tensor([0.0, 0, -1]))
        head.weight.copy_(torch.tensor([[2.0, -1, 0], [-1, 0, -1]]))
        head.bias.zero_()
    network = nn.Sequential()
    network.add_module("conv", convolution)
    network.add_module("relu", nn.ReLU(inplace=True))
    network.add_module("pool", nn.AdaptiveAvgPool2d(1))
    network.add_module("flatten", nn.Flatten())
    network.add_module("head", head)
    return from_module("toy", "random", network, input_size=16)


class TwoBlocks(nn.Module):
    """One ReLU module behind two convolutions, a sum before the second, as in ResNet."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 3, 3, padding=1, groups=3, bias=False)
        self.second = nn.Conv2d(3, 3, 1, groups=3, bias=False)
        self.relu = nn.ReLU(inplace=True)
        nn.init.constant_(self.first.weight, 1.0)
        nn.init.constant_(self.second.weight, -1.0)

    def forward(self, pictures: Tensor) -> Tensor:
        inner = self.relu(self.first(pictures))
        return self.relu(self.second(inner) + pictures).mean(dim=(2, 3))


def load_blocks() -> LoadedNetwork:
    """Return `TwoBlocks` as a loaded network."""
    return from_module("blocks", "random", TwoBlocks(), input_size=16)


def hook_count(network: nn.Module) -> int:
    """Count forward hooks and pre-hooks of all modules."""
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in network.modules())
