"""The pooling page's controls, and the layer they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.layers.pool_geometry import PoolSettings
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Switch, Whole
from explorer.ui.kept_state import Kept

KIND = Choice(
    "pool_kind",
    N_("Pooling"),
    {"max": N_("max"), "average": N_("average")},
    "max",
    widget="segments",
)
KERNEL_SIZE = Whole(
    "pool_kernel_size", N_("kernel_size"), 1, 8, 2, N_("Rows of the window, and its columns too.")
)
STRIDE = Whole("pool_stride", N_("stride"), 1, 8, 2, N_("Pixels from one window to the next."))
PADDING = Whole(
    "pool_padding", N_("padding"), 0, 4, 0, N_("Cells added on each side, at most half a window.")
)
CEIL_MODE = Switch(
    "pool_ceil_mode",
    N_("ceil_mode"),
    False,
    N_("A last window may run past the edge, so that no remainder is left."),
)
COUNT_INCLUDE_PAD = Switch(
    "pool_count_include_pad",
    N_("count_include_pad"),
    True,
    N_("Averages count the padding's zeros; for max pooling there is no such choice."),
)
CHANNELS = Choice(
    "pool_channels",
    N_("channels"),
    {"colour": N_("as the picture has them"), "grey": N_("grey")},
    "colour",
    help=N_("Grey is the mean of red, green and blue."),
)
VIEW = Choice(
    "pool_view",
    N_("Look closer"),
    {
        "winners": N_("What counts"),
        "convolution": N_("Against a strided convolution"),
        "shift": N_("Shift meter"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "winners",
    widget="segments",
    show_label=False,
)
SHIFT_QUESTION = Choice(
    "pool_shift_question",
    N_("Question"),
    {"stays": N_("Does the output stay the same?"), "moves": N_("Does it move along?")},
    "stays",
    widget="segments",
)
SHIFT_FILTER = Choice(
    "pool_shift_filter",
    N_("Filter"),
    {
        "edge": N_("vertical edge"),
        "blur": N_("blur"),
        "spot": N_("spot"),
        "none": N_("none: the picture itself"),
    },
    "edge",
    help=N_("The same 3 × 3 filter, made by hand, stands before all four."),
)
SHIFT = Whole("pool_shift", N_("slide by, pixels"), 1, 32, 1)
SHIFT_CODE = Switch("pool_shift_code", N_("Show the PyTorch code of this slide"), False)

MAIN: tuple[Control, ...] = (KIND, KERNEL_SIZE, STRIDE, PADDING)
MORE: tuple[Control, ...] = (CEIL_MODE, COUNT_INCLUDE_PAD, CHANNELS)
OF_SHIFT: tuple[Control, ...] = (SHIFT_FILTER, SHIFT)
OF_LAYER: tuple[Control, ...] = (*MAIN, *MORE)  # what a kept state A holds
COMPARE = Kept("pool_compare", OF_LAYER)
CONTROLS: tuple[Control, ...] = (
    *OF_LAYER,
    VIEW,
    SHIFT_QUESTION,
    *OF_SHIFT,
    SHIFT_CODE,
    COMPARE.code,
)


def read_settings(values: Mapping[str, Any]) -> PoolSettings:
    """Turn control values into a layer; raises SettingError for an impossible one."""
    return PoolSettings(
        kind=values["pool_kind"],
        kernel_size=(values["pool_kernel_size"],) * 2,
        stride=(values["pool_stride"],) * 2,
        padding=(values["pool_padding"],) * 2,
        ceil_mode=values["pool_ceil_mode"],
        count_include_pad=values["pool_count_include_pad"],
    )
