"""What a kernel does to each frequency, and how much of each frequency a sound holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FLOOR_DB = -100.0  # of every decibel here: what is less is drawn there
BANDS = 512  # of equal width from 0 Hz to Nyquist, in which a sound's power is counted


@dataclass(frozen=True, slots=True, eq=False)
class FrequencyResponse:
    """H(f) of a kernel: `frequencies_hz` (N,) from 0 to Nyquist, `values` (N,) complex.

    `values` are those of the layer, Σ w[k]·exp(+2πi·f·d·k / rate): it multiplies tap k with a
    sample d·k later. A filter that runs in time, Σ h[k]·exp(−…), is its complex conjugate for real
    weights: the same magnitude.
    """

    frequencies_hz: Numbers
    values: NDArray[np.complex128]

    @property
    def magnitude(self) -> Numbers:
        """|H(f)|: what a tone of that frequency is multiplied with."""
        return np.abs(self.values)

    @property
    def magnitude_db(self) -> Numbers:
        """20·log₁₀|H(f)|, not below FLOOR_DB."""
        return to_decibels(self.magnitude**2)

    @property
    def phase(self) -> Numbers:
        """Angle of H(f) in radians, unwrapped."""
        return np.unwrap(np.angle(self.values))


def frequency_response(
    taps: NDArray[np.floating], sample_rate_hz: float, *, dilation: int = 1, points: int = 513
) -> FrequencyResponse:
    """Return what a layer with these taps, (K,), multiplies each frequency with.

    Dilation d puts d − 1 zeros between the taps: the response is squeezed d times along the
    frequencies and repeats.
    """
    length = 2 * (points - 1)  # of an FFT with as many values up to Nyquist
    place = np.arange(len(taps)) * dilation % length  # later taps turn as often as their rest
    spread = np.bincount(place, weights=np.asarray(taps, dtype=np.float64), minlength=length)
    frequencies = np.linspace(0, sample_rate_hz / 2, points)
    return FrequencyResponse(frequencies, np.fft.rfft(spread).conj())


def group_delay(taps: NDArray[np.floating], sample_rate_hz: float, points: int = 513) -> Numbers:
    """Return by how many samples the output runs ahead at each frequency, (N,) float64.

    Counted from the window's first tap: (K − 1)/2 for a symmetric kernel; NaN where H(f) is 0.
    The derivative of the phase, Re(Σ k·w[k]·e / Σ w[k]·e) with e = exp(2πi·f·k / rate); see
    https://ccrma.stanford.edu/~jos/fp/Numerical_Computation_Group_Delay.html
    """
    response = frequency_response(taps, sample_rate_hz, points=points)
    ramped = frequency_response(np.arange(len(taps)) * taps, sample_rate_hz, points=points)
    heard = response.magnitude > 1e-6 * max(float(np.abs(taps).sum()), 1e-300)
    quotient = np.full(points, np.nan + 0j)
    np.divide(ramped.values, response.values, out=quotient, where=heard)
    return np.array(quotient.real, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class BandPowers:
    """A sound's power by frequency: `power` (B,) float64, in bands `width_hz` wide from 0 Hz on.

    By Parseval the powers sum to the mean square of the samples. A sine of full scale has 0.5.
    """

    power: Numbers
    width_hz: float

    @property
    def centres_hz(self) -> Numbers:
        """The middle of each band."""
        return np.asarray((np.arange(len(self.power)) + 0.5) * self.width_hz, dtype=np.float64)


def band_powers(
    samples: NDArray[np.floating], sample_rate_hz: float, width_hz: float
) -> BandPowers:
    """Sum the power of (N,) samples in bands of `width_hz` from 0 Hz to Nyquist.

    The samples are filled up with zeros to a length the FFT likes; the last band may be narrower.
    """
    length = scipy.fft.next_fast_len(len(samples), real=True)
    values = scipy.fft.rfft(samples, length)
    energy = values.real.astype(np.float64) ** 2 + values.imag.astype(np.float64) ** 2
    energy[1 : (length + 1) // 2] *= 2  # rfft leaves out the negative frequencies
    bands = max(1, round(np.ceil(sample_rate_hz / 2 / width_hz - 1e-9)))
    edges = np.ceil(np.arange(bands) * width_hz * length / sample_rate_hz - 1e-9).astype(np.int64)
    sums = np.concatenate([[0.0], np.cumsum(energy)])  # a band may hold no frequency of the FFT
    ends = np.append(edges[1:], len(energy))
    power = (sums[np.minimum(ends, len(energy))] - sums[np.minimum(edges, len(energy))]) / (
        length * len(samples)
    )
    return BandPowers(power, width_hz)


def to_decibels(power: NDArray[np.floating], reference: float = 1.0) -> Numbers:
    """Return 10·log₁₀(power / reference), not below FLOOR_DB; all of it there without reference."""
    if reference <= 0:
        return np.full(np.shape(power), FLOOR_DB)
    least = 10 ** (FLOOR_DB / 10)
    return 10 * np.log10(np.maximum(np.asarray(power, dtype=np.float64) / reference, least))
