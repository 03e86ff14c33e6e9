"""What one layer makes of a shape, and what that costs; exact, and without running it.

Shapes leave the batch out: maps are (C, H, W), a vector is (N,). A multiply-add is one product
added to a sum; products with padding zeros count. Only Conv2d and Linear have any: pooling,
activations and normalisation do a few operations a value, and are counted as 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.counting import convolution_cost, linear_cost
from explorer.layers.geometry import lay_out
from explorer.layers.memory import BYTES_PER_VALUE
from explorer.layers.pool_geometry import PoolAxis
from explorer.text import N_

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayerStep:
    """One layer on its way through a network: what comes in, what goes out, what it holds.

    `buffers` are numbers that are kept but not learned: running means and variances, and the count
    of batches.
    """

    layer: specs.LayerSpec
    input_shape: Shape
    output_shape: Shape
    parameters: int = 0
    buffers: int = 0
    multiply_adds: int = 0

    @property
    def activations(self) -> int:
        """Values of the output, for one picture."""
        return math.prod(self.output_shape)

    @property
    def activation_bytes(self) -> int:
        """Bytes of the output in float32, for one picture."""
        return BYTES_PER_VALUE["float32"] * self.activations


def trace_layer(
    layer: specs.LayerSpec, shape: Shape, before: Sequence[LayerStep] = ()
) -> LayerStep:
    """Follow a shape through one layer.

    `before` are the steps that led here, named in what is said where the layer does not fit. Raises
    SettingError there.
    """
    if isinstance(layer, specs.MapLayer):
        _require_maps(layer, shape)
    return _RULES.get(type(layer), _keep)(layer, shape, before)


def product_text(shape: Shape) -> str:
    """Write a shape as `6 × 24 × 24`."""
    return " × ".join(f"{side:,}" for side in shape)


def _keep(layer: specs.LayerSpec, shape: Shape, _before: Sequence[LayerStep]) -> LayerStep:
    """Activations, Dropout and Identity: every value on its own."""
    return LayerStep(layer, shape, shape)


def _convolve(layer: specs.Conv2d, shape: Shape, _before: Sequence[LayerStep]) -> LayerStep:
    channels, height, width = shape
    if channels != layer.in_channels:
        raise SettingError(
            N_(
                "in_channels of the Conv2d is {expected:,}, the number of channels that come in is "
                "{given:,}: set in_channels to {given:,}, or change the layers before it"
            ),
            expected=layer.in_channels,
            given=channels,
        )
    geometry = lay_out(layer.settings, height, width)
    cost = convolution_cost(geometry)
    return LayerStep(
        layer,
        shape,
        geometry.output_shape,
        parameters=cost.parameters,
        multiply_adds=cost.multiply_adds,
    )


def _normalize(layer: specs.BatchNorm2d, shape: Shape, _before: Sequence[LayerStep]) -> LayerStep:
    bound = layer.affine or layer.track_running_stats  # else PyTorch takes any number of channels
    if bound and shape[0] != layer.num_features:
        raise SettingError(
            N_(
                "num_features of the BatchNorm2d is {expected:,}, the number of channels that come "
                "in is {given:,}: set num_features to {given:,}, or change the layers before it"
            ),
            expected=layer.num_features,
            given=shape[0],
        )
    if not layer.track_running_stats and math.prod(shape[1:]) == 1:
        raise SettingError(
            N_(
                "BatchNorm2d without running statistics takes mean and variance from the maps, and "
                "maps of 1 × 1 of one picture hold one value: set track_running_stats to True"
            )
        )
    count = layer.num_features
    return LayerStep(
        layer,
        shape,
        shape,
        parameters=2 * count if layer.affine else 0,  # a scale and a shift each
        buffers=2 * count + 1 if layer.track_running_stats else 0,  # mean, variance; batches seen
    )


def _pool(
    layer: specs.MaxPool2d | specs.AvgPool2d, shape: Shape, _before: Sequence[LayerStep]
) -> LayerStep:
    spans = layer.spans if isinstance(layer, specs.MaxPool2d) else layer.kernel_size
    sides = [_pooled_side(layer, size, spans[axis], axis) for axis, size in enumerate(shape[1:])]
    return LayerStep(layer, shape, (shape[0], *sides))


def _pooled_side(layer: specs.MaxPool2d | specs.AvgPool2d, size: int, span: int, axis: int) -> int:
    """Count the windows along one axis; a dilated window is as long as its span."""
    try:
        windows = PoolAxis(size, span, layer.steps[axis], layer.padding[axis], layer.ceil_mode)
    except SettingError as error:
        if span == layer.kernel_size[axis]:
            raise
        raise SettingError(
            N_(
                "a window of {kernel} taps with dilation {dilation} spans {span} pixels, the "
                "padded input has {padded}: lower dilation or kernel_size, or raise padding"
            ),
            kernel=layer.kernel_size[axis],
            dilation=(span - 1) // (layer.kernel_size[axis] - 1),
            span=span,
            padded=size + 2 * layer.padding[axis],
        ) from error
    return windows.output


def _adapt(layer: specs.AdaptiveAvgPool2d, shape: Shape, _before: Sequence[LayerStep]) -> LayerStep:
    rows, columns = layer.output_size
    sides = (shape[1] if rows is None else rows, shape[2] if columns is None else columns)
    return LayerStep(layer, shape, (shape[0], *sides))


def _flatten(layer: specs.Flatten, shape: Shape, _before: Sequence[LayerStep]) -> LayerStep:
    axes = len(shape) + 1  # with the batch, as PyTorch counts
    places = [dim + axes if dim < 0 else dim for dim in (layer.start_dim, layer.end_dim)]
    start, end = places
    if not 1 <= start <= end < axes:
        raise SettingError(
            N_(
                "Flatten from axis {start_dim} to {end_dim} does not fit an input of {axes} axes, "
                "the batch among them: set start_dim to 1 and end_dim to -1"
            ),
            start_dim=layer.start_dim,
            end_dim=layer.end_dim,
            axes=axes,
        )
    joined = math.prod(shape[start - 1 : end])
    return LayerStep(layer, shape, (*shape[: start - 1], joined, *shape[end:]))


def _connect(layer: specs.Linear, shape: Shape, before: Sequence[LayerStep]) -> LayerStep:
    if shape[-1] != layer.in_features:
        raise _linear_misfit(layer, shape, before)
    cost = linear_cost(layer.settings)
    return LayerStep(
        layer,
        shape,
        (*shape[:-1], layer.out_features),
        parameters=cost.parameters,
        multiply_adds=cost.multiply_adds * math.prod(shape[:-1]),
    )


def _linear_misfit(layer: specs.Linear, shape: Shape, before: Sequence[LayerStep]) -> SettingError:
    expected, given = layer.in_features, shape[-1]
    if len(shape) > 1 and math.prod(shape) == expected:
        return SettingError(
            N_(
                "Linear expects {expected:,} inputs along the last axis, maps of {shape} have "
                "{given:,} there and {expected:,} in all: put Flatten before it"
            ),
            expected=expected,
            shape=product_text(shape),
            given=given,
        )
    if len(shape) > 1:
        return SettingError(
            N_(
                "Linear expects {expected:,} inputs along the last axis, maps of {shape} have "
                "{given:,} there: put Flatten before it and set in_features to {joined:,}"
            ),
            expected=expected,
            shape=product_text(shape),
            given=given,
            joined=math.prod(shape),
        )
    source = next((step for step in reversed(before) if step.input_shape != shape), None)
    if source is None:
        return SettingError(
            N_(
                "Linear expects {expected:,} inputs, {given:,} come in: set in_features to "
                "{given:,}"
            ),
            expected=expected,
            given=given,
        )
    if len(source.input_shape) == 1:
        return SettingError(
            N_(
                "Linear expects {expected:,} inputs, {source} gives {given:,}: set in_features to "
                "{given:,}, or change the layers before it"
            ),
            expected=expected,
            source=source.layer.kind,
            given=given,
        )
    return SettingError(
        N_(
            "Linear expects {expected:,} inputs, {source} gives {given:,} = {product}: set "
            "in_features to {given:,}, or change the layers before it"
        ),
        expected=expected,
        source=source.layer.kind,
        given=given,
        product=product_text(source.input_shape),
    )


def _require_maps(layer: specs.MapLayer, shape: Shape) -> None:
    if len(shape) != 3:
        raise SettingError(
            N_(
                "{kind} works on maps of channels, height and width, what comes in has the shape "
                "({shape}): put it before Flatten or remove it"
            ),
            kind=layer.kind,
            shape=", ".join(f"{side:,}" for side in shape),
        )


_Rule = Callable[..., LayerStep]  # each takes its own kind of layer
_RULES: dict[type[specs.LayerSpec], _Rule] = {
    specs.Conv2d: _convolve,
    specs.BatchNorm2d: _normalize,
    specs.MaxPool2d: _pool,
    specs.AvgPool2d: _pool,
    specs.AdaptiveAvgPool2d: _adapt,
    specs.Flatten: _flatten,
    specs.Linear: _connect,
}
