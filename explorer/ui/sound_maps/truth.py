"""What is known of the sound on show, where the project has made it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.signals.known_events import known_onsets, known_tones
from explorer.ui.sound_maps.compute import MapView

Numbers = NDArray[np.float64]
_SAME_S = 0.03  # seconds: two sounds that begin together are one onset


def true_onsets(view: MapView) -> Numbers | None:
    """When the sounds begin, in seconds, rising; None where that is not known of all of them."""
    own = known_onsets(view.clip)
    guest = view.heard.guest
    if guest is None or own is None:
        return own
    others = known_onsets(guest)
    if others is None:
        return None
    repeats = np.arange(0.0, view.clip.duration_s, guest.duration_s)
    both = np.sort(np.concatenate([own, (others + repeats[:, None]).ravel()]))
    both = both[both < view.clip.duration_s]
    return np.asarray(both[np.concatenate([[True], np.diff(both) > _SAME_S])])


def true_tones(view: MapView) -> Numbers | None:
    """The frequencies in the sound, in hertz, rising; None where they are not known."""
    tones = [
        found
        for clip in (view.clip, view.heard.guest)
        if clip is not None and (found := known_tones(clip)) is not None
    ]
    if not tones:
        return None
    known = np.sort(np.concatenate(tones))
    apart = np.diff(known) > view.sound.bin_hz[1]  # closer ones are one to the transform
    return np.asarray(known[np.concatenate([[True], apart])])
