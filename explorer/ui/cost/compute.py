"""From the cost page's settings to everything it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.layers.counting import LayerCost, LinearSettings, convolution_cost, linear_cost
from explorer.layers.geometry import LayerGeometry, lay_out
from explorer.ui.cost.settings import CostState


@dataclass(frozen=True, slots=True)
class CostView:
    """The counts of three layers on one input.

    `linear` answers with as many numbers as the visitor asks for, `matching` with as many as the
    convolution does, which is the fair comparison.
    """

    state: CostState
    geometry: LayerGeometry
    convolution: LayerCost
    linear: LayerCost
    matching: LayerCost

    @property
    def matching_layer(self) -> LinearSettings:
        """The linear layer with the convolution's inputs and outputs."""
        return replace(self.state.linear, out_features=self.convolution.outputs)


def count_layers(state: CostState) -> CostView:
    """Count the layers; raises SettingError where the kernel does not fit."""
    geometry = lay_out(state.convolution, state.side, state.side)
    convolution = convolution_cost(geometry)
    matching = replace(state.linear, out_features=convolution.outputs)
    return CostView(state, geometry, convolution, linear_cost(state.linear), linear_cost(matching))
