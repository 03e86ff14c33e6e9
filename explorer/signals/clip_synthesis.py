"""The sounds that this project makes by formula: chirps, a chord, plucked strings, drums, vowels.

Every one is (N,) float32 at 16,000 Hz, peaks at 0.5 to 0.8 of full scale, and begins and ends in
silence within 10 ms. `explorer.signals.publish_clips` writes them as files; the tests make them
again and compare.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from explorer.signals.sound_clip import Samples
from explorer.signals.vowel_synthesis import make_vowels

Floats = NDArray[np.float64]

RATE_HZ = 16_000
FADE_S = 0.01
PEAK = 0.7

CHIRP_HZ = (100.0, 7_500.0)
CHIRP_S = 3.0
CHIRP_PEAK = 0.5  # a steady tone is loud

# Two chirps: what tells the windows of a spectrogram apart.
CROSSING_HZ = (400.0, 3_400.0)  # one rises, the other falls
CROSSING_S = (0.1, 1.4)
TONES_HZ = (1_000.0, 1_040.0)
TONES_S = (1.5, 2.4)
CLICKS_S = (2.65, 2.658)
TWO_CHIRPS_S = 3.0

CHORD_HZ = tuple(440 * 2 ** (steps / 12) for steps in (-9, -5, -2, 3))  # C4, E4, G4, C5
CHORD_ENTRIES_S = (0.0, 0.35, 0.7, 1.05)
CHORD_S = 3.0

STRING_DELAYS = (96, 72, 48)  # samples that go round: 16,000 / 96.5 = 165.8 Hz, 220.7, 329.9 Hz
STRING_ENTRIES_S = (0.05, 0.85, 1.65)
STRING_S = 3.2

BEAT_S = 0.4  # 150 beats a minute
KICKS = (0, 2.5, 4, 6.5)  # beats
SNARES = (1, 3, 5, 7)
HATS = tuple(number / 2 for number in range(16))
DRUMS_S = 8 * BEAT_S


def instantaneous_chirp_hz(time_s: Floats) -> Floats:
    """Return the frequency of the clip `chirp` at times (N,) in seconds: a straight line."""
    low, high = CHIRP_HZ
    return low + (high - low) * time_s / CHIRP_S


def make_chirp() -> Samples:
    """Return a tone that rises steadily from 100 Hz to 7,500 Hz in three seconds."""
    return _finish(_sweep(*CHIRP_HZ, CHIRP_S), CHIRP_PEAK)


def make_two_chirps() -> Samples:
    """Return two crossing chirps, two tones 40 Hz apart, and two clicks 8 ms apart, in this order.

    A long window parts the tones and blurs the clicks; a short one parts the clicks and blurs the
    tones (D. Gabor, Theory of communication, 1946).
    """
    sound = np.zeros(_count(TWO_CHIRPS_S))
    start, end = CROSSING_S
    low, high = CROSSING_HZ
    crossing = _sweep(low, high, end - start) + _sweep(high, low, end - start)
    _put(sound, start, 0.35 * _fade(crossing))
    start, end = TONES_S
    tones = sum(np.sin(2 * np.pi * hertz * _times(end - start)) for hertz in TONES_HZ)
    _put(sound, start, 0.35 * _fade(np.asarray(tones)))
    for moment in CLICKS_S:
        sound[round(moment * RATE_HZ)] = 0.7
    return np.asarray(sound, dtype=np.float32)


def make_chord() -> Samples:
    """Return C major: four notes that enter one after another, six harmonics each, ringing off."""
    sound = np.zeros(_count(CHORD_S))
    for hertz, entry in zip(CHORD_HZ, CHORD_ENTRIES_S, strict=True):
        time = _times(CHORD_S - entry)
        note = sum(np.sin(2 * np.pi * k * hertz * time) / k**1.7 for k in range(1, 7))
        _put(sound, entry, note * (1 - np.exp(-time / 0.02)) * np.exp(-time / 1.4))
    return _finish(sound)


def make_string() -> Samples:
    """Return three plucked strings, one after another, left to ring.

    K. Karplus, A. Strong: Digital synthesis of plucked-string and drum timbres, Computer Music
    Journal 7(2), 1983. A burst of noise as long as the delay goes round and is averaged with its
    neighbour: y[n] = (y[n-N] + y[n-N-1]) / 2, whose pitch is rate / (N + 1/2).
    """
    noise = np.random.default_rng(1983)
    sound = np.zeros(_count(STRING_S))
    for delay, entry in zip(STRING_DELAYS, STRING_ENTRIES_S, strict=True):
        burst = _smooth(noise.random(delay) - 0.5)
        _put(sound, entry, _pluck(burst - burst.mean(), _count(STRING_S - entry)))
    return _finish(sound)


def string_pitches_hz() -> tuple[float, ...]:
    """Return the pitches of the clip `string`, in the order they are plucked."""
    return tuple(RATE_HZ / (delay + 0.5) for delay in STRING_DELAYS)


def make_drums() -> Samples:
    """Return two bars of kick, snare and hi-hat at 150 beats a minute."""
    noise = np.random.default_rng(150)
    sound = np.zeros(_count(DRUMS_S))
    for beats, drum in ((KICKS, _kick), (SNARES, _snare), (HATS, _hat)):
        for beat in beats:
            _put(sound, beat * BEAT_S + FADE_S, drum(noise))
    return _finish(sound)


# Made by formula; the spoken clip is not (explorer.signals.speech_synthesis).
SYNTHESES: MappingProxyType[str, Callable[[], Samples]] = MappingProxyType(
    {
        "chirp": make_chirp,
        "two_chirps": make_two_chirps,
        "chord": make_chord,
        "string": make_string,
        "drums": make_drums,
        "vowels": lambda: _finish(make_vowels(RATE_HZ)),
    }
)


def _count(duration_s: float) -> int:
    return round(duration_s * RATE_HZ)


def _times(duration_s: float) -> Floats:
    return np.arange(_count(duration_s)) / RATE_HZ


def _sweep(first_hz: float, last_hz: float, duration_s: float) -> Floats:
    """A tone whose frequency goes from one to the other along a straight line."""
    time = _times(duration_s)
    turns = first_hz * time + (last_hz - first_hz) * time**2 / (2 * duration_s)
    return np.sin(2 * np.pi * turns)


def _pluck(burst: Floats, count: int) -> Floats:
    """Karplus and Strong's loop, a whole round at a time; (count,)."""
    rounds = [burst]
    last = 0.0  # what stood before the round: y[n-N-1] of its first sample
    for _round in range(count // len(burst)):
        previous = rounds[-1]
        rounds.append((previous + np.concatenate([[last], previous[:-1]])) / 2)
        last = previous[-1]
    return np.concatenate(rounds)[:count]


def _smooth(noise: Floats) -> Floats:
    """Each number averaged with the one before: a softer plectrum."""
    return (noise + np.roll(noise, 1)) / 2


def _kick(_noise: np.random.Generator) -> Floats:
    time = _times(0.3)
    turns = 50 * time + 100 * 0.04 * (1 - np.exp(-time / 0.04))  # 150 Hz, falling to 50 Hz
    return 1.2 * np.sin(2 * np.pi * turns) * np.exp(-time / 0.08)


def _snare(noise: np.random.Generator) -> Floats:
    time = _times(0.25)
    rattle = noise.random(len(time)) - 0.5
    body = np.sin(2 * np.pi * 190 * time) * np.exp(-time / 0.03)
    return 0.5 * body + 0.9 * rattle * np.exp(-time / 0.05)


def _hat(noise: np.random.Generator) -> Floats:
    time = _times(0.1)
    hiss = np.diff(noise.random(len(time) + 2) - 0.5, n=2)  # what is left is high
    return 0.35 * hiss * np.exp(-time / 0.02)


def _put(sound: Floats, start_s: float, part: Floats) -> None:
    """Add a part to a sound from a moment on; what passes the end is cut off."""
    first = _count(start_s)
    count = min(len(part), len(sound) - first)
    sound[first : first + count] += part[:count]


def _fade(sound: Floats) -> Floats:
    """Raised cosines of 10 ms at both ends, against clicks."""
    count = _count(FADE_S)
    rise = (1 - np.cos(np.pi * np.arange(count) / count)) / 2
    window = np.ones(len(sound))
    window[:count] = rise
    window[-count:] = rise[::-1]
    return sound * window


def _finish(sound: Floats, peak: float = PEAK) -> Samples:
    """Fade the ends and set the peak."""
    faded = _fade(sound)
    return np.asarray(peak * faded / np.abs(faded).max(), dtype=np.float32)
