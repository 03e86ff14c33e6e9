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
    volume = functional.pad(volume, (left, right, top, bottom, front, back), mode=mode)
    with torch.no_grad():
        output: Floats = functional.conv3d(
            volume,
            to_tensor(weight),
            None if bias is None else to_tensor(bias),
            stride=settings.stride,
            dilation=settings.dilation,
        )[0].numpy()
    # A zero-sum kernel over a still, flat place leaves rounding, which is no answer.
    reach = np.abs(weight).sum(axis=(1, 2, 3, 4)) * float(np.abs(frames).max(initial=0.0))
    nothing = np.abs(output) <= (rounding_share(settings.products) * reach)[:, None, None, None]
    if bias is not None:
        nothing &= (bias == 0)[:, None, None, None]
    output[nothing] = 0
    return output
