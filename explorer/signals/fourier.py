"""The convolution theorem: a product of two spectra is the spectrum of a convolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

Floats64 = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Operation = Literal["convolution", "correlation"]


@dataclass(frozen=True, slots=True, eq=False)
class Theorem:
    """One convolution (or cross-correlation) computed both ways.

    `signal` (N,), `kernel` (K,) float64; `n_fft`: M, the length of the transforms;
    `signal_spectrum`, `kernel_spectrum`, `product`: (M // 2 + 1,) complex, for a correlation the
    kernel's is already conjugated; `result`: (M,) float64, the product transformed back; `direct`:
    (N + K − 1,), the linear answer as a plain sum, its first sample at place `start`.
    """

    operation: Operation
    signal: Floats64
    kernel: Floats64
    n_fft: int
    signal_spectrum: Complexes
    kernel_spectrum: Complexes
    product: Complexes
    result: Floats64
    direct: Floats64
    start: int

    @property
    def places(self) -> NDArray[np.int64]:
        """Where each sample of `direct` comes to lie in `result`: its place modulo M."""
        return self.own_places % self.n_fft

    @property
    def folded(self) -> Floats64:
        """`direct` laid on a circle of M places, what falls on the same place added: (M,)."""
        folded: Floats64 = np.zeros(self.n_fft)
        np.add.at(folded, self.places, self.direct)
        return folded

    @property
    def wrapped(self) -> NDArray[np.bool_]:
        """Places of `result` (M,) at which more than one sample of `direct` lies."""
        return np.bincount(self.places, minlength=self.n_fft) > 1

    @property
    def needed(self) -> int:
        """The least M at which nothing wraps: N + K − 1."""
        return len(self.direct)

    @property
    def rounding(self) -> float:
        """Largest difference between `result` and `folded`: float64 rounding and nothing else."""
        return float(np.abs(self.result - self.folded).max())

    @property
    def own_places(self) -> NDArray[np.int64]:
        """Where each sample of `direct` stands by itself: its delay, from `start` on."""
        return self.start + np.arange(len(self.direct))

    @property
    def delays(self) -> NDArray[np.int64]:
        """What delay each place of `result` is read as: a correlation's last ones are negative."""
        places = np.arange(self.n_fft)
        if self.operation == "convolution":
            return places
        return np.where(places < len(self.signal), places, places - self.n_fft)

    @property
    def strays(self) -> NDArray[np.bool_]:
        """Samples of `direct` that do not lie where they belong: they came round the end."""
        strays: NDArray[np.bool_] = self.delays[self.places] != self.own_places
        return strays

    @property
    def wrap_error(self) -> float:
        """Largest value that came round the end, 0 where nothing did."""
        return float(np.abs(self.direct[self.strays]).max(initial=0.0))


def apply_theorem(
    signal: Floats64, kernel: Floats64, n_fft: int, operation: Operation = "convolution"
) -> Theorem:
    """Convolve (N,) with (K,) through spectra of length `n_fft`, and directly.

    F(x ∗ k) = F(x)·F(k); for the cross-correlation Σ_j x[n + j] k[j] it is F(x)·conj(F(k)), k real.
    A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, chapter 8. Raises SettingError
    where the transform is shorter than either.
    """
    longer = max(len(signal), len(kernel))
    if n_fft < longer:
        raise SettingError(
            N_("a transform of {n_fft} samples cannot hold {longer}: raise n_fft to {longer}"),
            n_fft=n_fft,
            longer=longer,
        )
    turned = operation == "correlation"
    signal_spectrum = np.fft.rfft(signal, n_fft)
    kernel_spectrum = np.fft.rfft(kernel, n_fft)
    if turned:
        kernel_spectrum = np.conj(kernel_spectrum)
    product = signal_spectrum * kernel_spectrum
    return Theorem(
        operation,
        signal,
        kernel,
        n_fft,
        signal_spectrum,
        kernel_spectrum,
        product,
        np.fft.irfft(product, n_fft),
        np.convolve(signal, kernel[::-1] if turned else kernel),
        1 - len(kernel) if turned else 0,
    )


def padded_length(signal_size: int, kernel_size: int, share: float) -> int:
    """Return M from max(N, K), at a share of 0, to N + K − 1, at 1."""
    spare = min(signal_size, kernel_size) - 1
    return max(signal_size, kernel_size) + round(share * spare)


@dataclass(frozen=True, slots=True, eq=False)
class PictureTheorem:
    """The theorem on a picture: both spectra, their product, and the picture it is transformed to.

    `signal_spectrum`, `kernel_spectrum`, `product`: (M_h, M_w) complex, frequency 0 in the middle;
    `result`: (M_h, M_w) float64; `difference`: largest one to the direct sum, folded where needed.
    """

    signal_spectrum: Complexes
    kernel_spectrum: Complexes
    product: Complexes
    result: Floats64
    difference: float


def apply_to_picture(picture: Floats64, kernel: Floats64, *, padded: bool) -> PictureTheorem:
    """Convolve (H, W) with (K, K) through 2D spectra: circular, or zero-padded to hold all of it.

    https://docs.scipy.org/doc/scipy/reference/generated/scipy.fft.fft2.html
    """
    sizes = tuple(
        side + span - 1 if padded else side
        for side, span in zip(picture.shape, kernel.shape, strict=True)
    )
    signal_spectrum = np.fft.fft2(picture, sizes)
    kernel_spectrum = np.fft.fft2(kernel, sizes)
    product = signal_spectrum * kernel_spectrum
    result = np.fft.ifft2(product).real
    direct = _fold(_convolve_directly(picture, kernel), (sizes[0], sizes[1]))
    return PictureTheorem(
        np.fft.fftshift(signal_spectrum),
        np.fft.fftshift(kernel_spectrum),
        np.fft.fftshift(product),
        result,
        float(np.abs(result - direct).max()),
    )


def _convolve_directly(picture: Floats64, kernel: Floats64) -> Floats64:
    """Return the full linear convolution as the plain sum it is: (H + K − 1, W + K − 1)."""
    from scipy import ndimage

    rows, columns = (side - 1 for side in kernel.shape)
    padded = np.pad(picture, ((rows, rows), (columns, columns)))
    answer = ndimage.correlate(padded, kernel[::-1, ::-1].copy(), mode="constant")
    top, left = (side // 2 for side in kernel.shape)  # the first window that fits stands there
    height, width = (
        side + span - 1 for side, span in zip(picture.shape, kernel.shape, strict=True)
    )
    return np.asarray(answer[top : top + height, left : left + width])


def _fold(values: Floats64, sizes: tuple[int, int]) -> Floats64:
    """Lay (H, W) on a torus of these sizes, what falls on the same place added."""
    folded = np.zeros(sizes)
    rows, columns = (np.arange(side) % size for side, size in zip(values.shape, sizes, strict=True))
    np.add.at(folded, (rows[:, None], columns), values)
    return folded
