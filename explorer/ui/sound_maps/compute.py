"""From a sound and the controls to everything this part shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.kernels import Kernel
from explorer.signals.map_kernels import MAP_KERNELS, kernel_scale
from explorer.signals.map_peaks import (
    NEAR_COLUMNS,
    NEAR_ROWS,
    Places,
    find_peaks,
    onset_strength,
    tone_strength,
)
from explorer.signals.sample_sounds import load_sound
from explorer.signals.sound_clip import Samples, SoundClip
from explorer.signals.sound_mixing import mix_sounds
from explorer.signals.spectrogram_maps import SoundPicture, picture_sound
from explorer.signals.spectrogram_masks import (
    MapAnswer,
    answer,
    energy_share,
    hear_mask,
    positive_part,
    soft_mask,
)
from explorer.ui.components.packing import digest
from explorer.ui.language import _
from explorer.ui.sound_maps.settings import MapState

Floats = NDArray[np.float32]
MOST_COLUMNS = 104  # of the picture that the grid holds: 3.3 s


@dataclass(frozen=True, slots=True, eq=False)
class HeardSound:
    """The sound of this part: the clip, or the clip with another one mixed in.

    `samples`: (N,) float32; `stems`: the sounds it is mixed of and their pictures, two or none;
    `guest`: the other clip.
    """

    samples: Samples
    picture: SoundPicture
    stems: tuple[tuple[Samples, SoundPicture], ...] = ()
    guest: SoundClip | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MapView:
    """One kernel on one sound's picture: what it answers, in decibels and as a mask in [0, 1]."""

    clip: SoundClip
    heard: HeardSound
    state: MapState
    kernel: Kernel
    answer: MapAnswer
    strength: Floats
    mask: Floats

    @property
    def sound(self) -> SoundPicture:
        """The sound's transform and picture."""
        return self.heard.picture

    @property
    def title(self) -> str:
        """What the kernel is called, in the visitor's language."""
        by_hand = self.state.kernel is not None
        return _("Made by hand") if by_hand else _(MAP_KERNELS[self.state.name].title)

    @property
    def scale(self) -> float:
        """What an answer is divided by to be in decibels."""
        return kernel_scale(self.kernel)

    @property
    def excerpt(self) -> slice:
        """The columns of the picture that the grid shows."""
        columns = self.sound.picture.shape[1]
        first = round(self.state.start_share * max(0, columns - MOST_COLUMNS))
        return slice(first, min(columns, first + MOST_COLUMNS))

    @property
    def onsets(self) -> Places:
        """The columns where the answers, added up over frequency, have a peak."""
        return find_peaks(onset_strength(self.strength), self.state.peak_share, NEAR_COLUMNS)

    @property
    def tones(self) -> Places:
        """The rows where the answers, added up over time, have a peak."""
        return find_peaks(tone_strength(self.strength), self.state.peak_share, NEAR_ROWS)


@dataclass(frozen=True, slots=True, eq=False)
class MaskedSound:
    """What comes through the mask and what does not, (N,) float32 each; they add up to the sound.

    `kept_share` is the energy of the one over that of the sound; `of_stems` the same for each of
    the sounds in a mix.
    """

    kept: Samples
    rest: Samples
    kept_share: float
    of_stems: tuple[float, ...]


def apply_kernel(clip: SoundClip, state: MapState) -> MapView:
    """Lay the kernel on the sound's picture; raises SettingError where it does not fit."""
    heard = hear_sound(clip, state.mix)
    kernel = MAP_KERNELS[state.name].values if state.kernel is None else state.kernel
    result = answer(heard.picture.picture, kernel)
    strength = positive_part(result.output, kernel)
    mask = soft_mask(strength, state.threshold_db)
    return MapView(clip, heard, state, kernel, result, strength, mask)


def mask_sound(view: MapView) -> MaskedSound:
    """Turn the masked transform back into sound."""
    kept = hear_mask(view.sound, view.mask)
    shares = tuple(
        energy_share(hear_mask(stem, view.mask), part) for part, stem in view.heard.stems
    )
    samples = view.heard.samples
    return MaskedSound(kept, samples - kept, energy_share(kept, samples), shares)


def hear_sound(clip: SoundClip, mix: str) -> HeardSound:
    """Return the clip's picture, made once a sound; with `mix` a sample is mixed in."""
    mark = digest(clip.samples, np.array([clip.sample_rate_hz]))
    return _hear_sound(mark, mix, clip)


# A session's own: an uploaded sound must not lie where other visitors' sounds do.
@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def _hear_sound(mark: str, mix: str, _clip: SoundClip) -> HeardSound:  # noqa: ARG001 - cache key
    rate = _clip.sample_rate_hz
    if mix == "none":
        return HeardSound(_clip.samples, picture_sound(_clip.samples, rate))
    guest = load_sound(mix)
    parts = mix_sounds(_clip, guest)
    stems = tuple((part, picture_sound(part, rate)) for part in parts)
    samples = parts[0] + parts[1]
    return HeardSound(samples, picture_sound(samples, rate), stems, guest)
