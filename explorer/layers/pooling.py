"""One pooling layer run on one picture: the output, and which pixel won each window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.layers.convolution import to_tensor
from explorer.layers.pool_geometry import PoolGeometry, PoolSettings, lay_out_pool

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PoolResult:
    """`output` (C, H_out, W_out) float32; `winners` the same shape, int64, None for averages.

    A winner is row · W + column of the unpadded picture. Of equal values the first in row order
    wins, as in PyTorch.
    """

    geometry: PoolGeometry
    output: Floats
    winners: NDArray[np.int64] | None


def run_pooling(pixels: Floats, settings: PoolSettings) -> PoolResult:
    """Pool every channel of (C, H, W) float32 on its own, as `torch.nn.MaxPool2d` or `AvgPool2d`.

    Raises SettingError where the window does not fit.
    """
    geometry = lay_out_pool(settings, *pixels.shape[1:])
    planes = to_tensor(pixels)[None]  # (1, C, H, W)
    size, steps = settings.kernel_size, settings.steps
    with torch.no_grad():
        if settings.kind == "max":
            output, winners = functional.max_pool2d_with_indices(
                planes, size, steps, settings.padding, ceil_mode=settings.ceil_mode
            )
            return PoolResult(geometry, output[0].numpy(), winners[0].numpy())
        output = functional.avg_pool2d(
            planes,
            size,
            steps,
            settings.padding,
            ceil_mode=settings.ceil_mode,
            count_include_pad=settings.count_include_pad,
        )
    return PoolResult(geometry, output[0].numpy(), None)


def count_wins(winners: NDArray[np.int64], height: int, width: int) -> NDArray[np.int64]:
    """Count the windows each pixel won: winners (C, H_out, W_out) -> (C, height, width) int64."""
    channels = len(winners)
    first = np.arange(channels)[:, None] * (height * width)
    places = (winners.reshape(channels, -1) + first).ravel()
    counts = np.bincount(places, minlength=channels * height * width)
    return counts.reshape(channels, height, width)


def pixel_weights(result: PoolResult) -> NDArray[np.float64]:
    """How strongly each pixel counts: the gradient of the sum of all outputs, (C, H, W) float64.

    For max pooling that is the number of windows a pixel won, for average pooling the sum of one
    over the divisor of each window it lies in.
    """
    geometry = result.geometry
    height, width = geometry.rows.size, geometry.columns.size
    if result.winners is not None:
        return count_wins(result.winners, height, width).astype(np.float64)
    return np.repeat(geometry.average_weights()[None], len(result.output), axis=0)


def put_back(result: PoolResult) -> Floats:
    """Put every winner back where it came from, 0 elsewhere: (C, H, W) float32.

    What `torch.nn.MaxUnpool2d` does; raises ValueError for averages, which remember no place.
    """
    if result.winners is None:
        raise ValueError("average pooling has no winners to put back")
    rows, columns = result.geometry.rows.size, result.geometry.columns.size
    channels = len(result.output)
    picture = np.zeros((channels, rows * columns), np.float32)
    flat = result.winners.reshape(channels, -1)
    np.put_along_axis(picture, flat, result.output.reshape(channels, -1), axis=1)
    return picture.reshape(channels, rows, columns)
