"""The short-time Fourier transform as what it is: a Conv1d with fixed kernels.

Two kernels a frequency, the window times a cosine and times a negative sine, both n_fft long; the
stride is hop_length. The real part of the transform is what the first answers, the imaginary part
what the second does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram import Floats, SpectrogramSettings, make_window


def padded_window(settings: SpectrogramSettings) -> Floats:
    """Return the window in the middle of n_fft samples, zeros beside it: (n_fft,) float32."""
    left = (settings.n_fft - settings.win_length) // 2
    window = make_window(settings.window, settings.win_length).numpy()
    right = settings.n_fft - settings.win_length - left
    return np.asarray(np.pad(window, (left, right)), dtype=np.float32)


def stft_kernels(settings: SpectrogramSettings, bins: Sequence[int] | None = None) -> Floats:
    """Return the kernels of some bins (all if None), (2 · bins, 1, n_fft) float32: cosines first.

    PyTorch's Conv1d correlates, so the kernels stand as they are multiplied, not reversed.
    """
    chosen = np.arange(settings.bins) if bins is None else np.asarray(bins)
    turns = np.outer(chosen, np.arange(settings.n_fft)) % settings.n_fft  # whole numbers: exact
    angles = 2 * np.pi * turns / settings.n_fft
    pair = np.concatenate([np.cos(angles), -np.sin(angles)])
    return np.asarray(padded_window(settings) * pair, dtype=np.float32)[:, None]


def stft_by_conv1d(
    samples: Samples, settings: SpectrogramSettings, bins: Sequence[int] | None = None
) -> torch.Tensor:
    """Return rows of the transform by `functional.conv1d`, (bins, T) complex64."""
    pad = settings.n_fft // 2
    sound = torch.from_numpy(np.array(samples, dtype=np.float32))
    mirrored = functional.pad(sound[None, None], (pad, pad), mode="reflect")  # (1, 1, N + n_fft)
    kernels = torch.from_numpy(stft_kernels(settings, bins))
    real, imaginary = functional.conv1d(mirrored, kernels, stride=settings.hop_length)[0].chunk(2)
    return torch.complex(real, imaginary)


def conv1d_cost(settings: SpectrogramSettings, count: int) -> tuple[int, int]:
    """Return weights and multiply-adds of the layer over `count` samples."""
    weights = 2 * settings.bins * settings.n_fft
    return weights, weights * settings.frames(count)
