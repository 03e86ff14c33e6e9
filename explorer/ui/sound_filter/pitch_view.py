"""The frequencies of both sounds over time, on one scale in hertz."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.plots.colours import sequential_picture
from explorer.signals.pitch_picture import pitch_picture
from explorer.ui.language import _
from explorer.ui.sound_filter.compute import LayerView

_FLOOR_DB = -60.0
_HEIGHT = 200  # pixels of the range up to the sound's own Nyquist


def show_pitch(view: LayerView) -> None:
    """Both sounds as pictures of frequency over time; the strided one has only its lowest part."""
    stride = view.state.layer.stride
    sounds = {
        _("Before: 0 to {hz} Hz").format(hz=f"{view.clip.nyquist_hz:,.0f}"): (
            view.clip.samples,
            view.clip.sample_rate_hz,
            1,
        ),
        _("After: 0 to {hz} Hz").format(hz=f"{view.rate_hz / 2:,.0f}"): (
            view.output,
            view.rate_hz,
            stride,
        ),
    }
    for place, (words, (samples, rate_hz, share)) in zip(
        st.columns(2), sounds.items(), strict=True
    ):
        levels = pitch_picture(samples, rate_hz, floor_db=_FLOOR_DB)
        picture = sequential_picture(_to_height(levels, _HEIGHT // share), _FLOOR_DB, 0.0)
        place.image(
            np.flipud(picture),
            caption=words + " · " + _("time to the right, frequency upwards, 60 dB"),
            alt=_("Frequencies over time. {which}").format(which=words),
            width="stretch",
        )


def _to_height(levels: np.ndarray, height: int) -> np.ndarray:
    """Take the nearest of (F, T) rows for each of `height` rows."""
    rows = (np.arange(height) + 0.5) * len(levels) / height
    return np.asarray(levels[rows.astype(np.int64)])
