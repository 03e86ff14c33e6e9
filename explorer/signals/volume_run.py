"""A Conv3d run on a clip."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.convolution import rounding_share, to_tensor
from explorer.signals.volumes import VolumeSettings, lay_out_volume
from explorer.text import N_

Floats = NDArray[np.float32]

MOST_PRODUCTS = 2_000_000_000  # of one run, so that nobody's slider holds up a small server


def run_volume(
    frames: Floats, weight: Floats, bias: Floats | None, settings: VolumeSettings
) -> Floats:
    """Run `torch.nn.Conv3d` on a clip.

    frames (T, H, W), weight (O, 1, kt, kh, kw), bias (O,); the answer is (O, t, h, w) float32. A
    value that rounding alone can make is 0. Raises SettingError where the layer or its place on
    the clip is impossible, or asks for more than two thousand million products.
    """
    geometry = lay_out_volume(settings, *frames.shape)
    if geometry.multiply_adds > MOST_PRODUCTS:
        raise SettingError(
            N_(
                "this layer wants {count} million multiply-adds, more than the {limit} million the "
                "page computes: lower kernel_size or out_channels, or raise stride"
            ),
            count=f"{geometry.multiply_adds / 1e6:,.0f}",
            limit=f"{MOST_PRODUCTS / 1e6:,.0f}",
        )
    mode = "constant" if settings.padding_mode == "zeros" else settings.padding_mode
    (front, back), (top, bottom), (left, right) = settings.pads()
    volume = to_tensor(frames)[None, None]  # (1, 1, T, H, W)
    volume = functional.pad(volume, (left, right, top, bottom, front, back), mode=mode)[0, 0]
    output = _sum_of_planes(volume, to_tensor(weight), settings, geometry.depth.output)
    if bias is not None:
        output += to_tensor(bias)[:, None, None, None]
    return _without_rounding(output.numpy(), frames, weight, bias)


def _sum_of_planes(
    volume: torch.Tensor, weight: torch.Tensor, settings: VolumeSettings, times: int
) -> torch.Tensor:
    """Convolve (T, H, W) with (O, 1, kt, kh, kw): a Conv2d for each slice, the answers added.

    What `conv3d` gives, four times as fast on a processor for one channel: slice i of the kernel
    answers each frame once, and output frame t adds what slice i said of frame t·stride + i·d.
    """
    filters, _one, depth, rows, columns = weight.shape
    (step, *stride), (apart, *dilation) = settings.stride, settings.dilation
    with torch.no_grad():
        planes = functional.conv2d(
            volume[:, None],
            weight.reshape(filters * depth, 1, rows, columns),
            stride=stride,
            dilation=dilation,
        )
        planes = planes.view(-1, filters, depth, *planes.shape[2:])  # (T, O, kt, h, w)
        taps = [planes[i * apart :: step, :, i][:times] for i in range(depth)]
        return torch.stack(taps).sum(dim=0).transpose(0, 1).contiguous()  # (O, t, h, w)


def _without_rounding(
    output: Floats, frames: Floats, weight: Floats, bias: Floats | None
) -> Floats:
    """Set to 0 what rounding alone can make: a zero-sum kernel over a still, flat place."""
    reach = np.abs(weight).sum(axis=(1, 2, 3, 4)) * float(np.abs(frames).max(initial=0.0))
    bound = rounding_share(weight[0].size) * reach
    nothing = np.abs(output) <= bound[:, None, None, None]
    if bias is not None:
        nothing &= (bias == 0)[:, None, None, None]
    output[nothing] = 0
    return output
