"""Stacks of layers for hypothesis: any layers at all, and layers that mostly fit their input."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.geometry import PADDING_MODES
from explorer.layers.layer_kinds import KINDS
from explorer.layers.layer_shapes import Shape

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
sides = st.integers(1, 7) | st.none()
plain = st.sampled_from(
    (specs.ReLU, specs.ReLU6, specs.Sigmoid, specs.Tanh, specs.GELU, specs.Identity)
)
shapes = st.tuples(st.integers(1, 4), st.integers(1, 14), st.integers(1, 14))


@st.composite
def convolutions(draw: st.DrawFn, channels: int | None = None) -> specs.Conv2d:
    """Any Conv2d PyTorch accepts; `channels` are those that come in."""
    groups = draw(st.integers(1, 3))
    inside = draw(st.integers(1, 2)) * groups if channels is None else channels
    groups = math.gcd(groups, inside)
    padding = draw(st.sampled_from(("number", "number", "same", "valid")))
    return specs.Conv2d(
        inside,
        groups * draw(st.integers(1, 3)),
        draw(st.tuples(st.integers(1, 5), st.integers(1, 5))),
        stride=(1, 1) if padding == "same" else draw(pairs),
        padding=draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
        if padding == "number"
        else padding,  # type: ignore[arg-type]
        dilation=draw(pairs),
        groups=groups,
        bias=draw(st.booleans()),
        padding_mode=draw(st.sampled_from(PADDING_MODES)),
    )


@st.composite
def poolings(draw: st.DrawFn) -> specs.MaxPool2d | specs.AvgPool2d:
    """Any pooling PyTorch accepts."""
    arguments: dict[str, Any] = {
        "kernel_size": draw(st.tuples(st.integers(1, 4), st.integers(1, 4))),
        "stride": draw(st.none() | pairs),
        "padding": draw(st.tuples(st.integers(0, 2), st.integers(0, 2))),
        "ceil_mode": draw(st.booleans()),
    }
    largest = draw(st.booleans())
    if largest:
        arguments["dilation"] = draw(pairs)
    else:
        arguments["count_include_pad"] = draw(st.booleans())
    try:
        return specs.MaxPool2d(**arguments) if largest else specs.AvgPool2d(**arguments)
    except SettingError:  # more padding than half a window
        arguments["padding"] = (0, 0)
        return specs.MaxPool2d(**arguments) if largest else specs.AvgPool2d(**arguments)


@st.composite
def norms(draw: st.DrawFn, channels: int | None = None) -> specs.BatchNorm2d:
    """Any BatchNorm2d."""
    return specs.BatchNorm2d(
        channels or draw(st.integers(1, 6)),
        eps=draw(st.floats(1e-12, 1)),
        momentum=draw(st.none() | st.floats(0, 1)),
        affine=draw(st.booleans()),
        track_running_stats=draw(st.booleans()),
    )


@st.composite
def flattens(draw: st.DrawFn) -> specs.Flatten:
    """Any Flatten that leaves the batch alone."""
    start = draw(st.sampled_from((1, 1, 1, 2, 3, -1, -2, -3)))
    return specs.Flatten(start, draw(st.sampled_from((-1, -1, -2, 1, 2, 3))))


@st.composite
def layers(draw: st.DrawFn, channels: int | None = None, features: int = 5) -> specs.LayerSpec:
    """Any layer; `channels` and `features` are what the layer is to expect."""
    name = draw(st.sampled_from((*KINDS, "Conv2d", "Conv2d", "MaxPool2d")))
    chosen: dict[str, st.SearchStrategy[specs.LayerSpec]] = {
        "Conv2d": convolutions(channels),
        "BatchNorm2d": norms(channels),
        "MaxPool2d": poolings(),
        "AvgPool2d": poolings(),
        "AdaptiveAvgPool2d": st.builds(specs.AdaptiveAvgPool2d, st.tuples(sides, sides)),
        "Flatten": flattens(),
        "Dropout": st.builds(specs.Dropout, st.floats(0, 1)),
        "Linear": st.builds(specs.Linear, st.just(features), st.integers(1, 9), st.booleans()),
        "GELU": st.builds(specs.GELU, st.sampled_from(("none", "tanh"))),
    }
    return draw(chosen.get(name, plain.map(lambda kind: kind())))


stacks = st.lists(layers(), max_size=8).map(tuple)


@st.composite
def placed_stacks(draw: st.DrawFn, most: int = 7) -> tuple[specs.Stack, Shape]:
    """Layers and an input; channels and features mostly fit, windows need not."""
    from explorer.layers.layer_shapes import trace_layer

    start = shape = draw(shapes)
    drawn: list[specs.LayerSpec] = []
    for _ in range(draw(st.integers(0, most))):
        wrong = draw(st.integers(0, 9)) == 0
        channels = None if wrong else shape[0]
        layer = draw(layers(channels, 5 if wrong else shape[-1]))
        drawn.append(layer)
        try:
            shape = trace_layer(layer, shape).output_shape
        except SettingError:
            continue
    return tuple(drawn), start
