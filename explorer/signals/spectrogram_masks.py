"""A kernel's answer on the picture of a sound, the soft mask that it becomes, and the mask heard.

Kernels are laid on the picture without a flip, as `torch.nn.functional.conv2d` does it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.layers.convolution import clear_rounding, run_convolution
from explorer.layers.kernels import Kernel
from explorer.signals.map_kernels import kernel_scale, pads_of
from explorer.signals.sound_clip import Samples
from explorer.signals.spectrogram_maps import SoundPicture, spread_rows, to_sound

Floats = NDArray[np.float32]


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
