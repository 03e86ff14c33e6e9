"""A sound as the pages know it: one channel of samples at a rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SoundError
from explorer.text import N_

Samples = NDArray[np.float32]

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 1_000, 192_000
FEWEST_SAMPLES = 2


@dataclass(frozen=True, slots=True, eq=False)
class SoundClip:
    """One channel of sound.

    `samples`: (N,) float32, finite, full scale is [-1, 1]; `sample_rate_hz` in 1,000 to 192,000;
    `title` and `credit` are English (marked for translation), or the visitor's own words. Raises
    SoundError for what no clip can be.
    """

    samples: Samples
    sample_rate_hz: int
    title: str
    credit: str = ""

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError(f"samples are {self.samples.dtype} {self.samples.shape}, not (N,) f32")
        if len(self.samples) < FEWEST_SAMPLES:
            raise SoundError(
                N_("this sound has {count} samples: give one that lasts a moment"),
                count=len(self.samples),
            )
        if not np.isfinite(self.samples).all():
            raise SoundError(
                N_("this sound holds values that are no numbers: save it again as 16-bit WAV")
            )
        if not LOWEST_RATE_HZ <= self.sample_rate_hz <= HIGHEST_RATE_HZ:
            raise SoundError(
                N_("a rate of {rate} Hz is none the page can play: give {low} to {high} Hz"),
                rate=f"{self.sample_rate_hz:,}",
                low=f"{LOWEST_RATE_HZ:,}",
                high=f"{HIGHEST_RATE_HZ:,}",
            )

    @property
    def duration_s(self) -> float:
        """How long it lasts, in seconds."""
        return len(self.samples) / self.sample_rate_hz

    @property
    def nyquist_hz(self) -> float:
        """Half the rate: the highest frequency that the samples can hold."""
        return self.sample_rate_hz / 2
