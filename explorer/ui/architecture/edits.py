"""Changes to a stack of layers, each giving another stack; nothing here draws."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.layer_arguments import Argument
from explorer.layers.layer_kinds import KINDS
from explorer.layers.layer_shapes import Shape
from explorer.layers.layer_specs import LayerSpec, Stack
from explorer.layers.network_stack import require_short
from explorer.layers.stack_text import parse_sequential
from explorer.text import N_

_NEW_CHANNELS = 8
_NEW_FEATURES = 10


def new_layer(kind: str, shape: Shape) -> LayerSpec:
    """Make a layer of a kind that fits after a layer that gives `shape`, where any would.

    A 3 × 3 convolution keeps the size, a pooling halves it, a Linear gives 10 features.
    """
    channels, features = shape[0], shape[-1]
    made: dict[str, LayerSpec] = {
        "Conv2d": specs.Conv2d(channels, _NEW_CHANNELS, (3, 3), padding=(1, 1)),
        "BatchNorm2d": specs.BatchNorm2d(min(channels, specs.MOST_CHANNELS)),
        "MaxPool2d": specs.MaxPool2d((2, 2)),
        "AvgPool2d": specs.AvgPool2d((2, 2)),
        "AdaptiveAvgPool2d": specs.AdaptiveAvgPool2d((1, 1)),
        "Linear": specs.Linear(features, _NEW_FEATURES),
    }
    return made[kind] if kind in made else KINDS[kind].spec()


def add_layer(stack: Stack, index: int, layer: LayerSpec) -> Stack:
    """Put a layer in place `index`; raises SettingError where the stack is full."""
    longer = (*stack[:index], layer, *stack[index:])
    require_short(longer)
    return longer


def remove_layer(stack: Stack, index: int) -> Stack:
    """Take layer `index` out."""
    return (*stack[:index], *stack[index + 1 :])


def move_layer(stack: Stack, index: int, by: int) -> Stack:
    """Move layer `index` by some places; past an end it stays at the end."""
    place = max(0, min(index + by, len(stack) - 1))
    return add_layer(remove_layer(stack, index), place, stack[index])


def change_layer(stack: Stack, index: int, name: str, value: Any) -> Stack:
    """Set one argument of layer `index`; raises SettingError for a value it cannot have."""
    layer: Any = stack[index]
    return (*stack[:index], replace(layer, **{name: value}), *stack[index + 1 :])


def rewrite_layer(stack: Stack, index: int, text: str) -> Stack:
    """Put what `text` says in place of layer `index`: one layer or several, as PyTorch code.

    Raises SettingError where the text is no layer.
    """
    if not text.strip():
        raise SettingError(
            N_("the layer's code is empty: write one, such as {example}, or remove the layer"),
            example="nn.ReLU()",
        )
    layers = parse_sequential(f"nn.Sequential({text.strip().rstrip(',')})")
    changed = (*stack[:index], *layers, *stack[index + 1 :])
    require_short(changed)
    return changed


def stepped_value(layer: LayerSpec, argument: Argument) -> int | None:
    """Return the one number that stands for an argument; None for `None`, raises where it is more.

    A pair of equal numbers counts as one. ValueError: the value is a word or two numbers.
    """
    value = getattr(layer, argument.name)
    if value is None:
        return None
    if isinstance(value, tuple) and value[0] == value[1] and value[0] is not None:
        return int(value[0])
    if isinstance(value, int):
        return value
    raise ValueError(f"{argument.name}={value!r} is not one number")


def fold_sides(count: int) -> tuple[int, int]:
    """Return rows and columns, as near to a square as can be, that hold `count` numbers exactly."""
    rows = next(side for side in range(math.isqrt(count), 0, -1) if count % side == 0)
    return rows, count // rows
