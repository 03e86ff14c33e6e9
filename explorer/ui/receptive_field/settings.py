"""The receptive-field page's controls, and the question they ask."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import SettingError
from explorer.layers.field_growth import MAX_DEPTH, MAX_PIXELS
from explorer.layers.stack_code import decode_stack
from explorer.layers.stack_presets import PRESETS
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, OptionalWhole, Whole, parse_whole
from explorer.ui.networks.settings import check_layer

STACK_NETWORK = "stack"  # the one built on the architecture page
PRESET_KEY = "preset"  # that page's choice
MOST_UNITS = 4096
_TORCHVISION = {
    "alexnet": "AlexNet",
    "vgg16": "VGG-16",
    "resnet18": "ResNet-18",
    "resnet50": "ResNet-50",
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_small": "MobileNetV3 small",
    "mobilenet_v3_large": "MobileNetV3 large",
}
_PRESETS = ("lecture_mnist", "cnn_model", "lenet5", "vgg11")  # the others are torchvision's above


def _check_unit(text: str) -> None:
    if text and parse_whole(text, 0, MOST_UNITS - 1) is None:
        raise SettingError(N_("there is no unit {number}: click one on the map"), number=text[:20])


NETWORK = Choice(
    "rf_network",
    N_("Network"),
    {
        **_TORCHVISION,
        **{key: PRESETS[key].title for key in _PRESETS},
        STACK_NETWORK: N_("Stack from Architecture"),
    },
    "alexnet",
    clears=("rf_layer", "rf_row", "rf_column"),
)
LAYER = Code("rf_layer", check_layer)  # its select box depends on the network: `layer_choice`
CHANNEL = OptionalWhole(
    "rf_channel",
    N_("Channel"),
    0,
    MOST_UNITS - 1,
    N_("Of the layer's map, from 0. Empty: the one that varies most over the map."),
    placeholder=N_("automatic"),
)
SIZE = Choice(
    "rf_size",
    N_("Input size"),
    {side: side for side in ("16", "28", "32", "64", "112", "224", "320")},
    "224",
    literal=True,
    clears=("rf_row", "rf_column"),
    help=N_("Height and width that the picture is loaded at, in pixels."),
)
ROW = Code("rf_row", _check_unit)  # empty: the middle of the map
COLUMN = Code("rf_column", _check_unit)
STACK = Code("stack", decode_stack)
VIEW = Choice(
    "rf_view",
    N_("Look closer"),
    {
        "effective": N_("Box and effective field"),
        "occlusion": N_("Occlusion"),
        "table": N_("All layers"),
        "growth": N_("How it grows"),
        "hierarchy": N_("Eye and cortex"),
        "code": N_("PyTorch code"),
    },
    "effective",
    widget="segments",
    show_label=False,
)
INPUTS = Whole(
    "rf_inputs",
    N_("pictures averaged"),
    1,
    16,
    4,
    N_("The picture on show, and pictures of noise beside it."),
)
PATCH = Whole("rf_patch", N_("patch, px"), 2, 64, 16, N_("Side of the square that hides."))
STEP = Whole("rf_step", N_("step, px"), 1, 32, 8, N_("Pixels from place to place."))
DEPTH = Whole("rf_depth", N_("convolutions"), 1, MAX_DEPTH, 8)
GROWTH_KERNEL = Whole("rf_kernel_size", N_("kernel_size"), 1, 11, 3)
GROWTH_STRIDE = Whole("rf_stride", N_("stride"), 1, 4, 1)
GROWTH_DILATION = Whole("rf_dilation", N_("dilation"), 1, 8, 1)
POOL_EVERY = Whole(
    "rf_pool_every", N_("2 × 2 pool after every"), 0, 20, 0, N_("So many convolutions; 0: never.")
)
PIXELS = OptionalWhole(
    "rf_pixels",
    N_("pixels to be seen"),
    1,
    MAX_PIXELS,
    N_("In a row; the lecture asks for 1024. Empty: 1024."),
    default=1024,
)

MAIN: tuple[Control, ...] = (NETWORK, LAYER, CHANNEL, SIZE)
GROWTH: tuple[Control, ...] = (
    DEPTH,
    GROWTH_KERNEL,
    GROWTH_STRIDE,
    GROWTH_DILATION,
    POOL_EVERY,
    PIXELS,
)
CONTROLS: tuple[Control, ...] = (*MAIN, ROW, COLUMN, VIEW, INPUTS, PATCH, STEP, *GROWTH)


def layer_choice(names: Sequence[str], default: str) -> Choice:
    """Return the select box of a network's layers: bare module names."""
    return Choice(
        LAYER.key,
        N_("Layer"),
        {name: name for name in names},
        default,
        literal=True,
        clears=(ROW.key, COLUMN.key),
    )


def read_unit(row: str, column: str, units: tuple[int, int]) -> tuple[int, int]:
    """Return the chosen unit; the middle one along an axis without a choice, or past the map."""
    chosen = (
        parse_whole(text, 0, size - 1) for text, size in zip((row, column), units, strict=True)
    )
    first, second = (
        size // 2 if place is None else place for place, size in zip(chosen, units, strict=True)
    )
    return first, second
