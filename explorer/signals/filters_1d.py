"""Kernels along time: what each is for, and the numbers it is made of.

A kernel is (K,) float64, its taps in the order in which `torch.nn.Conv1d` keeps them: the layer
multiplies the window with them without flipping, so tap 0 meets the earliest sample.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

Taps = NDArray[np.float64]

MOST_TAPS = 255
_LEAST_GAIN = 1e-9

WINDOWS: MappingProxyType[str, Callable[[int], Taps]] = MappingProxyType(
    {"boxcar": np.ones, "hann": np.hanning, "hamming": np.hamming, "blackman": np.blackman}
)


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """What a kernel is made from; a filter reads what its family names in `uses`.

    Frequencies in Hz; `delay` in samples; `window` is one of WINDOWS; `taps`, drawn by hand, are
    cut or filled with zeros to `kernel_size`. `band` of `bands` is the share of a filter bank.
    """

    kind: str
    kernel_size: int
    cutoff_hz: float = 1_000.0
    cutoff_high_hz: float = 3_000.0
    window: str = "hamming"
    delay: int = 1
    seed: int = 0
    taps: tuple[float, ...] = ()
    band: int = 0
    bands: int = 1

    def __post_init__(self) -> None:
        """Raise SettingError for a size out of bounds, KeyError for a name there is not."""
        if not 1 <= self.kernel_size <= MOST_TAPS:
            raise SettingError(
                N_("kernel_size is {size}: choose a number from 1 to {limit}"),
                size=self.kernel_size,
                limit=MOST_TAPS,
            )
        _ = FILTERS[self.kind], WINDOWS[self.window]


@dataclass(frozen=True, slots=True)
class FilterFamily:
    """A kind of filter: its words, what makes it, and the settings that matter to it."""

    title: str
    description: str
    make: Callable[[FilterSettings, float], Taps]
    uses: tuple[str, ...] = ("kernel_size",)


def build_filter(settings: FilterSettings, sample_rate_hz: float) -> Taps:
    """Return the taps, (K,) float64; raises SettingError for what no such filter can be."""
    return FILTERS[settings.kind].make(settings, sample_rate_hz)


def windowed_sinc(
    kernel_size: int, low_hz: float, high_hz: float, window: str, sample_rate_hz: float
) -> Taps:
    """Return a symmetric band-pass from `low_hz` (0: low-pass) to `high_hz` (Nyquist: high-pass).

    The ideal kernel, a difference of two sincs, cut off by a window; then scaled to a gain of
    exactly 1 at 0 Hz, at Nyquist or in the middle of the band. Raises SettingError where the
    window leaves nothing. The same taps as
    `scipy.signal.firwin` gives: https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.firwin.html
    """
    low, high = 2 * low_hz / sample_rate_hz, 2 * high_hz / sample_rate_hz  # 1 is Nyquist
    place = np.arange(kernel_size) - (kernel_size - 1) / 2
    ideal = high * np.sinc(high * place) - low * np.sinc(low * place)
    taps = ideal * WINDOWS[window](kernel_size)
    # an even number of symmetric taps answers 0 at Nyquist: no gain of 1 there
    unit = 0.0 if low == 0 else 1.0 if high == 1 and kernel_size % 2 else (low + high) / 2
    gain = float((taps * np.cos(np.pi * place * unit)).sum())
    if abs(gain) < _LEAST_GAIN:
        raise SettingError(
            N_("{size} taps under this window leave nothing of the filter: raise kernel_size"),
            size=kernel_size,
        )
    return np.asarray(taps / gain)


def random_filters(count: int, kernel_size: int, seed: int) -> Taps:
    """Return (count, K) float64, the weights a fresh `torch.nn.Conv1d(1, count, K)` has.

    Uniform in ±1/√K, drawn after `torch.manual_seed(seed)`; nothing is learned.
    """
    generator = torch.Generator().manual_seed(seed)
    weight = torch.empty(count, 1, kernel_size)
    torch.nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
    return weight[:, 0].double().numpy()


def _average(settings: FilterSettings, _rate: float) -> Taps:
    return np.full(settings.kernel_size, 1 / settings.kernel_size)


def _difference(settings: FilterSettings, _rate: float) -> Taps:
    if settings.kernel_size < 2:
        raise SettingError(N_("a difference needs two samples: set kernel_size to 2 or more"))
    taps = np.zeros(settings.kernel_size)
    taps[0], taps[-1] = -0.5, 0.5
    return taps


def _comb(settings: FilterSettings, _rate: float) -> Taps:
    if not 1 <= settings.delay < settings.kernel_size:
        raise SettingError(
            N_(
                "a comb that adds the sound {delay} samples later needs {needed} taps, the kernel "
                "has {size}: raise kernel_size or lower the delay"
            ),
            delay=settings.delay,
            needed=settings.delay + 1,
            size=settings.kernel_size,
        )
    taps = np.zeros(settings.kernel_size)
    taps[0] = taps[settings.delay] = 0.5
    return taps


def _low_pass(settings: FilterSettings, rate: float) -> Taps:
    _require_below_nyquist(settings.cutoff_hz, rate)
    return windowed_sinc(settings.kernel_size, 0, settings.cutoff_hz, settings.window, rate)


def _high_pass(settings: FilterSettings, rate: float) -> Taps:
    _require_below_nyquist(settings.cutoff_hz, rate)
    if settings.kernel_size % 2 == 0:
        raise SettingError(
            N_(
                "a symmetric kernel of {size} taps answers 0 at the Nyquist frequency, so it can "
                "be no high-pass: set kernel_size to {odd}, an odd number"
            ),
            size=settings.kernel_size,
            odd=settings.kernel_size - 1,
        )
    return windowed_sinc(settings.kernel_size, settings.cutoff_hz, rate / 2, settings.window, rate)


def _band_pass(settings: FilterSettings, rate: float) -> Taps:
    low, high = sorted((settings.cutoff_hz, settings.cutoff_high_hz))
    _require_below_nyquist(high, rate)
    if low == high:
        raise SettingError(
            N_("a band from {low:,.0f} Hz to {low:,.0f} Hz is empty: move one of its ends"), low=low
        )
    return windowed_sinc(settings.kernel_size, low, high, settings.window, rate)


def _bands(settings: FilterSettings, rate: float) -> Taps:
    low, high = (rate / 2 * (settings.band + end) / settings.bands for end in (0, 1))
    if settings.bands == 1:
        high = rate / 2 * (1 - 1e-9)  # all of it: neither low-pass nor high-pass
    return windowed_sinc(settings.kernel_size, low, high, settings.window, rate)


def _random(settings: FilterSettings, _rate: float) -> Taps:
    # bands are the layer's out_channels: PyTorch draws all filters of a layer one after another
    weights = random_filters(settings.bands, settings.kernel_size, settings.seed)
    return np.asarray(weights[settings.band])


def _by_hand(settings: FilterSettings, _rate: float) -> Taps:
    taps = np.zeros(settings.kernel_size)
    given = settings.taps[: settings.kernel_size]
    taps[: len(given)] = given
    return taps


def _require_below_nyquist(cutoff_hz: float, sample_rate_hz: float) -> None:
    if not 0 < cutoff_hz < sample_rate_hz / 2:
        raise SettingError(
            N_(
                "a cut-off of {cutoff:,.0f} Hz is not below this sound's Nyquist frequency, "
                "{nyquist:,.0f} Hz: lower it"
            ),
            cutoff=cutoff_hz,
            nyquist=sample_rate_hz / 2,
        )


FILTERS: dict[str, FilterFamily] = {
    "low_pass": FilterFamily(
        N_("Low-pass"),
        N_("Keeps what is slower than the cut-off: a sinc, cut to length by a window."),
        _low_pass,
        ("kernel_size", "cutoff", "window"),
    ),
    "high_pass": FilterFamily(
        N_("High-pass"),
        N_("Keeps what is faster than the cut-off: the sound minus its low-pass."),
        _high_pass,
        ("kernel_size", "cutoff", "window"),
    ),
    "band_pass": FilterFamily(
        N_("Band-pass"),
        N_("Keeps what lies between two cut-offs: the difference of two low-passes."),
        _band_pass,
        ("kernel_size", "cutoff", "cutoff_high", "window"),
    ),
    "average": FilterFamily(
        N_("Average"),
        N_("Answers with the mean of its window: a low-pass that lets a little through again."),
        _average,
    ),
    "difference": FilterFamily(
        N_("Difference"),
        N_("Half of the window's last sample minus its first: what stays the same answers 0."),
        _difference,
    ),
    "comb": FilterFamily(
        N_("Comb"),
        N_("The mean of the sound and its echo: tones that the echo meets upside down vanish."),
        _comb,
        ("delay",),
    ),
    "hand": FilterFamily(
        N_("Drawn by hand"),
        N_("Whatever you draw: drag the taps."),
        _by_hand,
        ("kernel_size", "taps"),
    ),
    "random": FilterFamily(
        N_("Random, untrained"),
        N_("PyTorch's random start of the layer: nothing here is learned."),
        _random,
        ("kernel_size", "seed"),
    ),
    "bands": FilterFamily(
        N_("Bank of equal bands"),
        N_("Each filter of the layer keeps its own share of the range up to Nyquist."),
        _bands,
        ("kernel_size", "window"),
    ),
}
