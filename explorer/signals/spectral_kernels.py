"""Kernels for spectra and matrices of spectra, and their cross-correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.text import N_

Floats64 = NDArray[np.float64]
CurveKernelName = Literal["average", "gaussian", "savgol", "first", "second"]
MatrixKernelName = Literal["gaussian", "log"]

SMALLEST, LARGEST = 3, 41  # points of a curve's kernel
SIGMAS = (0.5, 6.0)  # points, of a matrix's kernel
_NO_RANK = 1e-14  # of the greatest singular value: what is smaller is rounding
_REACH = 3.0  # standard deviations to either side, of a matrix's kernel


@dataclass(frozen=True, slots=True)
class CurveKernel:
    """A kernel along emission: `kernel_size` odd points; `order` of the fitted polynomial.

    The order is Savitzky and Golay's and the derivatives'. Raises SettingError for an even size
    or for an order the points do not determine.
    """

    name: CurveKernelName
    kernel_size: int
    order: int = 2

    def __post_init__(self) -> None:
        if self.name not in get_args(CurveKernelName):
            raise ValueError(f"no kernel is called {self.name}")
        require_within("kernel_size", self.kernel_size, SMALLEST, LARGEST)
        require_within("order", self.order, 2, 5)
        if self.kernel_size % 2 == 0:
            raise SettingError(
                N_("a kernel of {size} points has no middle: take {low} or {high}"),
                size=self.kernel_size,
                low=self.kernel_size - 1,
                high=self.kernel_size + 1,
            )
        if self.fits_polynomial and self.kernel_size <= self.order:
            raise SettingError(
                N_(
                    "a polynomial of order {order} needs more than {size} points: raise the "
                    "kernel size to {enough} or lower the order"
                ),
                order=self.order,
                size=self.kernel_size,
                enough=self.order + 1 + self.order % 2,
            )

    @property
    def fits_polynomial(self) -> bool:
        """Whether it comes from a least-squares polynomial."""
        return self.name in {"savgol", "first", "second"}

    @property
    def smooths(self) -> bool:
        """Whether it keeps what is measured, made smoother; the derivatives do not."""
        return self.derivative == 0

    @property
    def derivative(self) -> int:
        """Which derivative it estimates: 0, 1 or 2."""
        return {"first": 1, "second": 2}.get(self.name, 0)

    @property
    def reach(self) -> int:
        """Points to either side of the middle."""
        return self.kernel_size // 2

    def weights(self, step_nm: float) -> Floats64:
        """Return (kernel_size,) float64, as a cross-correlation takes them; derivatives a nm.

        A. Savitzky, M. J. E. Golay, Anal. Chem. 36, 1964, 1627-1639;
        https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.savgol_coeffs.html
        """
        places = np.arange(-self.reach, self.reach + 1)
        if self.name == "average":
            return np.full(self.kernel_size, 1 / self.kernel_size)
        if self.name == "gaussian":
            bell = np.exp(-(places**2) / (2 * gaussian_width(self.kernel_size) ** 2))
            return np.asarray(bell / bell.sum())
        from scipy.signal import savgol_coeffs  # seconds to import

        return np.asarray(
            savgol_coeffs(
                self.kernel_size, self.order, deriv=self.derivative, delta=step_nm, use="dot"
            )
        )


def gaussian_width(kernel_size: int) -> float:
    """Return the standard deviation, in points, of the Gaussian cut off at the kernel's ends."""
    return (kernel_size - 1) / 4


@dataclass(frozen=True, slots=True)
class MatrixKernel:
    """A kernel on the matrix: `sigma` in points, the same along both axes."""

    name: MatrixKernelName
    sigma: float

    def __post_init__(self) -> None:
        if self.name not in get_args(MatrixKernelName):
            raise ValueError(f"no kernel is called {self.name}")
        require_within("sigma", self.sigma, *SIGMAS)

    @property
    def smooths(self) -> bool:
        """Whether it keeps what is measured, made smoother."""
        return self.name == "gaussian"

    @property
    def reach(self) -> int:
        """Points to either side of the middle: three standard deviations."""
        return math.ceil(_REACH * self.sigma)

    def weights(self) -> Floats64:
        """Return (K, K) float64: a bell that sums to 1, or −σ²∇² of one, which sums to 0.

        https://docs.scipy.org/doc/scipy/reference/generated/scipy.ndimage.gaussian_laplace.html
        """
        from scipy import ndimage

        impulse = np.zeros((2 * self.reach + 1,) * 2)
        impulse[self.reach, self.reach] = 1
        if self.name == "gaussian":
            bell = ndimage.gaussian_filter(impulse, self.sigma, mode="constant", radius=self.reach)
            return np.asarray(bell / bell.sum())
        spot = -(self.sigma**2) * ndimage.gaussian_laplace(
            impulse, self.sigma, mode="constant", radius=self.reach
        )
        return np.asarray(spot - spot.mean())  # a flat area then answers exactly 0


def correlate_curves(curves: Floats64, weights: Floats64) -> Floats64:
    """Cross-correlate each row of (N, L) with (K,), the end values repeated beyond the ends.

    Returns (N, L) float64, what `torch.nn.Conv1d` with `padding_mode="replicate"` answers.
    """
    from scipy import ndimage  # one thread: on a busy server far quicker than PyTorch's float64

    return np.asarray(ndimage.correlate1d(curves, weights, axis=1, mode="nearest"))


def pad_matrix(matrix: Floats64, reach: int) -> Floats64:
    """Return (H, W) with its border values repeated `reach` times on all sides."""
    return np.pad(matrix, reach, mode="edge")


def correlate_matrix(matrix: Floats64, weights: Floats64) -> Floats64:
    """Cross-correlate (H, W) with (K, K), the border values repeated beyond it; (H, W) float64.

    A kernel of rank r is r pairs of one-dimensional ones (its singular vectors): a bell is one
    pair, a Laplacian of it three, which costs 6K products a value instead of K².
    """
    from scipy import ndimage

    columns, strengths, rows = np.linalg.svd(weights)
    total = np.zeros_like(matrix)
    for column, strength, row in zip(columns.T, strengths, rows, strict=True):
        if strength > _NO_RANK * strengths[0]:
            across = ndimage.correlate1d(matrix, row, axis=1, mode="nearest")
            total += strength * ndimage.correlate1d(across, column, axis=0, mode="nearest")
    return total


def noise_factor(weights: Floats64) -> float:
    """Return √Σw²: what white noise's standard deviation is multiplied by."""
    return float(np.sqrt((weights**2).sum()))
