"""Controls of the spectrogram, and the settings they stand for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from explorer.errors import SettingError
from explorer.signals.spectrogram import (
    WINDOWS,
    Reference,
    SpectrogramSettings,
    WindowName,
    fitting_n_fft,
)
from explorer.text import N_
from explorer.ui.components.spectrogram_view import SoundPart
from explorer.ui.controls import Choice, Code, Control, OptionalWhole, Real, Switch, Whole
from explorer.ui.layout import Challenge

FITS = "auto"  # n_fft follows the window

WIN_LENGTH = Whole(
    "spectrogram_win_length",
    N_("win_length, samples"),
    16,
    4096,
    512,
    N_("Samples under the window: longer tells close tones apart, shorter tells close clicks."),
)
N_FFT = Choice(
    "spectrogram_n_fft",
    N_("n_fft"),
    {FITS: N_("fits the window")} | {str(2**power): str(2**power) for power in range(6, 14)},
    FITS,
    help=N_(
        "Samples each transform is made of; what the window leaves is filled with zeros. The "
        "least power of two that holds the window, or a number."
    ),
)
HOP_LENGTH = OptionalWhole(
    "spectrogram_hop_length",
    N_("hop_length, samples"),
    1,
    4096,
    N_("Samples from one window to the next: the stride. Empty takes a quarter of the window."),
    placeholder=N_("win_length / 4"),
)
WINDOW = Choice("spectrogram_window", N_("window"), WINDOWS, "hann")
DECIBELS = Switch("spectrogram_db", N_("decibels"), True)
POWER = Choice(
    "spectrogram_power",
    N_("power"),
    {"1": N_("1: magnitude |X|"), "2": N_("2: power |X|²")},
    "2",
    help=N_("In decibels both look the same: 20 log₁₀|X| = 10 log₁₀|X|²."),
)
REFERENCE = Choice(
    "spectrogram_reference",
    N_("0 dB is"),
    {"max": N_("the loudest cell"), "one": N_("the value 1")},
    "max",
    widget="segments",
)
TOP_DB = Whole(
    "spectrogram_top_db",
    N_("top_db: floor, dB below the loudest"),
    20,
    120,
    80,
    N_("What is fainter is drawn as the floor."),
)
MEL = Switch("spectrogram_mel", N_("mel bands"), False)
N_MELS = Whole("spectrogram_n_mels", N_("n_mels"), 4, 128, 64)
TOP_HZ = Real(
    "spectrogram_top_hz", N_("highest frequency shown, Hz"), 500, 24_000, 24_000, 500, format="%d"
)
ITERATIONS = Whole("spectrogram_iterations", N_("iterations of Griffin and Lim"), 0, 100, 32)
SHORT = Whole("spectrogram_short", N_("short window, samples"), 16, 1024, 64)
LONG = Whole("spectrogram_long", N_("long window, samples"), 128, 8192, 2048)
ZOOM = Choice(
    "spectrogram_zoom",
    N_("Close in"),
    {"time": N_("in time"), "frequency": N_("in frequency")},
    "time",
    widget="segments",
)
VIEW = Choice(
    "spectrogram_view",
    N_("Look closer"),
    {
        "slice": N_("The part you picked"),
        "tradeoff": N_("Time or frequency"),
        "conv1d": N_("It is a Conv1d"),
        "back": N_("Back to sound"),
        "code": N_("PyTorch code"),
    },
    "slice",
    widget="segments",
    show_label=False,
)


def parse_part(text: str) -> SoundPart:
    """Read `start,end,hertz`; raises SettingError if it is none."""
    try:
        start, end, hertz = (float(number) for number in text.split(","))
    except ValueError:
        start = end = hertz = math.nan
    if not (0 <= start <= end < math.inf and 0 <= hertz < math.inf):
        raise SettingError(
            N_("{text} is no part of a sound: click the spectrogram"), text=text[:40] or "–"
        )
    return SoundPart(start, end, hertz)


def write_part(part: SoundPart) -> str:
    """Write a part as `parse_part` reads it."""
    return f"{part.start_s:g},{part.end_s:g},{part.hz:g}"


PICK = Code("spectrogram_pick", parse_part)

MAIN: tuple[Control, ...] = (WIN_LENGTH, N_FFT, HOP_LENGTH, WINDOW)
MORE: tuple[Control, ...] = (DECIBELS, REFERENCE, TOP_DB, POWER, MEL, N_MELS, TOP_HZ)
CONTROLS: tuple[Control, ...] = (*MAIN, *MORE, PICK, VIEW, SHORT, LONG, ZOOM, ITERATIONS)

CHALLENGES: tuple[Challenge, ...] = (
    Challenge(
        N_("Separate the two clicks"),
        {
            "sound_part": "spectrogram",
            "sound": "two_chirps",
            "spectrogram_win_length": 1024,
            "spectrogram_pick": "2.654,2.654,4000",
            "spectrogram_view": "tradeoff",
            "spectrogram_zoom": "time",
            "spectrogram_short": 512,
        },
        N_(
            "At 2.65 s there are two clicks, 8 ms apart; both windows show one bar. Shorten the "
            "short window until there are two. How many samples are 8 ms at 16 kHz?"
        ),
    ),
    Challenge(
        N_("Separate the two tones"),
        {
            "sound_part": "spectrogram",
            "sound": "two_chirps",
            "spectrogram_pick": "1.95,1.95,1020",
            "spectrogram_view": "tradeoff",
            "spectrogram_zoom": "frequency",
            "spectrogram_long": 512,
        },
        N_(
            "Two tones, 40 Hz apart, sound at 1,000 and 1,040 Hz. Lengthen the long window until "
            "two lines part. Compare 16,000 / win_length with 40 Hz."
        ),
    ),
)


def read_settings(values: Mapping[str, Any]) -> SpectrogramSettings:
    """Turn control values into settings; raises SettingError for impossible ones."""
    win_length = values[WIN_LENGTH.key]
    n_fft = values[N_FFT.key]
    hop_length = values[HOP_LENGTH.key]
    return SpectrogramSettings(
        n_fft=fitting_n_fft(win_length) if n_fft == FITS else int(n_fft),
        hop_length=max(1, win_length // 4) if hop_length is None else hop_length,
        win_length=win_length,
        window=cast("WindowName", values[WINDOW.key]),
        power=float(values[POWER.key]),
        n_mels=values[N_MELS.key] if values[MEL.key] else None,
        decibels=values[DECIBELS.key],
        reference=cast("Reference", values[REFERENCE.key]),
        top_db=float(values[TOP_DB.key]),
    )
