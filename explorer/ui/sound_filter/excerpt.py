"""A piece of the sound short enough to see every sample under the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.ui.components.sound_track import TrackMark
from explorer.ui.sound_filter.compute import LayerView

_LEAST_SAMPLES = 64
_SPANS = 3  # windows beside each other that an excerpt is long, at least
_STRIDES = 12  # windows it has, at least


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """Consecutive windows of a layer: the padded samples under them and their outputs.

    `samples`: (N,) float32 with `pads` zeros of the padding at its ends; the first sample that is
    not padding stands at `start_s`. `output`: (T,) float32, from output number `first` on.
    """

    samples: NDArray[np.float32]
    pads: tuple[int, int]
    output: NDArray[np.float32]
    first: int
    start_s: float
    end_s: float

    @property
    def mark(self) -> TrackMark:
        """Its place in the sound."""
        return TrackMark(self.start_s, self.end_s)


def cut_excerpt(view: LayerView, place_s: float) -> Excerpt:
    """Cut the windows round a place of the sound; the last ones where it is beyond the end."""
    layer, rate = view.state.layer, view.clip.sample_rate_hz
    before, _after = layer.pads()
    length = max(_LEAST_SAMPLES, _SPANS * layer.span, layer.span + _STRIDES * layer.stride)
    windows = max(1, min((length - layer.span) // layer.stride + 1, len(view.output)))
    place = min(place_s * rate, len(view.given) - 1)
    wanted = round((place + before) / layer.stride) - windows // 2
    first = max(0, min(wanted, len(view.output) - windows))
    start = first * layer.stride - before  # in samples of the sound; the padding lies below 0
    end = start + layer.span + (windows - 1) * layer.stride
    left, right = max(0, -start), max(0, end - len(view.given))
    inside = view.given[max(0, start) : max(0, min(end, len(view.given)))]
    samples = np.pad(inside, (left, right))[: end - start]
    right = min(right, len(samples) - 1)  # one that touches padding alone is drawn as a zero
    left = min(left, len(samples) - 1 - right)
    return Excerpt(
        samples=np.asarray(samples, dtype=np.float32),
        pads=(left, right),
        output=view.output[first : first + windows],
        first=first,
        start_s=min(max(0, start), len(view.given)) / rate,
        end_s=min(max(0, end), len(view.given)) / rate,
    )
