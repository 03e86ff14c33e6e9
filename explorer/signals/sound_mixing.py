"""Two sounds at once, and what became of each of them."""

from __future__ import annotations

import numpy as np
import torch
from torchaudio.functional import resample

from explorer.signals.sound_clip import Samples, SoundClip

_PEAK = 0.9  # full scale is 1


def mix_sounds(clip: SoundClip, other: SoundClip) -> tuple[Samples, Samples]:
    """Return both as they stand in their mix, (N,) float32 each: their sum is what is heard.

    The other sound takes the clip's rate (band-limited interpolation), is repeated or cut to its
    length, and made as strong: equal energy. One factor for both keeps their sum within ±0.9.
    """
    second = torch.from_numpy(np.array(other.samples))
    if other.sample_rate_hz != clip.sample_rate_hz:
        second = resample(second, other.sample_rate_hz, clip.sample_rate_hz)
    first, guest = clip.samples, np.resize(second.numpy(), len(clip.samples))
    mine, theirs = (float(np.sqrt(np.square(s, dtype=np.float64).mean())) for s in (first, guest))
    guest = guest * np.float32(mine / theirs if theirs else 0.0)
    peak = float(np.abs(first + guest).max())
    factor = np.float32(_PEAK / peak if peak > _PEAK else 1.0)
    return first * factor, guest * factor
