"""What smoothing gains and what it costs, against the model's own noiseless spectrum.

A cross-correlation is linear: its answer on the measurement is its answer on the truth plus its
answer on the noise. The model knows both, so that each is measured by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gain:
    """Signal to noise before and after: span of the noiseless values over the noise's spread.

    `noise_before`, `noise_after`: standard deviations, the latter away from the border;
    `span_before`, `span_after`: greatest minus least noiseless value.
    """

    noise_before: float
    noise_after: float
    span_before: float
    span_after: float

    @property
    def before(self) -> float | None:
        """Signal to noise as measured, None without noise."""
        return self.span_before / self.noise_before if self.noise_before else None

    @property
    def after(self) -> float | None:
        """Signal to noise behind the kernel, None without noise."""
        return self.span_after / self.noise_after if self.noise_after else None

    @property
    def factor(self) -> float | None:
        """What the noise's spread was multiplied by, None without noise."""
        return self.noise_after / self.noise_before if self.noise_before else None


@dataclass(frozen=True, slots=True)
class PeakShape:
    """A lone band: its height, and its full width at half of it, in nm."""

    height: float
    width_nm: float


@dataclass(frozen=True, slots=True)
class Errors:
    """How far the smoothed curve is from the truth, root mean square: by noise and by distortion.

    `noise`: σ·√Σw², as theory has it; `distortion`: kernel ⋆ truth − truth.
    """

    noise: float
    distortion: float

    @property
    def both(self) -> float:
        """The two together: independent, so their squares add."""
        return float(np.hypot(self.noise, self.distortion))


def measure_gain(
    truth: Floats64,
    clean: Floats64,
    noise: Floats64,
    changed: Floats64,
    reach: tuple[int, ...],
) -> Gain:
    """Measure signal and noise before a linear filter and behind it.

    `truth`, `noise` and what became of each, `clean` and `changed`; the noise's arrays may have
    more axes in front. `reach`: points an axis of `noise` that the border's repeated values spoil;
    they are left out of the spread behind the filter, unless nothing else is left.
    """
    inside = tuple(
        slice(edge, size - edge) for edge, size in zip(reach, changed.shape, strict=True)
    )
    kept = changed[inside] if changed[inside].size else changed
    return Gain(float(noise.std()), float(kept.std()), float(np.ptp(truth)), float(np.ptp(clean)))


def measure_peak(curve: Floats64, step_nm: float) -> PeakShape:
    """Measure the highest point of a noiseless curve (L,) that falls to nothing on both sides.

    https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.peak_widths.html
    """
    from scipy.signal import peak_widths  # seconds to import

    highest = int(curve.argmax())
    width = peak_widths(curve, [highest], rel_height=0.5)[0][0]
    return PeakShape(float(curve[highest]), float(width) * step_nm)


def split_error(
    truth: Floats64, smoothed_truth: Floats64, spread: float, noise_factor: float
) -> Errors:
    """Return both parts of the error of a smoothed measurement whose noise has this spread."""
    distortion = np.sqrt(np.mean((smoothed_truth - truth) ** 2))
    return Errors(spread * noise_factor, float(distortion))
