"""A picture as numbers to climb with: plain pixels, or waves with colours laid apart.

Olah, Mordvintsev and Schubert, "Feature visualization", Distill 2017,
https://distill.pub/2017/feature-visualization, section "Preconditioning and parameterization"; the
scaling of the waves and the colour matrix are those of the authors' code (tensorflow/lucid).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

START = 0.01  # deviation of the numbers that a climb starts from
WAVES_SHARE = 0.25  # lucid divides its waves by 4
# Square root of the colours' covariance over ImageNet, columns from grey to red against green.
COLOURS = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))


@dataclass(frozen=True, slots=True, eq=False)
class PictureParameters:
    """How numbers become a picture: as `waves` or as pixels, `colours` laid apart or plain RGB."""

    side: int
    waves: bool
    colours: bool

    def start(self, generator: torch.Generator) -> Tensor:
        """Draw the numbers a climb starts from: (3, S, S), or (3, S, S // 2 + 1, 2) of waves."""
        waves = (3, self.side, self.side // 2 + 1, 2)
        shape = waves if self.waves else (3, self.side, self.side)
        return START * torch.randn(shape, generator=generator)

    def picture(self, numbers: Tensor) -> Tensor:
        """Return the picture (3, S, S) in (0, 1)."""
        if self.waves:
            spectrum = torch.view_as_complex(numbers) * self._wave_scale()
            planes = WAVES_SHARE * torch.fft.irfft2(spectrum, s=(self.side, self.side))
        else:
            planes = numbers
        if self.colours:
            planes = torch.einsum("rc,chw->rhw", _colour_matrix(), planes)
        return torch.sigmoid(planes)

    def blurred(self, numbers: Tensor, sigma: float) -> Tensor:
        """Return the numbers of the picture behind a Gaussian of `sigma` pixels, borders joined."""
        transfer = torch.exp(-2 * (math.pi * sigma * _frequencies(self.side)) ** 2)
        if self.waves:
            return numbers * transfer[..., None]
        spectrum = torch.fft.rfft2(numbers) * transfer
        blurred: Tensor = torch.fft.irfft2(spectrum, s=(self.side, self.side))
        return blurred

    def _wave_scale(self) -> Tensor:
        """1 / frequency, as photographs have it; the mean is scaled like the slowest wave."""
        slowest = 1 / self.side
        scale: Tensor = self.side / _frequencies(self.side).clamp(min=slowest)
        return scale


def _frequencies(side: int) -> Tensor:
    """Return (S, S // 2 + 1) radial frequencies of `rfft2`, cycles a pixel."""
    return torch.hypot(torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None])


def _colour_matrix() -> Tensor:
    matrix = torch.tensor(COLOURS)
    largest = matrix.square().sum(dim=0).max().sqrt()  # of the columns' norms
    return matrix / largest
