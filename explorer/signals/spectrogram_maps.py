"""A sound as a picture that a 2D kernel can walk over, and the way back to sound.

The short-time Fourier transform keeps everything and is what is turned back into sound. The picture
is a smaller log mel spectrogram of it: one column a frame, one row a mel band.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torchaudio.functional import melscale_fbanks

from explorer.signals.sound_clip import Samples

Floats = NDArray[np.float32]

WINDOW_S = 0.064  # seconds of sound in a frame; the next begins half a window later
RANGE_DB = 80.0  # from silence, 0, up to the loudest cell
MOST_ROWS = 96
TOP_HZ = 8_000.0  # the picture ends here or at half the rate; what lies above takes the top row
LEAST_LENGTH = 16  # samples in a window, for the lowest rates
_MEL_SCALE, _MEL_CORNER_HZ = 2595.0, 700.0  # the HTK formula, torchaudio's default
SILENCE = 1e-20  # power that stands for none: −200 dB
QUIETEST_DB = -100.0  # a sound fainter than this is drawn as silence, which it is


@dataclass(frozen=True, slots=True, eq=False)
class SoundPicture:
    """A sound's transform and the picture made of it.

    `spectrum`: (bins, frames) complex64, row 0 is 0 Hz; `picture`: (rows, frames) float32 in
    [0, 80], decibels above silence, ROW 0 IS THE HIGHEST BAND, as one looks at it; `row_hz`:
    (rows,) float64, each row's middle, falling; `loudest_db`: the level that is 80 in the picture;
    `length`: samples of the sound.
    """

    spectrum: NDArray[np.complex64]
    picture: Floats
    row_hz: NDArray[np.float64]
    loudest_db: float
    sample_rate_hz: int
    length: int

    @property
    def hop_length(self) -> int:
        """Samples from one frame to the next: half a window."""
        return window_length(self.sample_rate_hz) // 2

    @property
    def column_s(self) -> NDArray[np.float64]:
        """The middle of each frame in seconds, (frames,) float64."""
        return np.arange(self.picture.shape[1]) * self.hop_length / self.sample_rate_hz

    @property
    def bin_hz(self) -> NDArray[np.float64]:
        """The frequency of each bin of the transform, (bins,) float64."""
        return np.linspace(0.0, self.sample_rate_hz / 2, len(self.spectrum))


def window_length(sample_rate_hz: int) -> int:
    """Samples of a 64 ms window: even, so that half of it is a whole hop."""
    return max(LEAST_LENGTH, 2 * round(WINDOW_S * sample_rate_hz / 2))


def picture_sound(
    samples: Samples, sample_rate_hz: int, loudest_db: float | None = None
) -> SoundPicture:
    """Transform (N,) float32 samples and make the picture of them.

    `loudest_db` is the level that shall be 80 dB in the picture, so that parts of a sound are drawn
    on the scale of the whole; None takes the loudest cell.
    """
    spectrum = transform(samples, sample_rate_hz)
    rows = count_rows(sample_rate_hz)
    top_hz = min(TOP_HZ, sample_rate_hz / 2)
    banks = melscale_fbanks(len(spectrum), 0.0, top_hz, rows, sample_rate_hz)  # (bins, rows)
    power = banks.T @ spectrum.abs().square()  # (rows, frames)
    level = 10 * torch.log10(power.clamp(min=SILENCE))
    loudest = max(float(level.max()), QUIETEST_DB) if loudest_db is None else loudest_db
    picture = (level - loudest + RANGE_DB).clamp(0, RANGE_DB).flip(0)  # row 0: the highest band
    return SoundPicture(
        spectrum.numpy(),
        picture.contiguous().numpy(),
        band_centres(rows, top_hz),
        loudest,
        sample_rate_hz,
        len(samples),
    )


def transform(samples: Samples, sample_rate_hz: int) -> torch.Tensor:
    """Return the complex STFT, (bins, frames): Hann window, silence before and after the sound."""
    length = window_length(sample_rate_hz)
    hop = length // 2
    missing = -len(samples) % hop  # the last frame's middle lies on or behind the last sample
    sound = torch.from_numpy(np.pad(samples, (0, missing)))
    return torch.stft(
        sound, length, hop, window=torch.hann_window(length), pad_mode="constant",
        return_complex=True,
    )  # fmt: skip


def to_sound(spectrum: NDArray[np.complex64], sample_rate_hz: int, length: int) -> Samples:
    """Turn a (bins, frames) transform back into `length` samples, as `torch.istft` does."""
    window = window_length(sample_rate_hz)
    sound = torch.istft(
        torch.from_numpy(spectrum), window, window // 2, window=torch.hann_window(window),
    )  # fmt: skip
    return np.ascontiguousarray(sound.numpy()[:length])


def count_rows(sample_rate_hz: int) -> int:
    """Return how many mel bands the picture has: 96, or fewer where a band would hold no bin."""
    top = hz_to_mel(min(TOP_HZ, sample_rate_hz / 2))
    bin_hz = sample_rate_hz / window_length(sample_rate_hz)
    return max(1, min(MOST_ROWS, math.floor(top / hz_to_mel(bin_hz)) - 1))


def band_centres(rows: int, top_hz: float) -> NDArray[np.float64]:
    """Return the middle of each mel band in hertz, (rows,) float64, the highest first."""
    mels = np.arange(rows, 0, -1) * hz_to_mel(top_hz) / (rows + 1)
    return np.asarray(_MEL_CORNER_HZ * (10 ** (mels / _MEL_SCALE) - 1))


def hz_to_mel(hz: float) -> float:
    """Return the HTK mel of a frequency: 2595 log₁₀(1 + f/700)."""
    return _MEL_SCALE * math.log10(1 + hz / _MEL_CORNER_HZ)


def spread_rows(sound: SoundPicture, values: Floats) -> Floats:
    """Carry (rows, frames) values of the picture to the bins of the transform: (bins, frames).

    Between the middles of two rows they change linearly with the frequency; below the lowest and
    above the highest they stay.
    """
    last = len(sound.row_hz) - 1
    place = np.interp(sound.bin_hz, sound.row_hz[::-1], np.arange(last, -1, -1.0))  # rows, in parts
    above = np.floor(place).astype(np.int64)
    share = (place - above).astype(np.float32)[:, None]  # of the row below
    below = np.minimum(above + 1, last)
    return np.asarray(values[above] * (1 - share) + values[below] * share, dtype=np.float32)
