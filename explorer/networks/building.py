"""Turn a stack's settings into PyTorch layers, and run a picture through them."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.errors import SettingError
from explorer.layers.layer_specs import Conv2d, LayerSpec, Linear, Stack
from explorer.layers.network_stack import Counted, Walk
from explorer.text import N_

Floats = NDArray[np.float32]

# What can be run here at most, and what is said of more.
LIMITS: tuple[tuple[Counted, int, str], ...] = (
    (
        "parameters",
        64_000_000,  # 256 MB; AlexNet has 61 million
        N_(
            "the stack has {count:,} parameters, {most:,} at most can be run here: put a pooling "
            "before the largest Linear or lower its out_features"
        ),
    ),
    (
        "activations",
        48_000_000,  # 192 MB; VGG-16's features keep 29 million
        N_(
            "the layers give {count:,} values, {most:,} at most can be kept here: choose a smaller "
            "input or fewer channels"
        ),
    ),
    (
        "multiply_adds",
        20_000_000_000,  # a second or so; VGG-16's features take 15 billion
        N_(
            "the stack takes {count:,} multiply-adds, {most:,} at most can be run here: choose a "
            "smaller input or fewer channels"
        ),
    ),
)


def require_affordable(walk: Walk) -> None:
    """Raise SettingError where a stack does not fit together, or is too large to be run here."""
    if walk.misfit is not None:
        raise walk.misfit.error
    for counted, most, template in LIMITS:
        if walk.total(counted) > most:
            raise SettingError(template, count=walk.total(counted), most=most)


def build_sequential(stack: Stack, seed: int) -> nn.Sequential:
    """Build a stack with the random weights PyTorch starts it with after `manual_seed(seed)`.

    In evaluation mode and without gradients, on the CPU. The global random state, which all
    sessions share, is neither read nor changed.
    """
    generator = torch.Generator().manual_seed(seed)
    layers = [build_layer(layer, generator) for layer in stack]
    return nn.Sequential(*layers).eval().requires_grad_(requires_grad=False)


def build_layer(layer: LayerSpec, generator: torch.Generator) -> nn.Module:
    """Build one layer; the weights of a Conv2d or Linear come from the generator."""
    arguments = {each.name: getattr(layer, each.name) for each in fields(layer)}  # type: ignore[arg-type]
    kind: type[nn.Module] = getattr(nn, layer.kind)
    if not isinstance(layer, Conv2d | Linear):
        return kind(**arguments)
    module = kind(**arguments, device="meta").to_empty(
        device="cpu"
    )  # no start from the global state
    _start_weights(module, generator)
    return module


def run_stack(model: nn.Sequential, pixels: Floats) -> tuple[Floats, ...]:
    """Run a picture (C, H, W) float32 through the layers; return what each of them gives.

    Without the batch axis: (C, H, W) or (N,) float32, signed. An in-place layer does not overwrite
    what the one before it gave.
    """
    values = torch.from_numpy(np.array(pixels, dtype=np.float32, order="C"))[None]  # (1, C, H, W)
    outputs: list[Floats] = []
    with torch.no_grad():
        for layer in model:
            values = layer(values.clone() if getattr(layer, "inplace", False) else values)
            outputs.append(values[0].numpy())
    return tuple(outputs)


def _start_weights(module: nn.Module, generator: torch.Generator) -> None:
    """Do what `reset_parameters` of Conv2d and Linear does, from a generator of one's own.

    The weights are uniform within ±1/√fan_in, the biases too: kaiming_uniform_ with a = √5.
    """
    weight, bias = module.weight, module.bias
    assert isinstance(weight, Tensor)  # noqa: S101 - for mypy: both layers have one
    with torch.no_grad():
        nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
        if isinstance(bias, Tensor):
            bound = 1 / math.sqrt(weight[0].numel())  # fan_in
            nn.init.uniform_(bias, -bound, bound, generator=generator)
