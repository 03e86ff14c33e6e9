"""A small picture of the frequencies in a sound over time."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

_COLUMNS = 400
_SLICE_S = 0.032  # of sound in a column: frequencies 31 Hz apart can be told


def pitch_picture(
    samples: NDArray[np.float32], sample_rate_hz: float, *, floor_db: float = -60.0
) -> NDArray[np.float32]:
    """Return levels in decibels below the strongest, (F, T) float32 in [floor_db, 0].

    Rows run from 0 Hz (first) to Nyquist; columns over the whole sound. A Hann window.
    """
    length = max(16, round(_SLICE_S * sample_rate_hz))
    hop = max(1, len(samples) // _COLUMNS)
    slices = torch.stft(
        torch.tensor(samples),
        length,
        hop,
        window=torch.hann_window(length),
        center=True,
        pad_mode="constant",
        return_complex=True,
    )  # (F, T)
    power = slices.abs().square()
    strongest = float(power.max())
    if strongest <= 0:
        return np.full(power.shape, floor_db, dtype=np.float32)
    levels = 10 * torch.log10((power / strongest).clamp(min=10 ** (floor_db / 10)))
    return np.asarray(levels.numpy())
