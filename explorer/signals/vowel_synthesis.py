"""Vowels out of a source and a filter: harmonics of a voice, shaped by resonances of a mouth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vowel:
    """A vowel's first three formants in Hz."""

    name: str
    formants_hz: tuple[float, float, float]


# Means of 33 men: G. Peterson, H. Barney, Control methods used in a study of the vowels,
# J. Acoust. Soc. Am. 24 (1952), table II.
VOWELS = (
    Vowel("i", (270, 2290, 3010)),  # heed
    Vowel("ɛ", (530, 1840, 2480)),  # head
    Vowel("ɑ", (730, 1090, 2440)),  # hod
    Vowel("ɔ", (570, 840, 2410)),  # hawed
    Vowel("u", (300, 870, 2240)),  # who'd
)
VOWEL_S = 0.6
GLIDE_S = 0.08  # from one vowel to the next
PITCH_HZ = (130.0, 105.0)  # at the beginning and at the end, as a statement is spoken

# Bandwidths within the ranges of D. Klatt, Software for a cascade/parallel formant synthesizer,
# J. Acoust. Soc. Am. 67 (1980), table I, and his default fourth and fifth formants.
BANDWIDTHS_HZ = (60.0, 90.0, 150.0, 250.0, 200.0)
HIGHER_FORMANTS_HZ = (3_300.0, 3_750.0)
_HIGHEST_SHARE = 0.98  # of half the rate: no harmonic beyond


def make_vowels(rate_hz: int) -> Floats:
    """Return the vowels one after another, (N,) float64, not scaled.

    Harmonic k of the pitch has the strength 1/k (glottis -12 dB an octave, lips +6) times the
    magnitude of five resonators in a row at its frequency, and their phase.
    """
    time = np.arange(round(len(VOWELS) * VOWEL_S * rate_hz)) / rate_hz
    pitch = pitch_hz(time)
    turns = np.cumsum(pitch) / rate_hz
    formants = formants_hz(time)
    sound = np.zeros(len(time))
    for k in range(1, int(_HIGHEST_SHARE * rate_hz / 2 / pitch.max()) + 1):
        response = mouth_response(k * pitch, formants)
        sound += (response * np.exp(2j * np.pi * k * turns)).imag / k
    return sound


def pitch_hz(time_s: Floats) -> Floats:
    """Return the pitch at times (N,): a slow fall, with a vibrato of 1 % at 5 Hz."""
    first, last = PITCH_HZ
    fall = first + (last - first) * time_s / (len(VOWELS) * VOWEL_S)
    return fall * (1 + 0.01 * np.sin(2 * np.pi * 5 * time_s))


def formants_hz(time_s: Floats) -> Floats:
    """Return the five formants at times (N,), (5, N): still within a vowel, gliding between two."""
    middles = VOWEL_S * np.arange(1, len(VOWELS))
    knots = np.sort(np.concatenate([middles - GLIDE_S / 2, middles + GLIDE_S / 2]))
    table = np.array([(*vowel.formants_hz, *HIGHER_FORMANTS_HZ) for vowel in VOWELS])
    held = np.repeat(table, 2, axis=0)[1:-1]  # each vowel's value at its last and first moment
    return np.stack([np.interp(time_s, knots, held[:, number]) for number in range(5)])


def mouth_response(hertz: Floats, formants: Floats) -> NDArray[np.complex128]:
    """Return the resonators' common response at frequencies (N,), formants (5, N); (N,) complex.

    Each is F² + B²/4 over (F² + B²/4 - f² + jBf): one at 0 Hz, a peak near its formant.
    """
    answer = np.ones(len(hertz), dtype=np.complex128)
    for formant, bandwidth in zip(formants, BANDWIDTHS_HZ, strict=True):
        level = formant**2 + bandwidth**2 / 4
        answer *= level / (level - hertz**2 + 1j * bandwidth * hertz)
    return answer
