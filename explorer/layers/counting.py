"""What layers cost in numbers: weights, multiply-adds, values; exact, and without running them.

A multiply-add is one product added to a sum, two FLOPs. Products with padding zeros count, since
they are computed like the others; adding a bias does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explorer.errors import SettingError
from explorer.layers.geometry import ConvSettings, LayerGeometry, lay_out
from explorer.text import N_

Counted = Literal["weights", "parameters", "multiply_adds"]


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """The arguments of `torch.nn.Linear`, by its names."""

    in_features: int
    out_features: int
    bias: bool = True

    def __post_init__(self) -> None:
        """Raise SettingError for a layer without inputs or outputs."""
        for name, value in (
            ("in_features", self.in_features),
            ("out_features", self.out_features),
        ):
            if value < 1:
                raise SettingError(
                    N_("{name} is {value}: set it to {least} or more"),
                    name=name,
                    value=value,
                    least=1,
                )


@dataclass(frozen=True, slots=True)
class LayerCost:
    """What one layer, or a chain of layers, costs for one picture; all are counts of numbers.

    `inputs` and `outputs` are the values read and written; `between` those that the layers of a
    chain hand on to each other.
    """

    weights: int
    biases: int
    multiply_adds: int
    inputs: int
    outputs: int
    between: int = 0

    @property
    def parameters(self) -> int:
        """Learned numbers: weights and biases."""
        return self.weights + self.biases

    @property
    def uses_per_weight(self) -> float:
        """In how many products each weight stands, on average."""
        return self.multiply_adds / self.weights

    @property
    def values_moved(self) -> int:
        """Least number of values read or written: each once, and `between` once each way."""
        return self.inputs + self.outputs + 2 * self.between + self.parameters

    def intensity(self, bytes_per_value: int = 4) -> float:
        """Multiply-adds a byte moved at least: the arithmetic intensity of the roofline model.

        S. Williams, A. Waterman, D. Patterson, Roofline, CACM 52 (2009); there in FLOPs a byte.
        """
        return self.multiply_adds / (bytes_per_value * self.values_moved)


def convolution_cost(geometry: LayerGeometry) -> LayerCost:
    """Count a convolution laid over a picture."""
    settings = geometry.settings
    biases = settings.out_channels if settings.bias else 0
    channels, height, width = geometry.output_shape
    return LayerCost(
        weights=settings.parameters - biases,
        biases=biases,
        multiply_adds=geometry.multiply_adds,
        inputs=settings.in_channels * geometry.rows.size * geometry.columns.size,
        outputs=channels * height * width,
    )


def linear_cost(settings: LinearSettings) -> LayerCost:
    """Count a linear layer: one weight from each input to each output, used once."""
    weights = settings.in_features * settings.out_features
    biases = settings.out_features if settings.bias else 0
    return LayerCost(weights, biases, weights, settings.in_features, settings.out_features)


def chain_costs(layers: Sequence[ConvSettings], height: int, width: int) -> list[LayerCost]:
    """Count convolutions one after another; raises SettingError where one does not fit."""
    costs = []
    for settings in layers:
        geometry = lay_out(settings, height, width)
        costs.append(convolution_cost(geometry))
        _channels, height, width = geometry.output_shape
    return costs


def join_costs(costs: Sequence[LayerCost]) -> LayerCost:
    """Add up a chain of one layer or more, each reading what the one before it wrote."""
    return LayerCost(
        weights=sum(cost.weights for cost in costs),
        biases=sum(cost.biases for cost in costs),
        multiply_adds=sum(cost.multiply_adds for cost in costs),
        inputs=costs[0].inputs,
        outputs=costs[-1].outputs,
        between=sum(cost.outputs for cost in costs[:-1]),
    )


def separable_layers(plain: ConvSettings) -> tuple[ConvSettings, ConvSettings]:
    """Split a layer: a depthwise one of its kernel size, then a 1 × 1 over the channels.

    A. Howard and others, MobileNets, arXiv:1704.04861, section 3.1.
    """
    depthwise = replace(plain, out_channels=plain.in_channels, groups=plain.in_channels)
    return depthwise, ConvSettings(plain.in_channels, plain.out_channels, (1, 1), bias=plain.bias)


def bottleneck_layers(plain: ConvSettings, mid_channels: int) -> tuple[ConvSettings, ConvSettings]:
    """Squeeze first: a 1 × 1 down to `mid_channels`, then the layer's own kernel on these."""
    squeeze = ConvSettings(plain.in_channels, mid_channels, (1, 1), bias=plain.bias)
    return squeeze, replace(plain, in_channels=mid_channels)


def break_even(plain: LayerGeometry, counted: Counted) -> float:
    """C_mid below which `bottleneck_layers` cost less than the plain layer, ungrouped.

    The pair's cost is a straight line over C_mid: the 1 × 1 has C_in weights a middle channel (and
    one bias), the second layer C_out · K · K. For 64 → 64 with 3 × 3: 36,864 / 640 = 57.6 weights,
    with biases 36,864 / 641 = 57.51.
    """
    settings = plain.settings
    second = settings.out_channels * settings.kernel_size[0] * settings.kernel_size[1]
    first = settings.in_channels
    if counted == "multiply_adds":
        first *= plain.rows.size * plain.columns.size
        second *= plain.rows.output * plain.columns.output
    whole = second * settings.in_channels
    bias = 1 if counted == "parameters" and settings.bias else 0
    return whole / (first + second + bias)
