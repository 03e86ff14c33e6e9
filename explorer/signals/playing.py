"""Samples made ready for a loudspeaker: 16-bit numbers at a rate that browsers play."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.sound_clip import Samples

LOWEST_PLAYED_HZ = 8_000  # browsers refuse rates under 3,000 Hz; loudspeakers want 8,000
_FULL_SCALE = 32_767


@dataclass(frozen=True, slots=True, eq=False)
class PlayedSound:
    """What a browser is given: `pcm` (N,) int16 at `rate_hz`.

    `raised_by` is the factor by which the rate was raised to be playable, 1 where it was not; what
    is heard is the same, since nothing lies above the old rate's half.
    """

    pcm: NDArray[np.int16]
    rate_hz: int
    raised_by: int = 1


def common_gain(*sounds: Samples) -> float:
    """Return the factor that keeps all sounds, (N,) float32, within full scale; at most 1.

    One factor for all leaves the one as much louder than the other as it is.
    """
    peak = max((float(np.abs(sound).max()) for sound in sounds if sound.size), default=0.0)
    return 1.0 / peak if peak > 1.0 else 1.0


def make_playable(samples: Samples, sample_rate_hz: float, gain: float = 1.0) -> PlayedSound:
    """Return (N,) float32 samples times `gain` as 16-bit numbers, what passes full scale clipped.

    Rates below 8,000 Hz are raised by a whole factor (band-limited interpolation, torchaudio).
    Raises ValueError for samples that are none.
    """
    if samples.ndim != 1 or not samples.size:
        raise ValueError(f"expected (N,) samples, got {samples.shape}")
    factor = max(1, math.ceil(LOWEST_PLAYED_HZ / sample_rate_hz))
    loud = samples * np.float32(gain)
    if factor > 1:
        loud = _raise_rate(loud, factor)
    pcm = np.rint(np.clip(loud, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
    return PlayedSound(pcm, round(sample_rate_hz * factor), factor)


def _raise_rate(samples: Samples, factor: int) -> Samples:
    import torch
    from torchaudio.functional import resample

    given = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
    return np.asarray(resample(given, 1, factor).numpy())
