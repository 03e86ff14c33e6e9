"""What each PyTorch layer does to shapes and receptive fields, told without running it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import nn

from explorer.errors import SettingError
from explorer.layers.axis_field import MapAxis
from explorer.layers.geometry import AxisGeometry, ConvSettings, PaddingMode, lay_out
from explorer.layers.receptive_field import Field
from explorer.text import N_


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A tensor between two operations: its shape, batch first, and what its units see.

    `flat`: the places of the map are laid out in the last dimension.
    """

    shape: tuple[int, ...]
    field: Field
    flat: bool = False


def apply_module(module: nn.Module, flow: Flow) -> Flow:
    """Return what comes out of a leaf module.

    Raises SettingError for one that does not fit or is not known.
    """
    rules = (MODULE_RULES[kind] for kind in type(module).__mro__ if kind in MODULE_RULES)
    rule = next(rules, None)
    if rule is None:
        raise unknown_operation(type(module).__name__)
    return rule(module, flow)


def merge_map(flow: Flow) -> Flow:
    """Follow a global operation over both dimensions of a map: one unit is left."""
    return _on_map(flow, flow.shape[1], flow.field.rows.merged(), flow.field.columns.merged())


def reshape_flow(method: str, flow: Flow, *args: Any, **kwargs: Any) -> Flow:
    """Follow a change of shape: the map stays the last two dimensions or becomes a vector."""
    try:
        made = getattr(torch.empty(flow.shape, device="meta"), method)(*args, **kwargs)
    except (RuntimeError, IndexError) as error:
        raise SettingError(
            N_("{method} does not fit a tensor of {shape}: choose sizes with the same product"),
            method=method,
            shape=_product(flow.shape[1:]),
        ) from error
    shape, units = tuple(made.shape), flow.field.units
    if shape[:1] == flow.shape[:1]:
        if shape[-2:] == units and len(shape) > 2:
            return replace(flow, shape=shape, flat=False)
        if len(shape) > 1 and shape[-1] % (units[0] * units[1]) == 0:
            return replace(flow, shape=shape, flat=True)
    raise unknown_operation(f"{method} to {_product(shape[1:])}")


def unknown_operation(name: str) -> SettingError:
    """Return the error for an operation without a rule."""
    return SettingError(
        N_(
            "what the operation {name} does to receptive fields is not known here: replace it or "
            "choose a layer before it"
        ),
        name=name,
    )


def _keep(_module: nn.Module, flow: Flow) -> Flow:
    return flow


def _normalize(module: nn.Module, flow: Flow) -> Flow:
    """Pass a normalisation: one with stored statistics acts on each place alone."""
    channels = getattr(module, "num_features", None) or getattr(module, "num_channels", None)
    _require_inputs(channels or flow.shape[1], flow.shape[1], type(module).__name__)
    if getattr(module, "running_mean", None) is not None:
        return flow
    return replace(flow, field=replace(flow.field, global_context=True))


def windows_of(
    module: nn.Module, units: tuple[int, int]
) -> tuple[AxisGeometry, AxisGeometry] | None:
    """Return a layer's windows over rows and columns of units; None for one without windows.

    Raises SettingError where they do not fit.
    """
    if isinstance(module, nn.Conv2d):
        geometry = lay_out(_settings_of(module), *units)
        return geometry.rows, geometry.columns
    if not isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        return None
    kernels = _pair(module.kernel_size)
    strides = kernels if module.stride is None else _pair(module.stride)
    paddings, dilations = _pair(module.padding), _pair(getattr(module, "dilation", 1))
    rows, columns = (
        _pool_window(size, *window, ceil_mode=module.ceil_mode)
        for size, *window in zip(units, kernels, strides, paddings, dilations, strict=True)
    )
    return rows, columns


def _convolve(module: nn.Conv2d, flow: Flow) -> Flow:
    _require_map(flow, "Conv2d")
    _require_inputs(module.in_channels, flow.shape[1], "Conv2d")
    return _slide(module, flow, module.out_channels)


def _pool(module: nn.MaxPool2d | nn.AvgPool2d, flow: Flow) -> Flow:
    kind = type(module).__name__
    _require_map(flow, kind)
    if getattr(module, "return_indices", False):
        raise unknown_operation(f"{kind}(return_indices=True)")
    return _slide(module, flow, flow.shape[1])


def _slide(module: nn.Module, flow: Flow, channels: int) -> Flow:
    windows = windows_of(module, flow.field.units)
    if windows is None:
        raise unknown_operation(type(module).__name__)
    mode = cast(PaddingMode, getattr(module, "padding_mode", "zeros"))
    rows = flow.field.rows.through(windows[0], mode)
    return _on_map(flow, channels, rows, flow.field.columns.through(windows[1], mode))


def _settings_of(module: nn.Conv2d) -> ConvSettings:
    return ConvSettings(
        module.in_channels,
        module.out_channels,
        _pair(module.kernel_size),
        stride=_pair(module.stride),
        padding=cast(Any, module.padding),  # a pair, 'same' or 'valid'
        dilation=_pair(module.dilation),
        groups=module.groups,
        bias=module.bias is not None,
        padding_mode=module.padding_mode,
    )


def _pool_window(
    size: int, kernel: int, stride: int, padding: int, dilation: int, *, ceil_mode: bool
) -> AxisGeometry:
    """Return a pool's windows; `ceil_mode` adds one that hangs over, unless it begins outside.

    https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    span = dilation * (kernel - 1) + 1
    windows, remainder = divmod(size + 2 * padding - span, stride)
    windows += 1
    windows += ceil_mode and remainder > 0 and windows * stride < size + padding
    end = (windows - 1) * stride + span - size - padding  # of the last window, past the last pixel
    after = max(padding, end) if windows > 0 else padding
    return AxisGeometry(size, kernel, stride, padding, after, dilation)


def _pool_adaptively(module: nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d, flow: Flow) -> Flow:
    _require_map(flow, type(module).__name__)
    rows, columns = _pair(module.output_size)
    height, width = flow.field.units
    return _on_map(
        flow,
        flow.shape[1],
        flow.field.rows.pooled_to(height if rows is None else rows),
        flow.field.columns.pooled_to(width if columns is None else columns),
    )


def _connect_fully(module: nn.Linear, flow: Flow) -> Flow:
    """Pass a linear layer: it merges what lies along the last dimension.

    Over a vector that is the whole map; over a map it is each row, as in PyTorch.
    """
    _require_inputs(module.in_features, flow.shape[-1], "Linear")
    rows, columns = flow.field.rows, flow.field.columns.merged(module.out_features)
    if flow.flat:
        rows, columns = rows.merged(), columns.merged()
    field = replace(flow.field, rows=rows, columns=columns)
    return replace(flow, shape=(*flow.shape[:-1], module.out_features), field=field)


def _flatten(module: nn.Flatten, flow: Flow) -> Flow:
    return reshape_flow("flatten", flow, module.start_dim, module.end_dim)


def _on_map(flow: Flow, channels: int, rows: MapAxis, columns: MapAxis) -> Flow:
    field = replace(flow.field, rows=rows, columns=columns)
    return Flow((flow.shape[0], channels, rows.units, columns.units), field)


def _require_map(flow: Flow, name: str) -> None:
    if flow.flat or len(flow.shape) != 4:
        raise SettingError(
            N_(
                "{name} needs a map of channels × rows × columns, it gets {shape}: move it before "
                "the Flatten layer"
            ),
            name=name,
            shape=_product(flow.shape[1:]),
        )


def _require_inputs(expected: int, given: int, name: str) -> None:
    if expected != given:
        raise SettingError(
            N_("{name} is made for {expected} inputs, it gets {given}: set them to {given}"),
            name=name,
            expected=expected,
            given=given,
        )


def _pair(value: Any) -> tuple[Any, Any]:
    return (value[0], value[1]) if isinstance(value, list | tuple) else (value, value)


def _product(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


ON_EACH_PLACE: tuple[type[nn.Module], ...] = (
    nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU, nn.Mish,
    nn.Sigmoid, nn.Tanh, nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.Softplus, nn.LogSigmoid,
    nn.Identity, nn.Dropout, nn.Dropout2d, nn.AlphaDropout, nn.LocalResponseNorm,
)  # fmt: skip
MODULE_RULES: dict[type[nn.Module], Callable[[Any, Flow], Flow]] = {
    **dict.fromkeys(ON_EACH_PLACE, _keep),
    nn.Conv2d: _convolve,
    nn.MaxPool2d: _pool,
    nn.AvgPool2d: _pool,
    nn.AdaptiveAvgPool2d: _pool_adaptively,
    nn.AdaptiveMaxPool2d: _pool_adaptively,
    nn.Linear: _connect_fully,
    nn.Flatten: _flatten,
    nn.BatchNorm1d: _normalize,
    nn.BatchNorm2d: _normalize,
    nn.GroupNorm: _normalize,
    nn.InstanceNorm2d: _normalize,
}
