"""When notes begin and which frequencies sound in the clips that the project made by formula."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.signals import clip_synthesis as made
from explorer.signals.sample_sounds import load_sound
from explorer.signals.sound_clip import SoundClip

_HARMONICS = range(1, 7)  # of a note of the chord
_ONSETS_S = {
    "chord": made.CHORD_ENTRIES_S,
    "string": made.STRING_ENTRIES_S,
    "drums": tuple(
        beat * made.BEAT_S + made.FADE_S for beat in sorted({*made.KICKS, *made.SNARES, *made.HATS})
    ),
}
_TONES_HZ = {"chord": tuple(k * hertz for hertz in made.CHORD_HZ for k in _HARMONICS)}


def known_onsets(clip: SoundClip) -> NDArray[np.float64] | None:
    """Return when a sample's sounds begin, in seconds, rising; None where nobody has written it."""
    return _look_up(_ONSETS_S, clip)


def known_tones(clip: SoundClip) -> NDArray[np.float64] | None:
    """Return a sample's frequencies in hertz, rising; None where nobody has written them."""
    return _look_up(_TONES_HZ, clip)


def _look_up(table: dict[str, tuple[float, ...]], clip: SoundClip) -> NDArray[np.float64] | None:
    for key, values in table.items():
        if load_sound(key) is clip:  # samples are loaded once a server
            return np.array(sorted(values))
    return None
