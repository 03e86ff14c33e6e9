"""From a clip and a layer's settings to everything the volume page shows of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.moving_clip import MovingClip
from explorer.signals.volume_kernels import VOLUME_KERNELS, build_volume, random_volumes
from explorer.signals.volume_measures import TrackAnswer, measure_tracks
from explorer.signals.volume_run import run_volume
from explorer.signals.volumes import VolumeGeometry, lay_out_volume
from explorer.ui.language import _
from explorer.ui.volume.settings import RANDOM, VolumeState

Floats = NDArray[np.float32]

HAND = "hand"  # the family of a kernel made by hand


@dataclass(frozen=True, slots=True, eq=False)
class VolumeView:
    """One Conv3d on one clip: `weight` (O, 1, kt, kh, kw), `output` (O, t, h, w), float32.

    `names`: the kernel family of each filter; the first one is played.
    """

    clip: MovingClip
    state: VolumeState
    geometry: VolumeGeometry
    weight: Floats
    bias: Floats | None
    output: Floats
    names: tuple[str, ...]
    answers: tuple[TrackAnswer, ...]

    @property
    def kernel(self) -> Floats:
        """The kernel that is played, (kt, kh, kw) float32."""
        return np.asarray(self.weight[0, 0])

    @property
    def answer(self) -> Floats:
        """Its answer, (t, h, w) float32."""
        return np.asarray(self.output[0])

    @property
    def title(self) -> str:
        """What the kernel is called, in the visitor's language."""
        if self.state.by_hand is not None:
            return _("Made by hand")
        if self.state.kernel == RANDOM:
            return _("Random, untrained")
        return _(VOLUME_KERNELS[self.state.kernel].title)


def run_layer(clip: MovingClip, state: VolumeState) -> VolumeView:
    """Run the layer on the clip; raises SettingError where that is impossible."""
    settings = state.settings
    geometry = lay_out_volume(settings, *clip.shape)
    weight, bias, names = _make_weights(state)
    output = run_volume(clip.frames, weight, bias, settings)
    answers = tuple(measure_tracks(output[0], geometry, clip.tracks))
    return VolumeView(clip, state, geometry, weight, bias, output, names, answers)


def filter_names(state: VolumeState) -> tuple[str, ...]:
    """Name the filters' families: the chosen one first, the others in their order."""
    count = state.settings.out_channels
    if state.kernel == RANDOM and state.by_hand is None:
        return (RANDOM,) * count
    first = HAND if state.by_hand is not None else state.kernel
    return (first, *(name for name in VOLUME_KERNELS if name != first))[:count]


def _make_weights(state: VolumeState) -> tuple[Floats, Floats | None, tuple[str, ...]]:
    settings = state.settings
    names = filter_names(state)
    if names[0] == RANDOM:
        weight, bias = random_volumes(settings.out_channels, settings.kernel_size, state.seed)
        return weight, bias if settings.bias else None, names
    kernels = []
    for name in names:
        if name == HAND and state.by_hand is not None:
            kernels.append(state.by_hand)
        else:
            kernels.append(build_volume(name, settings.kernel_size, state.speed))
    made: Floats = np.stack(kernels).astype(np.float32)[:, None]  # (O, 1, kt, kh, kw)
    return made, np.zeros(settings.out_channels, np.float32) if settings.bias else None, names
