"""What a kernel's answers add up to along each axis: onsets in time, tones in frequency."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram_maps import SoundPicture

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

NEAR_COLUMNS = 2  # frames on either side that a peak in time must not be below: 64 ms
NEAR_ROWS = 1
_NO_POWER = 1e-30
TOLERANCE_S = 0.05  # as onset detectors are judged in the MIREX evaluations
_CLICK_S, _CLICK_HZ, _CLICK_LEVEL = 0.02, 2_000.0, 0.5


def onset_strength(strength: Floats) -> NDArray[np.float64]:
    """Mean over the frequencies of (rows, frames) positive answers, in decibels: (frames,)."""
    return np.asarray(strength.mean(axis=0, dtype=np.float64))


def tone_strength(strength: Floats) -> NDArray[np.float64]:
    """Mean over time of (rows, frames) positive answers, in decibels: (rows,)."""
    return np.asarray(strength.mean(axis=1, dtype=np.float64))


def find_peaks(values: NDArray[np.float64], least_share: float, near: int) -> Places:
    """Return where (n,) values ≥ 0 are largest within `near` places, rising.

    A peak has at least `least_share` of the largest value; of equals that lie near, the first
    counts.
    """
    least = max(least_share * float(values.max(initial=0.0)), np.finfo(np.float64).tiny)
    places = [
        place
        for place in np.flatnonzero(values >= least)
        if values[place] > values[max(0, place - near) : place].max(initial=-math.inf)
        and values[place] >= values[place + 1 : place + 1 + near].max(initial=-math.inf)
    ]
    return np.array(places, dtype=np.int64)


def match_times(
    found_s: NDArray[np.float64], true_s: NDArray[np.float64], tolerance_s: float = TOLERANCE_S
) -> int:
    """Count true times that a found one lies near, each found one used once."""
    free = list(found_s)
    matched = 0
    for moment in true_s:
        gaps = [abs(moment - found) for found in free]
        if gaps and min(gaps) <= tolerance_s:
            free.pop(int(np.argmin(gaps)))
            matched += 1
    return matched


def tone_frequencies(sound: SoundPicture, rows: Places) -> NDArray[np.float64]:
    """Return the frequency of the nearest peak of the transform to each row, in hertz, rising.

    The mean power over time has its peak there; it is read finer than a bin by the parabola through
    the logarithms of three neighbours (J. O. Smith, Spectral Audio Signal Processing, Quadratic
    Interpolation). Rows that lead to one peak give one frequency.
    """
    level = np.log(np.maximum(mean_power(sound), _NO_POWER))  # (bins,)
    if len(level) < 3:
        return np.empty(0)
    bin_hz = float(sound.bin_hz[1])
    edges = np.concatenate([[sound.sample_rate_hz / 2], sound.row_hz, [0.0]])  # falling
    peaks = set()
    for row in rows:
        low = math.floor((edges[row + 2] + edges[row + 1]) / 2 / bin_hz)
        high = math.ceil((edges[row] + edges[row + 1]) / 2 / bin_hz)
        peaks.add(_climb(level, low + int(level[low : high + 1].argmax())))
    return np.array(sorted((peak + _parabola(level, peak)) * bin_hz for peak in peaks))


def mean_power(sound: SoundPicture) -> NDArray[np.float64]:
    """Mean over time of |X|², (bins,)."""
    return np.asarray(np.square(np.abs(sound.spectrum), dtype=np.float64).mean(axis=1))


def _climb(level: NDArray[np.float64], place: int) -> int:
    """Go uphill from a place to the next peak that has a neighbour on either side."""
    place = min(max(place, 1), len(level) - 2)
    while place > 1 and level[place - 1] > level[place]:
        place -= 1
    while place < len(level) - 2 and level[place + 1] > level[place]:
        place += 1
    return place


def _parabola(level: NDArray[np.float64], peak: int) -> float:
    """How far from a bin the parabola through it and its neighbours has its top, in bins."""
    before, here, after = level[peak - 1 : peak + 2]
    bend = before - 2 * here + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def clicks_at(times_s: NDArray[np.float64], length: int, sample_rate_hz: int) -> Samples:
    """Return `length` float32 samples of silence with a short tick at each time."""
    sound = np.zeros(length, np.float32)
    time_s = np.arange(math.ceil(_CLICK_S * sample_rate_hz)) / sample_rate_hz
    pitch_hz = min(_CLICK_HZ, sample_rate_hz / 4)
    tick = _CLICK_LEVEL * np.exp(-time_s * 4 / _CLICK_S) * np.sin(2 * np.pi * pitch_hz * time_s)
    for start in np.rint(np.asarray(times_s) * sample_rate_hz).astype(int):
        stop = min(length, start + len(tick))
        if start < stop:
            sound[start:stop] += tick[: stop - start].astype(np.float32)
    return sound
