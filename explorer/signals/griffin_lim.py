"""From a spectrogram back to sound: exactly where the phases were kept, by guessing otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from explorer.errors import SettingError
from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram import (
    SpectrogramSettings,
    make_window,
    mel_banks,
    transform,
)
from explorer.text import N_

MOST_S, LEAST_S = 4.0, 0.2  # of a sound that is worked on
_MOST_CELLS = 1_000_000  # of its transform: each iteration walks over them twice
_LEAST_OVERLAP = 1e-11  # torch.istft divides by the sum of the squared windows


@dataclass(frozen=True, slots=True, eq=False)
class Reconstruction:
    """A sound made of magnitudes alone: (N,) float32.

    `convergence`: the spectral convergence, the norm of the difference between its magnitudes and
    those that were asked for, over the norm of the latter; 0 would be perfect.
    """

    samples: Samples
    iterations: int
    convergence: float


def require_overlap(settings: SpectrogramSettings) -> None:
    """Raise SettingError where the windows leave moments that none of them sees."""
    squared = make_window(settings.window, settings.win_length).double().numpy() ** 2
    missing = -len(squared) % settings.hop_length
    steady = np.pad(squared, (0, missing)).reshape(-1, settings.hop_length).sum(axis=0)
    if steady.min() <= _LEAST_OVERLAP:
        raise SettingError(
            N_(
                "with hop_length {hop} there are samples where every window is 0, so nothing can "
                "bring them back: lower hop_length to {half}"
            ),
            hop=settings.hop_length,
            half=max(1, settings.win_length // 2),
        )


def workable_length(count: int, sample_rate_hz: int, settings: SpectrogramSettings) -> int:
    """Return how many of `count` samples can be iterated on while somebody waits.

    Raises SettingError where that is less than a moment.
    """
    frames = _MOST_CELLS // settings.bins
    length = min(count, int(MOST_S * sample_rate_hz), frames * settings.hop_length)
    if length < min(count, LEAST_S * sample_rate_hz):
        raise SettingError(
            N_(
                "one second makes {cells} values, too many to iterate on: raise hop_length and "
                "win_length, or lower n_fft"
            ),
            cells=f"{settings.bins * settings.frames(sample_rate_hz):,}",
        )
    return max(length, min(count, settings.n_fft))


def invert_exactly(samples: Samples, settings: SpectrogramSettings) -> Samples:
    """Transform (N,) float32 samples and come back with the phases, as `torch.istft` does."""
    require_overlap(settings)
    sound = torch.istft(
        transform(samples, settings),
        settings.n_fft,
        settings.hop_length,
        settings.win_length,
        make_window(settings.window, settings.win_length),
        length=len(samples),
    )
    return np.asarray(sound.numpy(), dtype=np.float32)


def asked_magnitudes(
    samples: Samples, sample_rate_hz: int, settings: SpectrogramSettings
) -> torch.Tensor:
    """Return |X| of (N,) samples, (n_fft // 2 + 1, T); through the mel bands and back if there are.

    Mel bands cannot be undone: as torchaudio's InverseMelScale, take the least-squares answer and
    cut off what is below zero.
    """
    magnitudes = transform(samples, settings).abs()
    if settings.n_mels is None:
        return magnitudes
    banks = mel_banks(settings, sample_rate_hz)  # (bins, mels)
    bands = banks.T @ magnitudes**settings.power  # (mels, T)
    back: torch.Tensor = torch.linalg.lstsq(banks.T, bands, driver="gelsd").solution
    return back.relu() ** (1 / settings.power)


def reconstruct(
    magnitudes: torch.Tensor, settings: SpectrogramSettings, count: int, iterations: int
) -> Reconstruction:
    """Find (count,) samples whose magnitudes are (nearly) these, by Griffin and Lim's iteration.

    D. W. Griffin, J. S. Lim: Signal estimation from modified short-time Fourier transform, 1984,
    in torchaudio's fast version (N. Perraudin et al., 2013: momentum 0.99). It begins with all
    phases 0, so that it always ends alike.
    """
    from torchaudio.functional import griffinlim

    require_overlap(settings)
    window = make_window(settings.window, settings.win_length)
    sound = griffinlim(
        magnitudes, window, settings.n_fft, settings.hop_length, settings.win_length,
        power=1.0, n_iter=iterations, momentum=0.99, length=count, rand_init=False,
    )  # fmt: skip
    samples = np.asarray(sound.numpy(), dtype=np.float32)
    wanted = float(magnitudes.norm())
    gap = float((transform(samples, settings).abs() - magnitudes).norm())
    return Reconstruction(samples, iterations, gap / wanted if wanted else 0.0)
