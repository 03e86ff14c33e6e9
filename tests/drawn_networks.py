"""Networks drawn by hypothesis, and torchvision's made thin, for tests of receptive fields."""

from __future__ import annotations

import copy

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torchvision.ops.misc import SqueezeExcitation

CHANNELS = 2


class Residual(nn.Module):
    """A block that adds its input, or a second branch, to what its layers make."""

    def __init__(self, body: nn.Module, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, maps: Tensor) -> Tensor:
        straight = maps if self.shortcut is None else self.shortcut(maps)
        return self.body(maps) + straight


class Beside(nn.Module):
    """Two branches laid side by side as channels, one of them kept by the last convolution."""

    def __init__(self, left: nn.Module, right: nn.Module) -> None:
        super().__init__()
        self.left, self.right = left, right
        self.join = nn.Conv2d(2 * CHANNELS, CHANNELS, 1)

    def forward(self, maps: Tensor) -> Tensor:
        return self.join(torch.cat([self.left(maps), self.right(maps)], dim=1))


def _convolution(**arguments: object) -> nn.Conv2d:
    return nn.Conv2d(CHANNELS, CHANNELS, **arguments)


@st.composite
def _convolutions(draw: st.DrawFn) -> nn.Module:
    return _convolution(
        kernel_size=draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        stride=draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        padding=draw(st.tuples(st.integers(0, 3), st.integers(0, 3))),
        dilation=draw(st.integers(1, 3)),
        groups=draw(st.sampled_from([1, CHANNELS])),
    )


@st.composite
def _pools(draw: st.DrawFn, kinds: tuple[type[nn.Module], ...]) -> nn.Module:
    kernel = draw(st.integers(1, 4))
    return draw(st.sampled_from(kinds))(
        kernel,
        stride=draw(st.integers(1, 3)),
        padding=draw(st.integers(0, kernel // 2)),
        ceil_mode=draw(st.booleans()),
    )


@st.composite
def _residuals(draw: st.DrawFn) -> nn.Module:
    dilation, stride = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    wide = {"kernel_size": 3, "padding": dilation, "dilation": dilation, "stride": stride}
    even = _convolution(kernel_size=2, padding="same")
    shortcut = _convolution(kernel_size=1, stride=2) if stride == 2 else None
    return draw(
        st.sampled_from(
            [
                Residual(_convolution(**wide), shortcut),
                Residual(even),
                Beside(_convolution(kernel_size=5, padding=2), even),
            ]
        )
    )


def linear_stacks() -> st.SearchStrategy[nn.Sequential]:
    """Draw layers of positive weights without activations: no path can cancel another."""
    layers = st.one_of(_convolutions(), _pools((nn.AvgPool2d,)), _residuals(), _adaptive_pools())
    return st.lists(layers, min_size=1, max_size=4).map(_positive)


def random_stacks() -> st.SearchStrategy[nn.Sequential]:
    """Draw layers of random weights with activations, maxima and normalisations."""
    layers = st.one_of(
        _convolutions(),
        _pools((nn.MaxPool2d, nn.AvgPool2d)),
        _residuals(),
        st.sampled_from([nn.ReLU(inplace=True), nn.BatchNorm2d(CHANNELS), nn.GELU()]),
    )
    return st.lists(layers, min_size=1, max_size=5).map(
        lambda drawn: nn.Sequential(*map(copy.deepcopy, drawn)).double().eval()
    )


@st.composite
def _adaptive_pools(draw: st.DrawFn) -> nn.Module:
    return nn.AdaptiveAvgPool2d(draw(st.tuples(st.integers(2, 5), st.none() | st.integers(1, 5))))


def _positive(drawn: list[nn.Module]) -> nn.Sequential:
    stack = nn.Sequential(*map(copy.deepcopy, drawn)).double().eval()
    for parameter in stack.parameters():
        nn.init.constant_(parameter, 0.5)
    return stack


def make_thin(network: nn.Module) -> nn.Module:
    """Give every convolution of a torchvision network one channel of positive weights.

    The windows and branches stay as they are; activations, normalisations and
    squeeze-and-excitation are taken out and maxima become means, so that the gradient is above 0
    exactly where a path leads.
    """
    thin = copy.deepcopy(network)
    for name, module in list(thin.named_modules()):
        changed = _thinned(module)
        if changed is not None:
            owner, _, own_name = name.rpartition(".")
            setattr(thin.get_submodule(owner), own_name, changed)
    return thin.double().eval()


def _thinned(module: nn.Module) -> nn.Module | None:
    if isinstance(module, nn.Conv2d):
        conv = nn.Conv2d(
            1, 1, module.kernel_size, module.stride, module.padding, module.dilation, bias=False
        )
        nn.init.constant_(conv.weight, 1 / conv.weight.numel())
        return conv
    if isinstance(module, nn.MaxPool2d):
        return nn.AvgPool2d(module.kernel_size, module.stride, module.padding, module.ceil_mode)
    activations = (nn.ReLU, nn.ReLU6, nn.Hardswish, nn.Hardsigmoid, nn.BatchNorm2d)
    return nn.Identity() if isinstance(module, (*activations, SqueezeExcitation)) else None
