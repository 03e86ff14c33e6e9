"""Controls of this part, and the kernel they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.layers.kernels import Kernel, parse_kernel
from explorer.signals.map_kernels import MAP_KERNELS
from explorer.text import N_
from explorer.ui.controls import Choice, Control, Real, Text, Whole
from explorer.ui.layout import Challenge

KERNEL = Text(
    "sound_maps_kernel",
    N_("Kernel by hand"),
    parse_kernel,
    placeholder="-1,0,1;-1,0,1;-1,0,1",
    help=N_(
        "Drag a weight in the picture below, or type the values: a row is a frequency, the highest "
        "first, and ends with a semicolon; within a row, from earlier to later, values end with a "
        "comma. Empty takes the kernel chosen."
    ),
)
CHOSEN = Choice(
    "sound_maps_filter",
    N_("Kernel"),
    {name: kernel.title for name, kernel in MAP_KERNELS.items()},
    "onset",
    clears=(KERNEL.key,),
)
THRESHOLD = Real(
    "sound_maps_threshold",
    N_("Threshold t, dB"),
    0.5,
    40.0,
    3.0,
    0.5,
    N_("An answer as large as this is half kept; a larger one more, a smaller one less."),
)
MIX = Choice(
    "sound_maps_mix",
    N_("Mix in"),
    {"none": N_("nothing"), "drums": N_("drums"), "chord": N_("a chord")},
    "none",
    help=N_("A second sound, as strong as the first: the page knows both and can tell them apart."),
)
PEAK = Whole(
    "sound_maps_peak",
    N_("Least height of a peak, % of the largest"),
    5,
    95,
    10,
    N_("Smaller peaks count neither as onsets nor as tones."),
)
START = Whole(
    "sound_maps_from",
    N_("The grid's excerpt begins at, % of the sound"),
    0,
    100,
    0,
    N_("The grid holds three seconds at a time; the mask is made for the whole sound."),
)
VIEW = Choice(
    "sound_maps_view",
    N_("Look closer"),
    {
        "parts": N_("Kept and rest"),
        "onsets": N_("Onsets in time"),
        "tones": N_("Tones in frequency"),
        "axes": N_("Two unlike axes"),
        "code": N_("PyTorch code"),
    },
    "parts",
    widget="segments",
    show_label=False,
)
SHIFT = Choice(
    "sound_maps_shift",
    N_("Shift the sound"),
    {
        "later": N_("later"),
        "hertz": N_("up, in hertz"),
        "ratio": N_("up, in ratio"),
    },
    "hertz",
    widget="segments",
)
STEPS = Whole(
    "sound_maps_steps",
    N_("by how many steps: of 32 ms, of 50 Hz, of a semitone"),
    0,
    12,
    4,
)

MAIN: tuple[Control, ...] = (CHOSEN, THRESHOLD, MIX, KERNEL)
CONTROLS: tuple[Control, ...] = (*MAIN, PEAK, START, VIEW, SHIFT, STEPS)


@dataclass(frozen=True, slots=True, eq=False)
class MapState:
    """What the controls say; `kernel` is one made by hand, None where the chosen one holds."""

    name: str
    kernel: Kernel | None
    threshold_db: float
    mix: str
    peak_share: float
    start_share: float


def read_state(values: Mapping[str, Any]) -> MapState:
    """Turn control values into a state; raises SettingError for a kernel that is none."""
    text = values[KERNEL.key]
    return MapState(
        values[CHOSEN.key],
        parse_kernel(text) if text else None,
        values[THRESHOLD.key],
        values[MIX.key],
        values[PEAK.key] / 100,
        values[START.key] / 100,
    )


CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("Take the drums out of a chord"),
        {
            "sound_part": "maps",
            "sound": "chord",
            MIX.key: "drums",
            CHOSEN.key: "hit",
        },
        N_(
            "Play what comes through the mask, and the rest. Then choose the kernel for tones: "
            "which of the two sounds comes through now?"
        ),
    ),
    Challenge(
        N_("Make a kernel that hears what rises"),
        {
            "sound_part": "maps",
            "sound": "chirp",
            CHOSEN.key: "falling",
        },
        N_(
            "The chirp climbs, this kernel wants a fall: the mask is nearly silent. Mirror the "
            "weights left to right by hand until the chirp comes back."
        ),
    ),
)
