"""A sound moved along time, along frequency by a sum, and along frequency by a factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.map_kernels import MAP_KERNELS
from explorer.signals.map_peaks import (
    NEAR_ROWS,
    find_peaks,
    mean_power,
    tone_frequencies,
    tone_strength,
)
from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram_maps import SoundPicture, hz_to_mel
from explorer.signals.spectrogram_masks import answer, positive_part

SEMITONE = 2 ** (1 / 12)
STEP_HZ = 50.0
MOST_TONES = 4


@dataclass(frozen=True, slots=True, eq=False)
class ShiftedSound:
    """(M,) float32 samples and the rate at which they are played."""

    samples: Samples
    sample_rate_hz: float


def move_later(samples: Samples, sample_rate_hz: int, count: int) -> ShiftedSound:
    """Put `count` samples of silence before the sound."""
    silence = np.zeros(count, np.float32)
    return ShiftedSound(np.concatenate([silence, samples]), sample_rate_hz)


def add_hertz(samples: Samples, sample_rate_hz: int, hertz: float) -> ShiftedSound:
    """Add `hertz` to every frequency: the analytic signal times exp(2πi·Δ·t), its real part.

    What would pass half the rate is taken away first.
    """
    spectrum = np.fft.fft(samples)
    frequency = np.fft.fftfreq(len(samples), 1 / sample_rate_hz)
    spectrum[(frequency <= 0) | (frequency + hertz >= sample_rate_hz / 2)] = 0
    time_s = np.arange(len(samples)) / sample_rate_hz
    moved = 2 * np.fft.ifft(spectrum) * np.exp(2j * np.pi * hertz * time_s)
    return ShiftedSound(moved.real.astype(np.float32), sample_rate_hz)


def play_faster(samples: Samples, sample_rate_hz: int, semitones: int) -> ShiftedSound:
    """Multiply every frequency by 2^(semitones / 12): the same samples at a higher rate."""
    return ShiftedSound(samples, sample_rate_hz * SEMITONE**semitones)


def rows_moved(sound: SoundPicture, before_hz: float, after_hz: float) -> float:
    """Return by how many rows of the picture a tone climbs, from one frequency to the other."""
    row_mel = hz_to_mel(float(sound.row_hz[-1]))  # the lowest band lies one step above 0
    return (hz_to_mel(after_hz) - hz_to_mel(before_hz)) / row_mel


def strongest_tones(sound: SoundPicture) -> NDArray[np.float64]:
    """Return the four strongest frequencies the kernel for tones finds, in hertz, rising."""
    kernel = MAP_KERNELS["tone"].values
    strength = tone_strength(positive_part(answer(sound.picture, kernel).output, kernel))
    found = tone_frequencies(sound, find_peaks(strength, 0.1, NEAR_ROWS))
    power = np.interp(found, sound.bin_hz, mean_power(sound))
    return np.sort(found[np.argsort(-power, kind="stable")[:MOST_TONES]])
