"""Groups: which output sees which input, and what that costs and saves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.layers.convolution import run_convolution
from explorer.layers.counting import LayerCost, chain_costs, join_costs, separable_layers
from explorer.layers.filter_bank import FilterBank, make_weights
from explorer.layers.geometry import ConvSettings

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """One way to get from `in_channels` to `out_channels`: a convolution, or two in a row."""

    layers: tuple[ConvSettings, ...]

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which output has a path from which input, (out_channels, in_channels) bool."""
        reach = connections(self.layers[0])
        for settings in self.layers[1:]:
            reach = connections(settings) @ reach  # bool: is there any path
        return reach

    @property
    def weight_shapes(self) -> tuple[tuple[int, int, int, int], ...]:
        """Shape of each layer's weight."""
        return tuple(settings.weight_shape for settings in self.layers)

    def cost(self, height: int, width: int) -> LayerCost:
        """Count both layers on maps of height × width."""
        return join_costs(chain_costs(self.layers, height, width))

    def strengths(self) -> NDArray[np.float64]:
        """Return how strongly each output weighs each input, (out, in): Σ|w|, along all paths."""
        total: NDArray[np.float64] | None = None
        for settings, bank in zip(self.layers, self.make_weights(), strict=True):
            own = np.zeros((settings.out_channels, settings.in_channels))
            own[connections(settings)] = np.abs(bank.weight).sum(axis=(2, 3)).ravel()
            total = own if total is None else own @ total
        return np.zeros((0, 0)) if total is None else total

    def make_weights(self) -> tuple[FilterBank, ...]:
        """Return the hand-made filters of each layer."""
        return tuple(_make_bank(settings) for settings in self.layers)


@lru_cache(maxsize=32)  # the recipe takes longer than the convolution
def _make_bank(settings: ConvSettings) -> FilterBank:
    bank = make_weights(
        settings.out_channels, settings.in_channels, settings.groups, settings.kernel_size
    )
    bank.weight.flags.writeable = False
    return bank


def plan_layer(channels: int, kernel_size: int, groups: int) -> LayerPlan:
    """Plan one layer from `channels` to as many; raises SettingError.

    Maps keep their size: the border is repeated around them. `groups=channels` is depthwise: every
    output sees one input.
    """
    settings = ConvSettings(
        channels,
        channels,
        (kernel_size, kernel_size),
        padding="same",
        groups=groups,
        padding_mode="replicate",
    )
    return LayerPlan((settings,))


def with_pointwise(plan: LayerPlan) -> LayerPlan:
    """Put a 1 × 1 layer over all maps behind a plan's last layer."""
    count = plan.layers[-1].out_channels
    return LayerPlan((*plan.layers, ConvSettings(count, count, (1, 1))))


def plan_separable(channels: int, kernel_size: int) -> LayerPlan:
    """Plan a depthwise layer and a 1 × 1 over its maps; A. Howard and others, arXiv:1704.04861."""
    (plain,) = plan_layer(channels, kernel_size, 1).layers
    return LayerPlan(separable_layers(plain))


def connections(settings: ConvSettings) -> NDArray[np.bool_]:
    """Return which filter has a kernel for which input channel, (out, in) bool."""
    outputs = np.arange(settings.out_channels) * settings.groups // settings.out_channels
    inputs = np.arange(settings.in_channels) * settings.groups // settings.in_channels
    return np.asarray(outputs[:, None] == inputs[None, :])


def run_plan(maps: Floats, plan: LayerPlan) -> Floats:
    """Run the layers with their hand-made filters on maps (C, H, W): (out, H, W) float32."""
    for settings, bank in zip(plan.layers, plan.make_weights(), strict=True):
        maps = run_convolution(
            maps,
            bank.weight,
            bank.bias,
            padding=settings.padding,
            padding_mode=settings.padding_mode,
            groups=settings.groups,
        ).output
    return maps


def changed_outputs(
    maps: Floats, outputs: Floats, plan: LayerPlan, silenced: int
) -> NDArray[np.bool_]:
    """Run the plan with one input channel set to 0; return which `outputs` changed, (out,) bool."""
    without = maps.copy()
    without[silenced] = 0
    return np.asarray((outputs != run_plan(without, plan)).any(axis=(1, 2)))
