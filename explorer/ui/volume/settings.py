"""The volume page's controls, and the layer they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from explorer.layers.geometry import PADDING_MODES, PaddingMode
from explorer.signals.volume_kernels import (
    MOST_FRAMES,
    MOST_SIDE,
    SPEED_RANGE,
    VOLUME_KERNELS,
    Kernel,
    parse_volume,
)
from explorer.signals.volumes import Triple, VolumePadding, VolumeSettings
from explorer.text import N_
from explorer.ui.controls import Choice, Control, OptionalWhole, Real, Switch, Text, Whole
from explorer.ui.layout import Challenge
from explorer.ui.volume.shape_settings import OF_SHAPES, TRIPLE_FORM, parse_step, parse_triple

RANDOM = "random"

KERNEL = Choice(
    "volume_kernel",
    N_("Kernel"),
    {
        **{name: family.title for name, family in VOLUME_KERNELS.items()},
        RANDOM: N_("Random, untrained"),
    },
    "right",
    clears=("volume_weights",),
)
SPEED = Real(
    "volume_speed",
    N_("Speed it is made for"),
    *SPEED_RANGE,
    1.5,
    0.5,
    N_("Pixels a frame that the wave of a motion kernel moves on. The shapes move 1.5."),
)
DEPTH = Whole(
    "volume_depth",
    N_("Depth: frames it sees"),
    1,
    MOST_FRAMES,
    5,
    N_("kernel_size along D, PyTorch's name for the axis that is time here."),
)
SIDE = Whole("volume_side", N_("Rows and columns"), 1, MOST_SIDE, 9)
WEIGHTS = Text(
    "volume_weights",
    N_("Kernel by hand"),
    parse_volume,
    placeholder="-1|0|1",
    help=N_(
        "Slices (frames) apart by |, rows by a semicolon, values by a comma: up to 9 slices of "
        "11 × 11. Or drag a weight in the picture, where the kernel has at most 200. It sets the "
        "size itself; empty takes the kernel chosen."
    ),
)
WIDTH = OptionalWhole(
    "volume_width",
    N_("kernel columns"),
    1,
    MOST_SIDE,
    N_("Empty: as many as rows."),
)
OUT_CHANNELS = Whole(
    "volume_out_channels",
    N_("out_channels"),
    1,
    len(VOLUME_KERNELS),
    1,
    N_("The first filter is the kernel chosen, and is played; the other kernels follow it."),
)


STRIDE = Text("volume_stride", N_("stride"), parse_step, "1,2,2", TRIPLE_FORM, default="1")
DILATION = Text("volume_dilation", N_("dilation"), parse_step, "2,1,1", TRIPLE_FORM, default="1")
PADDING_RULE = Choice(
    "volume_padding_rule",
    N_("padding is"),
    {
        "space": N_("as much as keeps H and W"),
        "same": "'same'",
        "valid": "'valid'",
        "number": N_("the numbers"),
    },
    "space",
    help=N_(
        "Padding in time makes up frames before the first and after the last: with zeros, "
        "everything seems to appear out of the dark."
    ),
)
PADDING = Text(
    "volume_padding", N_("padding, in numbers"), parse_triple, "0,1,1", TRIPLE_FORM, default="0"
)
PADDING_MODE = Choice(
    "volume_padding_mode",
    N_("padding_mode"),
    {mode: mode for mode in PADDING_MODES},
    "replicate",
    literal=True,
    help=N_("PyTorch's default is 'zeros': a dark frame around the picture, an edge of its own."),
)
BIAS = Switch("volume_bias", N_("bias"), False, N_("One number added to each map."))
SEED = Whole("volume_seed", N_("seed of the random kernel"), 0, 99, 0)
BACKWARDS = Switch("volume_backwards", N_("Play the clip backwards"), False)
VIEW = Choice(
    "volume_view",
    N_("Look closer"),
    {
        "slice": N_("x over t"),
        "space": N_("The volume in 3D"),
        "kernels": N_("All kernels"),
        "shapes": N_("Shapes"),
        "plane": N_("Against 2D"),
        "direction": N_("Which speed?"),
        "code": N_("PyTorch code"),
    },
    "slice",
    widget="segments",
    show_label=False,
)
ROW = Whole("volume_row", N_("Row y of the slice"), 0, 95, 11)
SHOWN = Choice(
    "volume_shown",
    N_("Show"),
    {"clip": N_("the clip"), "answer": N_("the answer"), "both": N_("both")},
    "both",
    widget="segments",
)
LEVEL = Real("volume_level", N_("Surface at"), 0.1, 0.9, 0.4, 0.05)
MAIN: tuple[Control, ...] = (KERNEL, SPEED, DEPTH, SIDE, WEIGHTS)
MORE: tuple[Control, ...] = (
    BACKWARDS,
    WIDTH,
    STRIDE,
    PADDING_RULE,
    PADDING,
    PADDING_MODE,
    DILATION,
    OUT_CHANNELS,
    BIAS,
    SEED,
)
CONTROLS: tuple[Control, ...] = (
    *MAIN,
    *MORE,
    VIEW,
    ROW,
    SHOWN,
    LEVEL,
    *OF_SHAPES,
)

CHALLENGES = (
    Challenge(
        N_("Make what moves vanish"),
        {"clip": "shapes", "volume_kernel": "difference", "volume_side": 1, "volume_depth": 2},
        N_(
            "A frame minus the one before: only what stands still is gone. Which kernel does the "
            "opposite, and keeps nothing but what stands still?"
        ),
    ),
    Challenge(
        N_("Is a blinking lamp motion?"),
        {"clip": "lamp", "volume_kernel": "right"},
        N_(
            "Compare the numbers of “Rightward motion” and “Leftward motion”: the lamp changes, "
            "but in no direction."
        ),
    ),
    Challenge(
        N_("Fit the lecture's (3, 5, 2) kernel"),
        {"volume_view": "shapes", "volume_example": "unequal"},
        N_("20 × 16 × 10 × 50 × 100 becomes 20 × 33 × 8 × 50 × 99: find in each axis why."),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class VolumeState:
    """All that decides what the page shows of one layer; `by_hand` replaces the kernel chosen."""

    settings: VolumeSettings
    kernel: str
    speed: float
    seed: int
    by_hand: Kernel | None


def read_layer(values: Mapping[str, Any]) -> VolumeState:
    """Turn control values into a layer; raises SettingError for an impossible one."""
    by_hand = parse_volume(values["volume_weights"]) if values["volume_weights"] else None
    if by_hand is not None:
        size: Triple = (by_hand.shape[0], by_hand.shape[1], by_hand.shape[2])
    else:
        rows = values["volume_side"]
        size = (values["volume_depth"], rows, values["volume_width"] or rows)
    dilation = parse_step(values["volume_dilation"])
    settings = VolumeSettings(
        in_channels=1,
        out_channels=values["volume_out_channels"],
        kernel_size=size,
        stride=parse_step(values["volume_stride"]),
        padding=_padding(values, size, dilation),
        dilation=dilation,
        bias=values["volume_bias"],
        padding_mode=cast("PaddingMode", values["volume_padding_mode"]),
    )
    return VolumeState(
        settings,
        values["volume_kernel"],
        values.get("volume_speed", SPEED.default),
        values["volume_seed"],
        by_hand,
    )


def shaping(kernel: str) -> tuple[Control, ...]:
    """Return the sliders that shape a kernel."""
    family = VOLUME_KERNELS.get(kernel)
    return (DEPTH, SIDE, SPEED) if family is not None and family.speeds else (DEPTH, SIDE)


def _padding(values: Mapping[str, Any], size: Triple, dilation: Triple) -> VolumePadding:
    rule = values["volume_padding_rule"]
    if rule == "number":
        return parse_triple(values["volume_padding"])
    if rule == "space":  # half the span, so that a window is centred on every pixel
        _depth, rows, columns = (d * (k - 1) // 2 for d, k in zip(dilation, size, strict=True))
        return (0, rows, columns)
    return cast("VolumePadding", rule)
