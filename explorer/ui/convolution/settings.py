"""The convolution page's controls, and the layer they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from explorer.errors import SettingError
from explorer.layers.geometry import PADDING_MODES, ConvSettings, PaddingMode
from explorer.layers.kernels import Kernel, parse_kernel
from explorer.text import N_
from explorer.ui.controls import (
    Choice,
    Code,
    Control,
    OptionalWhole,
    Switch,
    Text,
    Whole,
    parse_whole,
)
from explorer.ui.kept_state import Kept

KERNEL_SIZE = Whole(
    "kernel_size", N_("kernel_size"), 1, 11, 3, N_("Rows of the kernel, and its columns too.")
)
STRIDE = Whole("stride", N_("stride"), 1, 8, 1, N_("Pixels from one window to the next."))
PADDING = Whole(
    "padding", N_("padding"), 0, 10, 0, N_("Pixels added on each side, if padding is a number.")
)
OUT_CHANNELS = Whole(
    "out_channels", N_("out_channels"), 1, 64, 4, N_("Number of filters, and so of maps.")
)
DILATION = Whole("dilation", N_("dilation"), 1, 5, 1, N_("Pixels between neighbouring taps."))
GROUPS = Whole(
    "groups",
    N_("groups"),
    1,
    64,
    1,
    N_("Each group of filters sees its own share of the input channels."),
)
KERNEL_WIDTH = OptionalWhole(
    "kernel_width", N_("kernel columns"), 1, 11, N_("Empty: as many as rows (a square kernel).")
)
PADDING_RULE = Choice(
    "padding_rule",
    N_("padding is"),
    {"number": N_("the number"), "same": "'same'", "valid": "'valid'"},
    "number",
    widget="segments",
    help=N_("'same' keeps the size (stride 1 only), 'valid' means no padding."),
)
PADDING_MODE = Choice(
    "padding_mode",
    N_("padding_mode"),
    {mode: mode for mode in PADDING_MODES},
    "zeros",
    literal=True,
    help=N_("What the padding holds: zeros, the picture mirrored, its edge, or its other end."),
)
IN_CHANNELS = Choice(
    "in_channels",
    N_("in_channels"),
    {
        "1": N_("1: grey"),
        "3": N_("3: red, green, blue"),
        "13": N_("13: bands made from the picture"),
        "8": N_("8: maps of a first layer"),
    },
    "3",
    help=N_("Grey is the mean of red, green and blue; a grey picture fills all three alike."),
)
BIAS = Switch("bias", N_("bias"), True, N_("One number added to each map."))
WEIGHTS = Choice(
    "conv_weights",
    N_("weights"),
    {"bank": N_("made by hand"), "random": N_("random, untrained")},
    "bank",
    widget="segments",
)
SEED = Whole("conv_seed", N_("seed of the random weights"), 0, 99, 0)
VIEW = Choice(
    "conv_view",
    N_("Look closer"),
    {
        "maps": N_("Feature maps"),
        "coverage": N_("Coverage"),
        "stack": N_("Two layers"),
        "layout": N_("(H, W, C)?"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "maps",
    widget="segments",
    show_label=False,
)
KERNEL = Text(
    "kernel",
    N_("kernel by hand"),
    parse_kernel,
    placeholder="1,0,-1;2,0,-2;1,0,-1",
    help=N_(
        "Drag a weight in the picture, or type the values: rows end with a semicolon, values with "
        "a comma. The same in every channel; it counts while its size is the layer's."
    ),
)
SECOND_KERNEL_SIZE = Whole("second_kernel_size", N_("second layer's kernel_size"), 1, 11, 5)
SECOND_OUT_CHANNELS = Whole("second_out_channels", N_("second layer's out_channels"), 1, 64, 10)
SECOND_STRIDE = Whole("second_stride", N_("second layer's stride"), 1, 8, 1)
LAYOUT = Choice(
    "conv_layout",
    N_("Hand the picture over as"),
    {
        "as_loaded": N_("picture, as loaded"),
        "permute": N_("picture.permute(2, 0, 1)"),
        "reshape": N_("picture.reshape(3, H, W)"),
    },
    "as_loaded",
    widget="segments",
)


def _check_map(text: str) -> None:
    if parse_whole(text, 0, OUT_CHANNELS.high - 1) is None:
        raise SettingError(
            N_("there is no filter {number}: choose one on the tile wall"), number=text[:20]
        )


MAP = Code("conv_map", _check_map, "0")  # the filter in the grid, chosen on the tile wall

MAIN: tuple[Control, ...] = (KERNEL_SIZE, STRIDE, PADDING, OUT_CHANNELS)
MORE: tuple[Control, ...] = (
    KERNEL_WIDTH,
    PADDING_RULE,
    PADDING_MODE,
    DILATION,
    GROUPS,
    IN_CHANNELS,
    BIAS,
    WEIGHTS,
    SEED,
)
OF_VIEWS: tuple[Control, ...] = (
    VIEW,
    SECOND_KERNEL_SIZE,
    SECOND_STRIDE,
    SECOND_OUT_CHANNELS,
    LAYOUT,
)
# What the layer is made of: a pinned state A holds these and nothing else.
OF_LAYER: tuple[Control, ...] = (*MAIN, *MORE, KERNEL, MAP)


@dataclass(frozen=True, slots=True, eq=False)
class LayerState:
    """All that decides what the page shows of one layer.

    `kernel` replaces the shown filter; `misfit` is one that does not have the layer's size.
    """

    settings: ConvSettings
    weights: str
    seed: int
    shown: int
    kernel: Kernel | None
    misfit: Kernel | None = None


def read_layer(values: Mapping[str, Any]) -> LayerState:
    """Turn control values into a layer; raises SettingError for an impossible one."""
    rows = values["kernel_size"]
    columns = values["kernel_width"] or rows
    kernel = parse_kernel(values["kernel"]) if values["kernel"] else None
    rule = values["padding_rule"]
    misfit = None
    if kernel is not None and kernel.shape != (rows, columns):
        kernel, misfit = None, kernel  # a slider has changed the size since
    settings = ConvSettings(
        in_channels=int(values["in_channels"]),
        out_channels=values["out_channels"],
        kernel_size=(rows, columns),
        stride=(values["stride"],) * 2,
        padding=(values["padding"],) * 2 if rule == "number" else rule,
        dilation=(values["dilation"],) * 2,
        groups=values["groups"],
        bias=values["bias"],
        padding_mode=cast("PaddingMode", values["padding_mode"]),
    )
    shown = min(int(values["conv_map"]), settings.out_channels - 1)
    return LayerState(settings, values["conv_weights"], values["conv_seed"], shown, kernel, misfit)


COMPARE = Kept("compare", OF_LAYER)
CONTROLS: tuple[Control, ...] = (*OF_LAYER, *OF_VIEWS, COMPARE.code)
