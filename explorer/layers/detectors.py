"""Harris corners: the hand-made detector of places that look different in every direction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.layers.limits import require_within

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HarrisSettings:
    """Harris and Stephens' k, the window's σ in pixels, and which peaks count.

    `min_distance`: pixels between two corners; `threshold`: least response, relative to the
    strongest one.
    """

    k: float = 0.05
    sigma: float = 1.0
    min_distance: int = 5
    threshold: float = 0.05

    def __post_init__(self) -> None:
        """Raise SettingError for a value out of range."""
        limits: dict[str, tuple[float, float, float]] = {
            "k": (self.k, 0.0, 0.25),
            "sigma": (self.sigma, 0.5, 10),
            "min_distance": (self.min_distance, 1, 50),
            "threshold": (self.threshold, 0.001, 1),
        }
        for name, (value, low, high) in limits.items():
            require_within(name, value, low, high)


@dataclass(frozen=True, slots=True, eq=False)
class HarrisCorners:
    """`response` (H, W) float32: positive at corners, negative on edges, near 0 on flat areas.

    `corners` (n, 2) int64: row and column of each peak, the strongest first.
    """

    response: Floats
    corners: NDArray[np.int64]


def find_corners(picture: Floats, settings: HarrisSettings | None = None) -> HarrisCorners:
    """Find corners of (H, W) by det(A) − k·trace(A)², A the smoothed structure tensor.

    Source: C. Harris and M. Stephens, A combined corner and edge detector, 1988, as
    `skimage.feature.corner_harris` and `corner_peaks` compute it.
    """
    from skimage.feature import corner_harris, corner_peaks

    chosen = settings or HarrisSettings()
    frame = math.ceil(4 * chosen.sigma) + 2  # the edge pixels repeated: the frame is no corner
    padded = np.pad(picture, frame, mode="edge")
    response = corner_harris(  # type: ignore[no-untyped-call]
        padded, method="k", k=chosen.k, sigma=chosen.sigma
    )[frame:-frame, frame:-frame]
    strongest = float(response.max())
    if not strongest > 1e-12:  # a picture without corners has only rounding for a peak
        return HarrisCorners(response.astype(np.float32), np.empty((0, 2), np.int64))
    corners = corner_peaks(  # type: ignore[no-untyped-call]
        response,
        min_distance=chosen.min_distance,
        threshold_abs=chosen.threshold * strongest,
        threshold_rel=0.0,
        exclude_border=False,
    ).astype(np.int64)
    order = np.argsort(-response[corners[:, 0], corners[:, 1]], kind="stable")
    return HarrisCorners(response.astype(np.float32), corners[order])
