"""The channels page's controls, and the layer they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.colour_filters import (
    BIAS_RANGE,
    KERNEL_SIZES,
    MAX_FILTERS,
    ColourLayer,
    filter_titles,
)
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, Real, Switch, Whole, parse_whole
from explorer.ui.kept_state import Kept

GROUPED_CHANNELS = 12  # of the layer in the view of groups: it has six divisors
FIRST_CHANNELS = 64  # maps of the first layer in the view "64 → 32"
_LARGEST_PLACE = 9999


def filter_choice(kernel_size: int, out_channels: int) -> Choice:
    """Return the choice among a layer's filters, by what they look for at this size."""
    titles = list(filter_titles(kernel_size).items())
    return Choice(
        "channel_filter",
        N_("Filter on show"),
        dict(titles[:out_channels]),
        "edge",
        help=N_("One of the layer's filters, all made by hand; out_channels says how many it has."),
    )


FILTER = filter_choice(3, MAX_FILTERS)
OUT_CHANNELS = Whole(
    "channel_filters",
    N_("out_channels"),
    1,
    MAX_FILTERS,
    4,
    N_("Number of filters, and so of maps. Each filter has a kernel for every plane."),
)
KERNEL_SIZE = Choice(
    "channel_kernel_size",
    N_("kernel_size"),
    {str(size): str(size) for size in KERNEL_SIZES},
    "3",
    widget="segments",
    literal=True,
    help=N_("A 1 × 1 kernel sees one pixel: what is left is how much of each colour."),
)
BIAS = Real(
    "channel_bias",
    N_("Bias of this filter"),
    *BIAS_RANGE,
    0.0,
    0.05,
    N_("Added once, to the sum of the partial responses."),
)
ORDER = Choice(
    "channel_order",
    N_("Order of the planes"),
    {"rgb": N_("red, green, blue"), "bgr": N_("blue, green, red: as OpenCV loads them")},
    "rgb",
    help=N_("The layer counts its planes, it does not know their colours."),
)
VIEW = Choice(
    "channel_view",
    N_("Look closer"),
    {
        "filters": N_("Several filters"),
        "mix": N_("1 × 1: mix"),
        "shrink": N_("1 × 1: 64 → 32"),
        "groups": N_("Groups"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "filters",
    widget="segments",
    show_label=False,
)


def parse_place(text: str) -> tuple[int, int]:
    """Read `row,column`; raises SettingError for anything else."""
    parts = [parse_whole(part, 0, _LARGEST_PLACE) for part in text.split(",")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        raise SettingError(N_("'{text}' is no place: give row,column, e.g. 3,5"), text=text[:20])
    return parts[0], parts[1]


AT = Code("channel_at", parse_place)  # the pinned place, chosen in the picture

MIX_RED = Real("channel_mix_red", N_("red"), -2.0, 2.0, 1 / 3, 0.01, format="%.2f")
MIX_GREEN = Real("channel_mix_green", N_("green"), -2.0, 2.0, 1 / 3, 0.01, format="%.2f")
MIX_BLUE = Real("channel_mix_blue", N_("blue"), -2.0, 2.0, 1 / 3, 0.01, format="%.2f")
MIX_BIAS = Real("channel_mix_bias", N_("bias"), -1.0, 1.0, 0.0, 0.01, format="%.2f")
MIX: tuple[Real, ...] = (MIX_RED, MIX_GREEN, MIX_BLUE, MIX_BIAS)

SHRINK_TO = Whole(
    "channel_shrink_to", N_("out_channels of the 1 × 1"), 1, FIRST_CHANNELS, 32, N_("64 come in.")
)
SHRINK_WEIGHTS = Choice(
    "channel_shrink_weights",
    N_("Weights of the 1 × 1"),
    {"principal": N_("principal directions"), "random": N_("random start")},
    "principal",
    widget="segments",
    help=N_("Computed from these 64 maps, or PyTorch's untrained start with seed 0."),
)
SHRINK_RELU = Switch(
    "channel_shrink_relu",
    N_("ReLU between the layers"),
    True,
    N_("Negative values of the 64 maps become 0, as between the layers of most networks."),
)
SHRINK: tuple[Control, ...] = (SHRINK_TO, SHRINK_WEIGHTS, SHRINK_RELU)

GROUPS = Choice(
    "channel_groups",
    N_("groups"),
    {str(n): str(n) for n in range(1, GROUPED_CHANNELS + 1) if GROUPED_CHANNELS % n == 0},
    "3",
    widget="segments",
    literal=True,
    help=N_("It must divide in_channels and out_channels, both 12 here."),
)
POINTWISE = Switch(
    "channel_pointwise",
    N_("then a 1 × 1 over all maps"),
    False,
    N_("After a depthwise layer this is the depthwise separable convolution."),
)


def _check_output(text: str) -> None:
    if parse_whole(text, 0, GROUPED_CHANNELS - 1) is None:
        raise SettingError(N_("there is no output {number}: choose 0 to 11"), number=text[:20])


OUTPUT = Code("channel_output", _check_output, "0")  # marked in the matrix, chosen on the wall

MAIN: tuple[Control, ...] = (FILTER, OUT_CHANNELS, KERNEL_SIZE, BIAS)
MORE: tuple[Control, ...] = (ORDER,)
OF_LAYER: tuple[Control, ...] = (*MAIN, *MORE)
OF_VIEWS: tuple[Control, ...] = (VIEW, *MIX, *SHRINK, GROUPS, POINTWISE, OUTPUT)
COMPARE = Kept("channel_compare", OF_LAYER)
CONTROLS: tuple[Control, ...] = (*OF_LAYER, AT, *OF_VIEWS, COMPARE.code)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The layer, and in which order it is given the planes."""

    layer: ColourLayer
    order: str


def draw_main() -> dict[str, Any]:
    """Draw the row of main controls: which filters can be shown follows from the others."""
    places = dict(zip([c.key for c in MAIN], _columns(len(MAIN)), strict=True))
    values: dict[str, Any] = {}
    for control in (OUT_CHANNELS, KERNEL_SIZE, BIAS):
        values[control.key] = control.draw(places[control.key])
    choice = filter_choice(int(values[KERNEL_SIZE.key]), values[OUT_CHANNELS.key])
    values[FILTER.key] = choice.draw(places[FILTER.key])
    return values


def _columns(count: int) -> Sequence[Any]:
    return st.columns(count, vertical_alignment="bottom")


def read_state(values: Mapping[str, Any]) -> ChannelState:
    """Turn control values into a layer; raises SettingError for an impossible one."""
    layer = ColourLayer(
        out_channels=values["channel_filters"],
        kernel_size=int(values["channel_kernel_size"]),
        shown=values["channel_filter"],
        bias=values["channel_bias"],
    )
    return ChannelState(layer, values["channel_order"])
