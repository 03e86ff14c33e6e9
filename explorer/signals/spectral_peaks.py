"""Peaks found in a smoothed spectrum or matrix, held against the bands the model really has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.signals.spectral_kernels import CurveKernel

Floats64 = NDArray[np.float64]

TOLERANCE_NM = 12.5  # a found peak this near to a true one is a hit
DECIMALS = 12  # kept of an answer: values that are equal but for rounding make one peak
LEAST_DISTANCE = 3  # points between two spots of a matrix


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Every peak of an answer before the threshold.

    `places`: (n, axes) int64 indices; `strengths`: (n,) float64 > 0, what the threshold asks for:
    prominence in a smoothed curve, the swing through zero in a first derivative, the height of the
    inverted second derivative, the value of a spot in a matrix.
    """

    places: NDArray[np.int64]
    strengths: Floats64

    def above(self, threshold: float) -> NDArray[np.int64]:
        """Return the places (m, axes) of at least `threshold` times the strongest one."""
        if not len(self.strengths):
            return self.places
        chosen: NDArray[np.int64] = self.places[self.strengths >= threshold * self.strengths.max()]
        return chosen


@dataclass(frozen=True, slots=True)
class Judgement:
    """Found peaks against true ones.

    `hits`: pairs (number of the true one, number of the found one); `misses`: true ones that
    nothing was found near; `false_alarms`: found ones near none.
    """

    hits: tuple[tuple[int, int], ...]
    misses: tuple[int, ...]
    false_alarms: tuple[int, ...]


def find_curve_peaks(answer: Floats64, kernel: CurveKernel) -> Candidates:
    """Find the peaks of a kernel's answer (L,): its maxima, or what a derivative says of them.

    https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.find_peaks.html
    """
    from scipy.signal import find_peaks  # seconds to import

    answer = answer.round(DECIMALS)
    if kernel.derivative == 1:
        places, strengths = crossings(answer)
        return Candidates(places[:, None], strengths)
    if kernel.derivative == 2:
        places, found = find_peaks(-answer, height=1e-12)
        return Candidates(places[:, None], np.asarray(found["peak_heights"]))
    places, found = find_peaks(answer, prominence=1e-12)
    return Candidates(places[:, None], np.asarray(found["prominences"]))


def crossings(slope: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find where a slope (L,) goes from above zero to below, and how far it swings there."""
    ends = np.flatnonzero(np.diff(slope > 0)) + 1
    runs = np.split(slope, ends)  # stretches of one sign
    places, strengths = [], []
    for end, before, after in zip(ends, runs[:-1], runs[1:], strict=True):
        if before[0] > 0:
            places.append(end if abs(slope[end]) < abs(slope[end - 1]) else end - 1)
            strengths.append(before.max() - after.min())
    return np.array(places, dtype=int), np.array(strengths)


def find_spots(answer: Floats64) -> Candidates:
    """Find the local maxima above zero of a matrix (H, W).

    https://scikit-image.org/docs/stable/api/skimage.feature.html#skimage.feature.peak_local_max
    """
    from skimage.feature import peak_local_max  # brings scipy.ndimage

    answer = answer.round(DECIMALS)
    places = peak_local_max(  # type: ignore[no-untyped-call]
        answer, min_distance=LEAST_DISTANCE, threshold_abs=0.0, exclude_border=False
    )
    return Candidates(places.astype(np.int64), answer[tuple(places.T)])


def judge_peaks(
    found_nm: Sequence[Sequence[float]], true_nm: Sequence[Sequence[float]]
) -> Judgement:
    """Pair found and true peaks, the nearest first, each once, within TOLERANCE_NM.

    Both are lists of points, one number an axis, in nanometres.
    """
    pairs = sorted(
        (float(np.hypot.reduce(np.subtract(true, found))), number, place)
        for number, true in enumerate(true_nm)
        for place, found in enumerate(found_nm)
    )
    hits: dict[int, int] = {}
    for distance, number, place in pairs:
        if distance <= TOLERANCE_NM and number not in hits and place not in hits.values():
            hits[number] = place
    return Judgement(
        tuple(sorted(hits.items())),
        tuple(number for number in range(len(true_nm)) if number not in hits),
        tuple(place for place in range(len(found_nm)) if place not in hits.values()),
    )
