"""The effective field of the shown unit, measured once a question."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.networks.field_measures import effective_field
from explorer.ui.language import _
from explorer.ui.receptive_field.compute import FieldView

Floats = NDArray[np.float32]
_NOISE_SEED = 1


def measure_effective(view: FieldView, inputs: int) -> Floats:
    """Return the effective field of the shown unit, (H, W) float32, over so many pictures."""
    with st.spinner(_("Measuring gradients …")):
        return _measure(view, (*view.question, inputs), inputs)


@lru_cache(maxsize=2)  # the same for each unit that is clicked; 18 MB each at most
def _make_noise(*shape: int) -> Floats:
    """Return Gaussian noise, (count, C, H, W) float32, the same in every session."""
    noise = np.random.default_rng(_NOISE_SEED).standard_normal(shape, dtype=np.float32)
    noise.flags.writeable = False
    return noise


@st.cache_data(max_entries=16, show_spinner=False)
def _measure(_view: FieldView, question: tuple[object, ...], inputs: int) -> Floats:  # noqa: ARG001
    noise = _make_noise(inputs - 1, *_view.inputs.shape)
    pictures = np.concatenate([_view.inputs[None], noise])  # (inputs, C, H, W)
    return effective_field(
        _view.network.trace, _view.layer.name, _view.channel, _view.unit, pictures
    )
