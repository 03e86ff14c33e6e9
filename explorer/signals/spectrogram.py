"""Spectrograms as torchaudio makes them: the short-time Fourier transform, mel bands, decibels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.signals.sound_clip import Samples
from explorer.text import N_

Floats = NDArray[np.float32]
WindowName = Literal["hann", "hamming", "blackman", "boxcar"]
Reference = Literal["max", "one"]

WINDOWS: dict[str, str] = {
    "hann": N_("Hann"),
    "hamming": N_("Hamming"),
    "blackman": N_("Blackman"),
    "boxcar": N_("none (rectangle)"),
}
TORCH_WINDOWS: dict[WindowName, str] = {
    "hann": "hann_window",
    "hamming": "hamming_window",
    "blackman": "blackman_window",
    "boxcar": "ones",
}
SMALLEST = 1e-10  # the value that stands for 0 before the logarithm: torchaudio's amin
SHORTEST_WINDOW = 4
MOST_CELLS = 16_000_000  # of a transform: 128 MB of complex numbers


@dataclass(frozen=True, slots=True)
class SpectrogramSettings:
    """What `torchaudio.transforms.Spectrogram`, `MelScale` and `AmplitudeToDB` are given.

    `power` 1 keeps |X|, 2 keeps |X|². `n_mels`: mel bands, None for the bins of the transform.
    `decibels`: 10 log₁₀ of the power against `reference` (the loudest cell, or 1), nothing more
    than `top_db` below the loudest. Raises SettingError for what no transform can be.
    """

    n_fft: int = 512
    hop_length: int = 128
    win_length: int = 512
    window: WindowName = "hann"
    power: float = 2.0
    n_mels: int | None = None
    decibels: bool = True
    reference: Reference = "max"
    top_db: float = 80.0

    def __post_init__(self) -> None:
        if self.win_length < SHORTEST_WINDOW:
            raise SettingError(
                N_("a window of {win} samples tells nothing: raise win_length to {least}"),
                win=self.win_length,
                least=SHORTEST_WINDOW,
            )
        if self.win_length > self.n_fft:
            raise SettingError(
                N_(
                    "a window of {win} samples does not fit into n_fft = {n_fft}: raise n_fft to "
                    "{power} or lower win_length to {n_fft}"
                ),
                win=self.win_length,
                n_fft=self.n_fft,
                power=fitting_n_fft(self.win_length),
            )
        if not 1 <= self.hop_length <= self.win_length:
            raise SettingError(
                N_(
                    "hop_length {hop} skips samples between windows of {win}: take a hop_length "
                    "from 1 to {win}, or raise win_length"
                ),
                hop=self.hop_length,
                win=self.win_length,
            )
        if self.n_mels is not None and not 1 <= self.n_mels <= self.bins:
            raise SettingError(
                N_(
                    "{n_mels} mel bands cannot be made of {bins} bins: lower n_mels to {bins} or "
                    "raise n_fft"
                ),
                n_mels=self.n_mels,
                bins=self.bins,
            )
        if self.power not in {1.0, 2.0} or not self.top_db > 0:
            raise ValueError(f"power {self.power}, top_db {self.top_db}")

    @property
    def bins(self) -> int:
        """Frequencies of the transform: n_fft // 2 + 1, the others mirror them."""
        return self.n_fft // 2 + 1

    @property
    def rows(self) -> int:
        """Rows of the spectrogram: bins or mel bands."""
        return self.bins if self.n_mels is None else self.n_mels

    def frames(self, count: int) -> int:
        """Frames of `count` samples, n_fft // 2 mirrored at either end (`center=True`)."""
        return 1 + (count + 2 * (self.n_fft // 2) - self.n_fft) // self.hop_length


@dataclass(frozen=True, slots=True, eq=False)
class Spectrogram:
    """A spectrogram and its axes, ROW 0 IS THE LOWEST FREQUENCY.

    `values`: (F, T) float32 in `unit`; `low`, `high`: the ends of its scale; `frequencies_hz`:
    (F,) float64, of bins or of the middles of mel bands; `times_s`: (T,) float64, frame centres;
    `stft`: (n_fft // 2 + 1, T) complex64; `empty_bands`: mel bands into which no bin falls.
    """

    settings: SpectrogramSettings
    sample_rate_hz: int
    values: Floats
    unit: Literal["dB", "power", "magnitude"]
    low: float
    high: float
    frequencies_hz: NDArray[np.float64]
    times_s: NDArray[np.float64]
    stft: NDArray[np.complex64]
    empty_bands: int = 0

    @property
    def silent(self) -> bool:
        """Whether not one cell is above zero: a logarithm then has nothing to tell."""
        return not np.any(self.stft)


def fitting_n_fft(win_length: int) -> int:
    """Return the least power of two that holds a window."""
    return int(2 ** math.ceil(math.log2(max(win_length, 2))))


def make_window(name: WindowName, win_length: int) -> torch.Tensor:
    """Return PyTorch's own window, periodic, (win_length,) float32."""
    return torch.as_tensor(getattr(torch, TORCH_WINDOWS[name])(win_length))


def transform(samples: Samples, settings: SpectrogramSettings) -> torch.Tensor:
    """Return the complex STFT of (N,) float32 samples, (n_fft // 2 + 1, T) complex64.

    Raises SettingError where mirroring at the ends needs more samples than there are, or where
    the transform would not fit into memory.
    """
    pad = settings.n_fft // 2
    if len(samples) <= pad:
        raise SettingError(
            N_(
                "n_fft = {n_fft} mirrors {pad} samples at either end, this sound has {count}: "
                "lower n_fft to {most} and win_length with it, or take a longer sound"
            ),
            n_fft=settings.n_fft,
            pad=pad,
            count=len(samples),
            most=max(SHORTEST_WINDOW, fitting_n_fft(len(samples) + 1) // 2),
        )
    cells = settings.bins * settings.frames(len(samples))
    if cells > MOST_CELLS:
        raise SettingError(
            N_(
                "hop_length {hop} makes {frames} frames of {bins} values: raise hop_length to "
                "{more}, and win_length if it is less, or lower n_fft"
            ),
            hop=settings.hop_length,
            frames=f"{settings.frames(len(samples)):,}",
            bins=f"{settings.bins:,}",
            more=math.ceil(settings.hop_length * cells / MOST_CELLS),
        )
    return torch.stft(
        torch.from_numpy(np.array(samples, dtype=np.float32)),
        settings.n_fft,
        settings.hop_length,
        settings.win_length,
        make_window(settings.window, settings.win_length),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    )


def compute_spectrogram(
    samples: Samples, sample_rate_hz: int, settings: SpectrogramSettings
) -> Spectrogram:
    """Return the spectrogram of (N,) float32 samples; raises SettingError as `transform` does."""
    stft = transform(samples, settings)
    values = stft.real.square().addcmul_(
        stft.imag, stft.imag
    )  # in place: memory is what takes time
    values = values if settings.power == 2 else values.sqrt_()
    frequencies, empty = np.arange(settings.bins) * sample_rate_hz / settings.n_fft, 0
    if settings.n_mels is not None:
        banks = mel_banks(settings, sample_rate_hz)  # (bins, mels)
        values = banks.T @ values
        frequencies = mel_centres_hz(settings.n_mels, sample_rate_hz / 2)
        empty = int((banks.amax(dim=0) == 0).sum())
    unit: Literal["dB", "power", "magnitude"] = "power" if settings.power == 2 else "magnitude"
    low, high = 0.0, float(values.max())
    if settings.decibels:
        values, low, high = _to_decibels(values, settings)
        unit = "dB"
    times = np.arange(stft.shape[1]) * settings.hop_length / sample_rate_hz
    return Spectrogram(
        settings, sample_rate_hz, np.asarray(values.numpy(), dtype=np.float32), unit, low, high,
        frequencies, times, np.asarray(stft.numpy()), empty,
    )  # fmt: skip


def _to_decibels(
    values: torch.Tensor, settings: SpectrogramSettings
) -> tuple[torch.Tensor, float, float]:
    """Return decibels in the place of values, and the ends of their scale.

    As torchaudio's amplitude_to_DB, which takes a new array for each step; the tests hold both
    together. Silence lies at the lower end.
    """
    loudest = float(values.max())
    levels = values.clamp_(min=SMALLEST).log10_().mul_(10.0 * 2 / settings.power)
    high = 10.0 * 2 / settings.power * math.log10(max(loudest, SMALLEST))
    if loudest <= SMALLEST:  # no loudest cell to be measured against
        return levels, high, high + settings.top_db
    if settings.reference == "max":
        levels, high = levels.sub_(high).clamp_(max=0.0), 0.0
    return levels.clamp_(min=high - settings.top_db), high - settings.top_db, high


def mel_banks(settings: SpectrogramSettings, sample_rate_hz: int) -> torch.Tensor:
    """Return torchaudio's triangles from bins to mel bands, (bins, n_mels) float32.

    Its own warning about empty bands is kept back: the page says how many there are.
    """
    import warnings

    from torchaudio.functional import melscale_fbanks

    if settings.n_mels is None:
        raise ValueError("these settings have no mel bands")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        banks: torch.Tensor = melscale_fbanks(
            settings.bins, 0.0, sample_rate_hz / 2, settings.n_mels, sample_rate_hz
        )
    return banks


def hz_to_mel(hz: float) -> float:
    """Return the HTK mel of a frequency, 2595 log₁₀(1 + f / 700): torchaudio's default."""
    return 2595.0 * math.log10(1.0 + hz / 700.0)


def mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the frequencies of HTK mels."""
    return np.asarray(700.0 * (10.0 ** (mels / 2595.0) - 1.0))


def mel_centres_hz(n_mels: int, top_hz: float) -> NDArray[np.float64]:
    """Return the middles of mel bands between 0 and `top_hz`, (n_mels,) float64, rising."""
    return mel_to_hz(np.linspace(0.0, hz_to_mel(top_hz), n_mels + 2)[1:-1])
