"""What a window can tell apart: the width of its main lobe, two peaks with a dip between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram import (
    WindowName,
    fitting_n_fft,
    make_window,
)

Numbers = NDArray[np.float64]
LEAST_DIP_DB = 3.0  # two peaks count as two where the power between them falls by half
_ALIKE_DB = 10.0  # a second peak further below is a side lobe, or another sound
_FINE = 32  # zeros added to a window, in its own lengths, to see between the bins
_QUIET = 1e-12
COLUMNS, ROWS = 400, 256  # of a close-up
SHOWN_DB = 60.0


@dataclass(frozen=True, slots=True)
class Lobe:
    """The main lobe of a window's spectrum, hertz: from zero to zero, and at half its power."""

    zeros_hz: float
    half_hz: float


@dataclass(frozen=True, slots=True)
class TwoPeaks:
    """Where two peaks lie, in the axis' unit, and by how much the power falls between them."""

    first: float
    second: float
    dip_db: float


@dataclass(frozen=True, slots=True, eq=False)
class CloseUp:
    """A piece of a spectrogram: `levels` (F, T) float32, dB below its loudest place, −60 at least.

    `frequencies_hz`: (F,) and `times_s`: (T,) float64; `loudest_db`: the level that is 0 here.
    """

    levels: NDArray[np.float32]
    frequencies_hz: Numbers
    times_s: Numbers
    loudest_db: float


def measure_lobe(window: WindowName, win_length: int, sample_rate_hz: float) -> Lobe:
    """Return the width of the main lobe of PyTorch's window, measured on its own spectrum.

    From zero to zero: 2, 4, 4 and 6 times fs / win_length for a rectangle, Hann, Hamming and
    Blackman (F. J. Harris, On the use of windows, 1978).
    """
    taps = make_window(window, win_length).double().numpy()
    size = _FINE * fitting_n_fft(win_length)
    magnitude = np.abs(np.fft.rfft(taps, size))
    rising = np.flatnonzero(np.diff(magnitude) > 0)
    first_zero = int(rising[0]) if len(rising) else len(magnitude) - 1
    wanted = magnitude[0] / math.sqrt(2)
    below = int(np.flatnonzero(magnitude < wanted)[0])
    half = below - (wanted - magnitude[below]) / (magnitude[below - 1] - magnitude[below])
    step = sample_rate_hz / size
    return Lobe(2 * first_zero * step, float(2 * half * step))


def find_two_peaks(levels_db: Numbers, places: Numbers) -> TwoPeaks | None:
    """Return the greatest peak of (M,) levels and the next that a dip of 3 dB parts from it."""
    inner = levels_db[1:-1]
    peaks = np.flatnonzero((inner >= levels_db[:-2]) & (inner > levels_db[2:])) + 1
    if not len(peaks):
        return None
    top = int(peaks[levels_db[peaks].argmax()])
    others = peaks[(peaks != top) & (levels_db[peaks] >= levels_db[top] - _ALIKE_DB)]
    for other in others[np.argsort(-levels_db[others])]:
        first, second = sorted((top, int(other)))
        dip = float(levels_db[other] - levels_db[first : second + 1].min())
        if dip >= LEAST_DIP_DB:
            return TwoPeaks(float(places[first]), float(places[second]), dip)
    return None


def level_over_time(
    samples: Samples, sample_rate_hz: int, window: WindowName, win_length: int,
    span_s: tuple[float, float],
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Return times and the level of the frame around each, dB: one a sample of the span.

    By Parseval the power of a frame is the sum of (w[n] x[n])²: x² convolved with w².
    """
    first, last = (round(end * sample_rate_hz) for end in span_s)
    part = cut_out(samples, first - win_length, last + win_length).astype(np.float64)
    weights = make_window(window, win_length).double().numpy() ** 2
    power = np.convolve(part**2, weights, mode="same")[win_length : win_length + last - first]
    return np.arange(first, last) / sample_rate_hz, 10 * np.log10(power + _QUIET)


def level_over_frequency(
    samples: Samples, sample_rate_hz: int, window: WindowName, win_length: int,
    *, time_s: float, band_hz: tuple[float, float],
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Return frequencies and levels in dB of the one frame around a moment, within a band."""
    start = round(time_s * sample_rate_hz) - win_length // 2
    part = cut_out(samples, start, start + win_length).astype(np.float64)
    size = _FINE * fitting_n_fft(win_length)
    windowed = part * make_window(window, win_length).double().numpy()
    power = np.abs(np.fft.rfft(windowed, size)) ** 2
    hertz = np.arange(len(power)) * sample_rate_hz / size
    inside = (hertz >= band_hz[0]) & (hertz <= band_hz[1])
    return hertz[inside], 10 * np.log10(power[inside] + _QUIET)


def close_up(
    samples: Samples, sample_rate_hz: int, window: WindowName, win_length: int,
    *, span_s: tuple[float, float], band_hz: tuple[float, float],
) -> CloseUp:  # fmt: skip
    """Return a piece of a spectrogram, fine enough to be looked at closely.

    The transform is a function of every moment and every frequency; here it is taken at about 400
    moments and 256 frequencies of the piece, where `torch.stft` would take it on its own grid.
    """
    first, last = (round(end * sample_rate_hz) for end in span_s)
    hop = min(max(1, round((last - first) / COLUMNS)), win_length)
    moments = np.arange(first, last + 1, hop)
    start = int(moments[0]) - win_length // 2
    part = cut_out(samples, start, int(moments[-1]) - win_length // 2 + win_length)
    frames = np.lib.stride_tricks.sliding_window_view(part, win_length)[::hop]  # (T, M)
    hertz = np.linspace(*band_hz, ROWS)
    angles = 2 * np.pi / sample_rate_hz * np.outer(np.arange(win_length), hertz)  # (M, F)
    taps = make_window(window, win_length).numpy()
    windowed = frames * taps
    real, imaginary = (windowed @ wave(angles).astype(np.float32) for wave in (np.cos, np.sin))
    power = (real**2 + imaginary**2).T.astype(np.float64)  # (F, T)
    levels = 10 * np.log10(power + _QUIET)
    loudest = float(levels.max())
    shown = np.maximum(levels - loudest, -SHOWN_DB).astype(np.float32)
    return CloseUp(shown, hertz, moments / sample_rate_hz, loudest)


def cut_out(samples: Samples, first: int, last: int) -> Samples:
    """Return samples `first` to `last`; before and behind the sound there is silence."""
    inside = samples[max(0, first) : max(0, min(last, len(samples)))]
    before = min(max(0, -first), last - first)
    return np.pad(inside, (before, last - first - before - len(inside)))
