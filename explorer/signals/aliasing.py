"""What a stride does to frequencies: everything above the new Nyquist comes back lower.

Every stride-th sample is a sound of rate fs / stride. Frequencies that differ by a multiple of
the new rate then have the same samples; see A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal
Processing, 3rd ed., section 4.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.filters_1d import MOST_TAPS, windowed_sinc

Floats = NDArray[np.float32]
Numbers = NDArray[np.float64]

GUARD_TAPS = MOST_TAPS
# Half of the width over which a Blackman-windowed sinc falls from 1 to 0.0002 (−74 dB), in
# rate / taps: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, table 7.2.
_HALF_FALL = 5.6 / 2


def alias_frequency(frequency_hz: float, sample_rate_hz: float) -> float:
    """Return where a tone is heard at a rate: |f − k·rate| with the k that makes it the least."""
    nearest = round(frequency_hz / sample_rate_hz)
    return abs(frequency_hz - nearest * sample_rate_hz)


def folds(frequency_hz: float, sample_rate_hz: float) -> int:
    """Return the k of `alias_frequency`: how many rates lie between the tone and its alias."""
    return round(frequency_hz / sample_rate_hz)


@dataclass(frozen=True, slots=True)
class FoldedZone:
    """Frequencies `low_hz` to `high_hz` before the stride; they land on 0 Hz to the new Nyquist.

    `upside_down`: the higher of them land lower.
    """

    low_hz: float
    high_hz: float
    upside_down: bool


def folded_zones(sample_rate_hz: float, stride: int) -> list[FoldedZone]:
    """Return what a stride folds down: stride − 1 zones, each as wide as the new range."""
    width = sample_rate_hz / stride / 2
    return [
        FoldedZone(zone * width, (zone + 1) * width, upside_down=zone % 2 == 1)
        for zone in range(1, stride)
    ]


def fold_power(power: Numbers, stride: int) -> tuple[Numbers, Numbers]:
    """Return the power that a stride leaves where it was, and the power that it folds down.

    `power`: (B,) in equal bands up to the old Nyquist, B a multiple of `stride`; both results are
    (B / stride,) up to the new one. Their sum is the output's power by band wherever no two
    folded parts meet in one frequency: the mean square of every stride-th sample is that of all.
    """
    zones = power.reshape(stride, -1).copy()
    zones[1::2] = zones[1::2, ::-1]
    return zones[0], zones[1:].sum(axis=0)


def tone(frequency_hz: float, sample_rate_hz: float, duration_s: float, level: float) -> Floats:
    """Return a sine, (N,) float32 in ±level, eased in and out over 20 ms so that none clicks."""
    time_s = np.arange(round(duration_s * sample_rate_hz)) / sample_rate_hz
    ease = np.clip(np.minimum(time_s, duration_s - time_s) / 0.02, 0, 1)
    wave = level * np.sin(2 * np.pi * frequency_hz * time_s) * np.sin(np.pi / 2 * ease) ** 2
    return np.asarray(wave, dtype=np.float32)


def strongest_frequency(samples: NDArray[np.floating], sample_rate_hz: float) -> float:
    """Return where the spectrum of (N,) samples is strongest, in Hz; finer than a bin of its FFT.

    A Hann window, then a parabola through the three values round the largest, in logarithms.
    """
    values = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    peak = int(values.argmax())
    offset = 0.0
    if 0 < peak < len(values) - 1 and values[peak - 1 : peak + 2].min() > 0:
        before, middle, after = np.log(values[peak - 1 : peak + 2])
        offset = 0.5 * (before - after) / (before - 2 * middle + after)
    return float((peak + offset) * sample_rate_hz / len(samples))


def guard_cutoff_hz(sample_rate_hz: float, stride: int) -> float:
    """Return the cut-off of the low-pass before a stride: its fall ends at the new Nyquist."""
    return sample_rate_hz / 2 / stride - _HALF_FALL * sample_rate_hz / GUARD_TAPS


def guard_filter(sample_rate_hz: float, stride: int) -> Numbers:
    """Return the low-pass that leaves a stride nothing to fold: (255,) float64, a windowed sinc.

    From the new Nyquist on it lets less than 0.0003 through.
    """
    cutoff = guard_cutoff_hz(sample_rate_hz, stride)
    return windowed_sinc(GUARD_TAPS, 0, cutoff, "blackman", sample_rate_hz)
