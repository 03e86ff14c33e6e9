"""Controls of Conv1d on a waveform, and the layer they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.errors import SettingError
from explorer.signals.bank_1d import MOST_FILTERS
from explorer.signals.filtering_1d import Conv1dSettings
from explorer.signals.filters_1d import (
    FILTERS,
    MOST_TAPS,
    FilterSettings,
)
from explorer.signals.tap_text import parse_taps
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, Real, Switch, Text, Whole, parse_whole
from explorer.ui.kept_state import Kept
from explorer.ui.layout import Challenge

FILTER = Choice(
    "sound_filter",
    N_("Filter"),
    {kind: family.title for kind, family in FILTERS.items()},
    "low_pass",
)
KERNEL_SIZE = Whole(
    "sound_kernel_size",
    N_("kernel_size"),
    1,
    MOST_TAPS,
    101,
    N_("Taps of the kernel: how many samples each output is made of."),
)
STRIDE = Whole(
    "sound_stride",
    N_("stride"),
    1,
    16,
    1,
    N_("Samples from one window to the next: the output has a rate that many times lower."),
)
DILATION = Whole(
    "sound_dilation", N_("dilation"), 1, 32, 1, N_("Samples between neighbouring taps.")
)
PADDING = Whole(
    "sound_padding",
    N_("padding"),
    0,
    2_000,
    0,
    N_("Zeros added at either end, if padding is a number."),
)
PADDING_RULE = Choice(
    "sound_padding_rule",
    N_("padding is"),
    {"number": N_("the number"), "same": "'same'"},
    "number",
    widget="segments",
    help=N_("'same' keeps the length, with stride 1 only."),
)
OUT_CHANNELS = Whole(
    "sound_out_channels",
    N_("out_channels"),
    1,
    MOST_FILTERS,
    1,
    N_("Number of filters in the layer, and so of filtered sounds. The chosen one comes first."),
)
CUTOFF = Real("sound_cutoff", N_("cut-off, Hz"), 50, 7_900, 1_500, 50)
CUTOFF_HIGH = Real("sound_cutoff_high", N_("upper cut-off, Hz"), 50, 7_900, 3_000, 50)
WINDOW = Choice(
    "sound_window",
    N_("window of the sinc"),
    {
        "boxcar": N_("none (rectangle)"),
        "hann": N_("Hann"),
        "hamming": N_("Hamming"),
        "blackman": N_("Blackman"),
    },
    "hamming",
    help=N_("How the endless sinc is brought to an end: abruptly, or faded out."),
)
DELAY = Whole(
    "sound_delay",
    N_("delay of the echo, samples"),
    1,
    MOST_TAPS - 1,
    16,
    N_("The kernel has one tap more: the sound itself, zeros, and its echo."),
)
SEED = Whole("sound_seed", N_("seed"), 0, 99, 0)
TAPS = Text(
    "sound_taps",
    N_("taps"),
    parse_taps,
    placeholder="0.5,-1,0.5",
    default="1,0.7,0.4,0.1",
    help=N_("Drag the bars of the kernel, or type numbers with commas; zeros fill up the rest."),
)
GUARD = Switch(
    "sound_antialias",
    N_("low-pass before the stride"),
    False,
    N_("A filter in front of the layer that takes away what the stride would fold down."),
)
TONE = Real("sound_tone", N_("tone, Hz"), 100, 7_900, 5_000, 50)
VIEW = Choice(
    "sound_view",
    N_("Look closer"),
    {
        "slide": N_("Step by step"),
        "response": N_("Response and delay"),
        "alias": N_("Stride and alias"),
        "bank": N_("All filters"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "slide",
    widget="segments",
    show_label=False,
)


def _check_channel(text: str) -> None:
    if parse_whole(text, 0, MOST_FILTERS - 1) is None:
        raise SettingError(
            N_("there is no filter {number}: choose one among all filters"), number=text[:20]
        )


def _check_place(text: str) -> None:
    if parse_whole(text, 0, 999_999) is None:
        raise SettingError(
            N_("{place} is no place in a sound: click the waveform"), place=text[:20]
        )


CHANNEL = Code("sound_channel", _check_channel, "0")  # the filter on show
PLACE = Code("sound_at", _check_place, "1000")  # milliseconds: where the window is looked at

# What each filter is made from, and the control that says it.
OF_FILTER: dict[str, Control] = {
    "kernel_size": KERNEL_SIZE,
    "delay": DELAY,
    "cutoff": CUTOFF,
    "cutoff_high": CUTOFF_HIGH,
    "seed": SEED,
    "taps": TAPS,
}
MORE: tuple[Control, ...] = (OUT_CHANNELS, DILATION, PADDING_RULE, PADDING)
OF_LAYER: tuple[Control, ...] = (
    FILTER,
    *OF_FILTER.values(),
    STRIDE,
    *MORE,
    WINDOW,
    GUARD,
    CHANNEL,
)
COMPARE = Kept("sound_compare", OF_LAYER)
CONTROLS: tuple[Control, ...] = (*OF_LAYER, PLACE, TONE, VIEW, COMPARE.code)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("A stride that whistles"),
        {
            "sound_part": "waveform",
            "sound": "chirp",
            "sound_filter": "average",
            "sound_kernel_size": 1,
            "sound_stride": 4,
            "sound_view": "alias",
        },
        N_(
            "The chirp only rises. Play the filtered one: why does it come down again, and what "
            "does the low-pass before the stride change?"
        ),
    ),
    Challenge(
        N_("The lecture's Conv1d(1, 16, 3, stride=2)"),
        {
            "sound_part": "waveform",
            "sound_filter": "random",
            "sound_kernel_size": 3,
            "sound_stride": 2,
            "sound_out_channels": 16,
            "sound_view": "bank",
        },
        N_("Sixteen random filters of three taps. Do any two of them sound alike, and why?"),
    ),
)


@dataclass(frozen=True, slots=True)
class WaveformState:
    """All that decides what is shown of one layer; `shown` is the filter that is heard."""

    filter: FilterSettings
    layer: Conv1dSettings
    guard: bool
    shown: int


def read_layer(values: Mapping[str, Any]) -> WaveformState:
    """Turn control values into a layer; raises SettingError for an impossible one."""
    kind = values[FILTER.key]
    size = values[DELAY.key] + 1 if kind == "comb" else values[KERNEL_SIZE.key]
    filters = values[OUT_CHANNELS.key]
    layer = Conv1dSettings(
        out_channels=filters,
        kernel_size=size,
        stride=values[STRIDE.key],
        padding="same" if values[PADDING_RULE.key] == "same" else values[PADDING.key],
        dilation=values[DILATION.key],
    )
    made_from = FilterSettings(
        kind=kind,
        kernel_size=size,
        cutoff_hz=values[CUTOFF.key],
        cutoff_high_hz=values[CUTOFF_HIGH.key],
        window=values[WINDOW.key],
        delay=values[DELAY.key],
        seed=values[SEED.key],
        taps=parse_taps(values[TAPS.key]),
    )
    shown = min(int(values[CHANNEL.key]), filters - 1)
    return WaveformState(made_from, layer, bool(values[GUARD.key]) and layer.stride > 1, shown)
