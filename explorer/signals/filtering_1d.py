"""A Conv1d layer over a sound: its sizes, and its outputs.

Formulas: https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html (section Shape).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy.fft
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry
from explorer.text import N_

Floats = NDArray[np.float32]

_MANY = 2_000_000  # products from which, and taps from which, the way by the FFT is the faster
_MANY_TAPS = 32
_BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class Conv1dSettings:
    """The arguments of `torch.nn.Conv1d` with one input channel, by its names; the bias is 0."""

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int | Literal["same"] = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        """Raise SettingError for what `torch.nn.Conv1d` would refuse."""
        if self.padding == "same" and self.stride != 1:
            raise SettingError(
                N_(
                    "padding 'same' keeps the length only with stride 1, and PyTorch refuses it "
                    "with stride {stride}: set stride to 1 or give padding as a number"
                ),
                stride=self.stride,
            )

    @property
    def span(self) -> int:
        """Samples from the first tap of a window to its last: d·(K − 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def parameters(self) -> int:
        """Learned numbers: O·K weights and O biases."""
        return self.out_channels * (self.kernel_size + 1)

    def pads(self) -> tuple[int, int]:
        """Return (before, after) in samples; 'same' puts an odd one at the end."""
        if self.padding == "same":
            total = self.span - 1
            return total // 2, total - total // 2
        return self.padding, self.padding

    def lay_out(self, length: int) -> AxisGeometry:
        """Lay the window over `length` samples; raises SettingError where it does not fit."""
        before, after = self.pads()
        if self.span > length + before + after:
            raise SettingError(
                N_(
                    "kernel {kernel} with dilation {dilation} spans {span} samples, the padded "
                    "sound has {padded}: raise padding to {padding} or take a longer sound"
                ),
                kernel=self.kernel_size,
                dilation=self.dilation,
                span=self.span,
                padded=length + before + after,
                padding=-(-(self.span - length) // 2),
            )
        return AxisGeometry(length, self.kernel_size, self.stride, before, after, self.dilation)

    def multiply_adds(self, length: int) -> int:
        """Products summed in one forward pass; those with padding zeros count too."""
        return self.out_channels * self.kernel_size * self.lay_out(length).output


def run_conv1d(samples: Floats, weight: Floats, settings: Conv1dSettings) -> Floats:
    """Return the layer's outputs, (O, L_out) float32, as `torch.nn.functional.conv1d` has them.

    `samples`: (L,) float32; `weight`: (O, K) float32, one row a filter. Where the products are many
    they are summed by way of the FFT, which rounds differently in the seventh digit. Raises
    SettingError where no window fits.
    """
    geometry = settings.lay_out(len(samples))
    padded = np.pad(samples, (geometry.before, geometry.after))
    if settings.kernel_size >= _MANY_TAPS and settings.multiply_adds(len(samples)) >= _MANY:
        return _overlap_save(padded, weight, settings)
    with torch.inference_mode():
        output = functional.conv1d(
            torch.from_numpy(padded)[None, None],  # (1, 1, L)
            torch.from_numpy(np.ascontiguousarray(weight))[:, None],  # (O, 1, K)
            stride=settings.stride,
            dilation=settings.dilation,
        )
    return np.asarray(output[0].numpy())


def _overlap_save(padded: Floats, weight: Floats, settings: Conv1dSettings) -> Floats:
    """Correlate piece by piece: in each, spectra are multiplied and what wraps round is left out.

    See A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed., section 8.7.3.
    """
    span = settings.span
    block = max(_BLOCK, 1 << (4 * span - 1).bit_length())
    hop = block - span + 1  # outputs of a piece that nothing wraps into
    outputs = len(padded) - span + 1
    pieces = -(-outputs // hop)
    room = np.zeros(pieces * hop + span - 1, dtype=np.float32)
    room[: len(padded)] = padded
    frames = np.lib.stride_tricks.sliding_window_view(room, block)[::hop]  # (pieces, block)
    spectra = scipy.fft.rfft(frames, axis=1)
    spread = np.zeros((len(weight), span), dtype=np.float32)
    spread[:, :: settings.dilation] = weight
    rows = []
    for kernel in scipy.fft.rfft(spread, block, axis=1).conj():
        sums = scipy.fft.irfft(spectra * kernel, block, axis=1)[:, :hop]
        rows.append(sums.reshape(-1)[: outputs : settings.stride])
    return np.stack(rows)
