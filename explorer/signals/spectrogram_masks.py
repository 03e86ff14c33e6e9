"""Kernels for spectrograms, and the soft mask that an answer becomes.

Kernels are written as the picture is seen: a column to the right is later, a row further up is
higher. They are laid on the picture without a flip, as `torch.nn.functional.conv2d` does it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.layers.convolution import clear_rounding, run_convolution
from explorer.layers.kernels import Kernel
from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram_maps import SoundPicture, spread_rows, to_sound
from explorer.text import N_

Floats = NDArray[np.float32]
_ZERO = 1e-6  # of the sum of |weights|: a sum below this is 0 but for rounding


@dataclass(frozen=True, slots=True)
class MapKernel:
    """One kernel by hand: its rows from the highest frequency down, and what it answers to."""

    title: str
    description: str
    rows: tuple[tuple[float, ...], ...]

    @property
    def values(self) -> Kernel:
        """The weights, (rows, columns) float64."""
        return np.array(self.rows, dtype=np.float64)


_ALONG = 5  # frames of the kernel for tones: longer than most drums

MAP_KERNELS: dict[str, MapKernel] = {
    "onset": MapKernel(
        N_("Onset: later minus earlier"),
        N_(
            "A vertical edge in the picture: positive where it gets louder from left to right, "
            "negative where it fades."
        ),
        ((-1, 0, 1),) * 3,
    ),
    "hit": MapKernel(
        N_("Hit: a vertical line"),
        N_("Positive where a moment is louder than the moments before and after it."),
        ((-1, 2, -1),) * 3,
    ),
    "tone": MapKernel(
        N_("Tone: a horizontal line"),
        N_(
            "Positive where a frequency is louder than its neighbours above and below, for as long "
            "as the kernel is wide."
        ),
        ((-1,) * _ALONG, (2,) * _ALONG, (-1,) * _ALONG),
    ),
    "rising": MapKernel(
        N_("Rising: a slope up"),
        N_("Positive on a line that climbs from the lower left to the upper right."),
        ((-1, -1, 2), (-1, 2, -1), (2, -1, -1)),
    ),
    "falling": MapKernel(
        N_("Falling: a slope down"),
        N_("Positive on a line that falls from the upper left to the lower right."),
        ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ),
    "blur": MapKernel(
        N_("Blur: the mean of nine"),
        N_("Answers with the mean level: its mask keeps what is loud and drops what is faint."),
        ((1, 1, 1),) * 3,
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class MapAnswer:
    """A kernel on a picture: `padded` (1, H + pad, W + pad), `output` (H, W), both float32."""

    padded: Floats
    output: Floats


def answer(picture: Floats, kernel: Kernel) -> MapAnswer:
    """Cross-correlate (H, W) with a kernel, padded so that the size stays the same.

    Before and after the sound there is silence. Above and below, the outermost band is repeated: a
    picture that ends is no tone that ends.
    """
    weight = kernel[None, None].astype(np.float32)
    top, bottom, left, right = pads_of(kernel)
    padded = np.pad(picture, ((top, bottom), (0, 0)), mode="edge")
    padded = np.pad(padded, ((0, 0), (left, right)))[None]  # (1, H + kh - 1, W + kw - 1)
    result = run_convolution(padded, weight)
    return MapAnswer(result.padded, clear_rounding(result.output, weight, padded)[0])


def pads_of(kernel: Kernel) -> tuple[int, int, int, int]:
    """Return top, bottom, left, right: what keeps the size; an even side has one more behind."""
    rows, columns = kernel.shape
    top, left = (rows - 1) // 2, (columns - 1) // 2
    return top, rows - 1 - top, left, columns - 1 - left


def kernel_scale(kernel: Kernel) -> float:
    """Return what an answer is divided by to be in decibels: the larger of Σw⁺ and Σw⁻.

    1 where all weights are 0.
    """
    positive = float(kernel[kernel > 0].sum())
    negative = float(-kernel[kernel < 0].sum())
    return max(positive, negative) or 1.0


def positive_part(output: Floats, kernel: Kernel) -> Floats:
    """Return ReLU(y) over `kernel_scale`, in decibels: (H, W) float32, at least 0."""
    return np.asarray(np.maximum(output, 0) / np.float32(kernel_scale(kernel)), dtype=np.float32)


def soft_mask(strength: Floats, threshold_db: float) -> Floats:
    """Return m = r² / (r² + t²) in [0, 1]: one half where r is the threshold, 0 where r is 0.

    `strength` is (H, W) float32 ≥ 0 in decibels, `threshold_db` > 0. The form is that of the soft
    masks in D. Fitzgerald, Harmonic/percussive separation using median filtering, DAFx 2010.
    """
    squared = np.square(strength)
    return np.asarray(squared / (squared + np.float32(threshold_db) ** 2), dtype=np.float32)


def hear_mask(sound: SoundPicture, mask: Floats) -> Samples:
    """Multiply the transform by a mask of the picture, (rows, frames) in [0, 1]; return the sound.

    The mask is interpolated along frequency from the picture's rows to the transform's bins.
    """
    masked = sound.spectrum * spread_rows(sound, mask)  # (bins, frames)
    return to_sound(masked, sound.sample_rate_hz, sound.length)


def energy(samples: Samples) -> float:
    """Return the sum of squares of (N,) samples, in float64."""
    return float(np.square(samples, dtype=np.float64).sum())


def energy_share(part: Samples, whole: Samples) -> float:
    """Return the energy of a part over that of the whole, 0 where the whole is silent."""
    total = energy(whole)
    return energy(part) / total if total else 0.0


def blind_to_steady(kernel: Kernel) -> bool:
    """Whether every row sums to 0: a tone that only lasts is answered with 0."""
    return _sums_vanish(kernel, axis=1)


def blind_to_clicks(kernel: Kernel) -> bool:
    """Whether every column sums to 0: a click, equal at all frequencies, is answered with 0."""
    return _sums_vanish(kernel, axis=0)


def _sums_vanish(kernel: Kernel, axis: int) -> bool:
    reach = float(np.abs(kernel).sum())
    return reach > 0 and bool((np.abs(kernel.sum(axis=axis)) <= _ZERO * reach).all())
