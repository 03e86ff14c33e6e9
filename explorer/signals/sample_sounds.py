"""The sounds that come along."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from explorer.signals.sound_clip import SoundClip
from explorer.text import N_

DEFAULT_SOUND = "chirp"
RATE_HZ = 16_000


def sound_titles() -> dict[str, str]:
    """Return the English title of each sound by its key."""
    return {"chirp": N_("Chirp")}


@lru_cache(maxsize=16)
def load_sound(key: str) -> SoundClip:
    """Return a sound by key; raises KeyError if there is none."""
    title = sound_titles()[key]
    time_s = np.arange(3 * RATE_HZ) / RATE_HZ
    phase = 2 * np.pi * (100 * time_s + (7_500 - 100) / (2 * 3) * time_s**2)
    return SoundClip((0.5 * np.sin(phase)).astype(np.float32), RATE_HZ, title)
