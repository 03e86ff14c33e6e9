"""The frequencies of both sounds over time, on one scale in hertz."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.plots.colours import sequential_picture
from explorer.signals.pitch_picture import pitch_picture
from explorer.ui.language import _
from explorer.ui.sound_filter.compute import Floats, LayerView

_FLOOR_DB = -60.0
_HEIGHT = 200  # pixels of the range up to the sound's own Nyquist


def show_pitch(view: LayerView) -> None:
    """Both sounds as pictures of frequency over time, on one scale in hertz."""
    stride = view.state.layer.stride
    before = _paint(view.clip.samples, view.clip.sample_rate_hz, 1)
    after = _paint(view.output, view.rate_hz, stride)
    words = (
        _("Before: frequency upwards to {hz} Hz, time to the right, 60 dB"),
        _("After: frequency upwards to {hz} Hz, time to the right, 60 dB"),
    )
    ends = (view.clip.nyquist_hz, view.rate_hz / 2)
    for place, picture, told, end in zip(st.columns(2), (before, after), words, ends, strict=True):
        caption = told.format(hz=f"{end:,.0f}")
        place.image(picture, caption=caption, alt=caption, width="stretch")


def _paint(samples: Floats, sample_rate_hz: float, stride: int) -> NDArray[np.uint8]:
    """Paint (H, W, 4) uint8; what lies above the sound's own Nyquist frequency stays clear."""
    levels = pitch_picture(samples, sample_rate_hz, floor_db=_FLOOR_DB)
    colours = sequential_picture(_to_height(levels, _HEIGHT // stride), _FLOOR_DB, 0.0)
    picture = np.zeros((_HEIGHT, colours.shape[1], 4), dtype=np.uint8)
    picture[: len(colours), :, :3] = colours
    picture[: len(colours), :, 3] = 255
    return np.flipud(picture)


def _to_height(levels: Floats, height: int) -> Floats:
    """Take the nearest of (F, T) rows for each of `height` rows."""
    rows = (np.arange(height) + 0.5) * len(levels) / height
    return np.asarray(levels[rows.astype(np.int64)])
