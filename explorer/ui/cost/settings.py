"""The cost page's controls, and the layers they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.layers.counting import LinearSettings
from explorer.layers.geometry import ConvSettings
from explorer.text import N_
from explorer.ui.controls import Choice, Control, OptionalWhole, Switch, Whole
from explorer.ui.kept_state import Kept

SIZE = Whole("cost_size", N_("height and width"), 1, 512, 32, N_("Pixels of the square input."))
IN_CHANNELS = Whole(
    "cost_in_channels", N_("in_channels"), 1, 512, 3, N_("Channels of the input: 3 for RGB.")
)
OUT_CHANNELS = Whole(
    "cost_out_channels",
    N_("out_channels"),
    1,
    512,
    6,
    N_("Maps of the convolution, and outputs of the linear layer."),
)
KERNEL_SIZE = Whole(
    "cost_kernel_size", N_("kernel_size"), 1, 11, 3, N_("Rows and columns of the kernel.")
)
STRIDE = Whole("cost_stride", N_("stride"), 1, 8, 1, N_("Pixels from one window to the next."))
PADDING = Whole("cost_padding", N_("padding"), 0, 10, 1, N_("Zeros added on each side."))
BIAS = Switch("cost_bias", N_("bias"), True, N_("One number more for each map or output."))
OUT_FEATURES = OptionalWhole(
    "cost_out_features",
    N_("out_features of the linear layer"),
    1,
    4096,
    N_("Empty: as many as out_channels."),
)
MID_CHANNELS = Whole(
    "cost_mid_channels",
    N_("C_mid: channels in between"),
    1,
    512,
    16,
    N_("Maps of the 1 × 1 convolution, which the larger kernel then sees."),
)
BATCH = Whole("cost_batch", N_("batch"), 1, 256, 32, N_("Pictures that go through at once."))
OPTIMIZER = Choice(
    "cost_optimizer",
    N_("optimizer"),
    {
        "none": N_("none: only answers"),
        "sgd": "SGD",
        "momentum": N_("SGD, momentum"),
        "adam": "Adam",
    },
    "adam",
)
DTYPE = Choice(
    "cost_dtype",
    N_("dtype"),
    {"float32": "float32", "float16": "float16"},
    "float32",
    widget="segments",
    literal=True,
    help=N_("Everything in this type; mixed precision would keep float32 weights as well."),
)
TIMING_CODE = Switch("cost_timing_code", N_("PyTorch code of this measurement"), False)
VIEW = Choice(
    "cost_view",
    N_("Look closer"),
    {
        "measured": N_("Milliseconds"),
        "growth": N_("Growth"),
        "bottleneck": N_("Bottleneck"),
        "separable": N_("Separable"),
        "memory": N_("Memory"),
        "device": N_("Device"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "measured",  # draws no chart until asked to, so that the bars follow a slider at once
    widget="segments",
    show_label=False,
)

MAIN: tuple[Control, ...] = (SIZE, IN_CHANNELS, OUT_CHANNELS, KERNEL_SIZE)
MORE: tuple[Control, ...] = (STRIDE, PADDING, BIAS, OUT_FEATURES)
# What the counts follow from: a pinned state A holds these and nothing else.
OF_LAYERS: tuple[Control, ...] = (*MAIN, *MORE)
OF_MEMORY: tuple[Control, ...] = (BATCH, OPTIMIZER, DTYPE)
COMPARE = Kept("cost_compare", OF_LAYERS)
CONTROLS: tuple[Control, ...] = (
    *OF_LAYERS,
    MID_CHANNELS,
    *OF_MEMORY,
    TIMING_CODE,
    VIEW,
    COMPARE.code,
)


@dataclass(frozen=True, slots=True)
class CostState:
    """A convolution, a linear layer, and the input of `side` × `side` pixels both are given."""

    convolution: ConvSettings
    linear: LinearSettings
    side: int


def read_state(values: Mapping[str, Any]) -> CostState:
    """Turn control values into the two layers; raises SettingError for impossible ones."""
    side = values[SIZE.key]
    channels, maps = values[IN_CHANNELS.key], values[OUT_CHANNELS.key]
    convolution = ConvSettings(
        channels,
        maps,
        (values[KERNEL_SIZE.key],) * 2,
        stride=(values[STRIDE.key],) * 2,
        padding=(values[PADDING.key],) * 2,
        bias=values[BIAS.key],
    )
    linear = LinearSettings(
        channels * side * side, values[OUT_FEATURES.key] or maps, values[BIAS.key]
    )
    return CostState(convolution, linear, side)
