"""One convolution layer run on one picture, with the padded input it really saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.geometry import ConvSettings, Padding, PaddingMode, lay_out
from explorer.text import N_

Floats = NDArray[np.float32]
UNIT_ROUNDOFF = 2.0**-24  # of float32: half the distance from 1 to the next number


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionResult:
    """`padded`: (C, H + pad, W + pad) float32; `output`: (O, H_out, W_out) float32, signed."""

    padded: Floats
    output: Floats


def run_convolution(
    pixels: Floats,
    weight: Floats,
    bias: Floats | None = None,
    *,
    stride: tuple[int, int] = (1, 1),
    padding: Padding = (0, 0),
    padding_mode: PaddingMode = "zeros",
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> ConvolutionResult:
    """Run a layer as `torch.nn.Conv2d` would: pixels (C, H, W), weight (O, C / groups, kh, kw).

    Raises SettingError where the layer or its place on the picture is impossible.
    """
    _require_channels(pixels.shape[0], weight.shape[1] * groups)
    settings = ConvSettings(
        pixels.shape[0],
        weight.shape[0],
        (weight.shape[2], weight.shape[3]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bias is not None,
        padding_mode=padding_mode,
    )
    lay_out(settings, *pixels.shape[1:])  # raises what is wrong in words before PyTorch does
    padded = pad_picture(pixels, settings.pads(), padding_mode)
    with torch.no_grad():
        output = functional.conv2d(
            torch.from_numpy(padded),
            to_tensor(weight),
            None if bias is None else to_tensor(bias),
            stride=stride,
            dilation=dilation,
            groups=groups,
        )
    return ConvolutionResult(padded, output.numpy())


def rounding_share(products: int) -> float:
    """γₙ = n·u / (1 − n·u): what a float32 sum of n products may differ by, as a share of Σ|x||w|.

    Holds in any order of summation: Higham, Accuracy and Stability of Numerical Algorithms, 2002,
    eq. 3.5.
    """
    terms = products * UNIT_ROUNDOFF
    return terms / (1 - terms)


def clear_rounding(
    output: Floats, weight: Floats, pixels: Floats, bias: Floats | None = None
) -> Floats:
    """Set maps to 0 whose every value is rounding alone: a flat area under a zero-sum kernel.

    output (O, h, w); a value counts as rounding up to γₙ·Σ|w|·max|x|. A map with a bias is left as
    it is.
    """
    reach = np.abs(weight).sum(axis=(1, 2, 3)) * float(np.abs(pixels).max(initial=0.0))
    nothing = np.abs(output).max(axis=(1, 2)) <= rounding_share(weight[0].size) * reach
    if bias is not None:
        nothing &= bias == 0
    return np.where(nothing[:, None, None], np.float32(0), output) if nothing.any() else output


def pad_picture(
    pixels: Floats, pads: tuple[tuple[int, int], tuple[int, int]], padding_mode: PaddingMode
) -> Floats:
    """Pad (C, H, W) by ((top, bottom), (left, right)) as `torch.nn.Conv2d` does."""
    (top, bottom), (left, right) = pads
    mode = "constant" if padding_mode == "zeros" else padding_mode
    batch = to_tensor(pixels)[None]  # (1, C, H, W): reflect takes no bare picture on older versions
    padded: Floats = functional.pad(batch, (left, right, top, bottom), mode=mode)[0].numpy()
    return padded


def _require_channels(channels: int, expected: int) -> None:
    if expected != channels:
        raise SettingError(
            N_(
                "the weight is made for {expected} channels, the picture has {channels}: "
                "set in_channels to {channels}"
            ),
            expected=expected,
            channels=channels,
        )


def to_tensor(values: NDArray[np.floating]) -> torch.Tensor:
    """Copy an array, read-only or flipped ones too, into a float32 tensor of its own memory."""
    return torch.from_numpy(np.array(values, dtype=np.float32, order="C"))
