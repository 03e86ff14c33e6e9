"""Pooling's rival: convolutions that make a map smaller by a stride, on the same picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.layers.convolution import clear_rounding, rounding_share, run_convolution
from explorer.layers.filter_bank import FilterBank, make_weights
from explorer.layers.geometry import ConvSettings, LayerGeometry, lay_out
from explorer.layers.pool_geometry import PoolSettings
from explorer.layers.pooling import run_pooling

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PoolRivals:
    """Four ways to the same size, (C, h, w) float32 each, over the windows that all of them have.

    `box` averages with fixed weights 1 / K², channel by channel; `mixed` is `nn.Conv2d(C, C, …)`
    with the hand-made weights of `bank`. `box_gap`: the largest |average − box|; `box_tolerance`:
    what float32 sums may differ by.
    """

    largest: Floats
    average: Floats
    box: Floats
    mixed: Floats
    bank: FilterBank
    box_geometry: LayerGeometry
    mixed_geometry: LayerGeometry
    box_gap: float
    box_tolerance: float

    @property
    def box_agrees(self) -> bool:
        """Whether average pooling and the box filter are equal but for rounding."""
        return self.box_gap <= self.box_tolerance


def run_rivals(pixels: Floats, settings: PoolSettings) -> PoolRivals:
    """Run both poolings and both convolutions on (C, H, W) float32.

    Raises SettingError where a convolution has no window: it knows no `ceil_mode`.
    """
    channels, height, width = pixels.shape
    size, steps, padding = settings.kernel_size, settings.steps, settings.padding
    wide = ConvSettings(channels, channels, size, steps, padding)
    narrow = replace(wide, groups=channels, bias=False)
    geometry = lay_out(wide, height, width)
    share = np.float32(1 / (size[0] * size[1]))
    weight = np.full(narrow.weight_shape, share, np.float32)
    box = run_convolution(pixels, weight, stride=steps, padding=padding, groups=channels).output
    bank = make_weights(channels, channels, 1, size)
    mixed = run_convolution(pixels, bank.weight, bank.bias, stride=steps, padding=padding).output
    rows, columns = box.shape[1:]
    largest = run_pooling(pixels, replace(settings, kind="max")).output[:, :rows, :columns]
    average = run_pooling(pixels, replace(settings, kind="average")).output[:, :rows, :columns]
    noise = 2 * rounding_share(size[0] * size[1]) * float(np.abs(pixels).max(initial=0.0))
    return PoolRivals(
        largest=largest,
        average=average,
        box=box,
        mixed=clear_rounding(mixed, bank.weight, pixels, bank.bias),
        bank=bank,
        box_geometry=lay_out(narrow, height, width),
        mixed_geometry=geometry,
        box_gap=float(np.abs(average - box).max()),
        box_tolerance=noise,
    )
