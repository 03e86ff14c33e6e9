"""What functions and tensor methods between layers do to shapes and receptive fields."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from typing import Any

import numpy as np
from torch import Tensor, nn

from explorer.layers.receptive_field import Field
from explorer.networks.field_rules import (
    Flow,
    apply_module,
    merge_map,
    reshape_flow,
    unknown_operation,
)


def apply_call(target: Callable[..., Any] | str, args: Any, kwargs: Any) -> Any:
    """Return what a function, or a tensor's method by its name, makes of flows and plain values.

    Raises SettingError for a call that is not known, a stranger's of a known name too.
    """
    name = name_of(target)
    if not isinstance(target, str) and not _is_torchs(target):
        raise unknown_operation(name)
    if not any(isinstance(value, Flow) for value in (*_spread(args), *kwargs.values())):
        if isinstance(target, str):
            return getattr(args[0], target)(*args[1:], **kwargs)
        return target(*args, **kwargs)
    rule = CALL_RULES.get(name)
    if rule is None:
        raise unknown_operation(name)
    return rule(*args, **kwargs)


def name_of(target: Callable[..., Any] | str) -> str:
    """Return the name a call has in the table: `add` for `torch.add`, `operator.add` and `add_`."""
    name = target if isinstance(target, str) else getattr(target, "__name__", str(target))
    return name.strip("_")


def _is_torchs(target: Callable[..., Any]) -> bool:
    """Whether a function is PyTorch's or Python's own."""
    home = getattr(target, "__module__", None) or "builtins"
    return home.partition(".")[0] in {"torch", "_operator", "builtins"}


def _spread(args: Any) -> list[Any]:
    """List arguments, those within lists and tuples too."""
    return [v for arg in args for v in (arg if isinstance(arg, list | tuple) else (arg,))]


def _keep(flow: Flow, *_args: object, **_kwargs: object) -> Flow:
    return flow


def _combine(*values: Any, **_kwargs: object) -> Flow:
    """Follow arithmetic element by element, between branches or with a number."""
    flows = [value for value in values if isinstance(value, Flow)]
    shapes = (tuple(value.shape) for value in values if isinstance(value, Flow | Tensor))
    field = reduce(Field.union, (flow.field for flow in flows))
    return Flow(np.broadcast_shapes(*shapes), field, flat=all(flow.flat for flow in flows))


def _concatenate(flows: Any, dim: int = 0, **_kwargs: object) -> Flow:
    """Follow branches laid side by side as channels."""
    first: Flow = flows[0]
    if dim % len(first.shape) != 1 or any(flow.flat for flow in flows):
        raise unknown_operation(f"cat along {dim}")
    field = reduce(Field.union, (flow.field for flow in flows))
    channels = sum(flow.shape[1] for flow in flows)
    return Flow((first.shape[0], channels, *first.shape[2:]), field)


def _average(flow: Flow, dim: Any = None, keepdim: bool = False, **_kwargs: object) -> Flow:
    """Follow a mean over both dimensions of the map; any other is not known."""
    dims = {d % len(flow.shape) for d in (dim if isinstance(dim, list | tuple) else ())}
    if flow.flat or len(flow.shape) != 4 or dims != {2, 3}:
        raise unknown_operation(f"mean over {dim}")
    merged = merge_map(flow)
    return merged if keepdim else Flow(flow.shape[:2], merged.field, flat=True)


def _shape_of(flow: Flow, dim: int | None = None) -> Any:
    return flow.shape if dim is None else flow.shape[dim]


def _attribute_of(flow: Flow, name: str) -> Any:
    if name != "shape":
        raise unknown_operation(name)
    return flow.shape


def _as_module(kind: Callable[..., nn.Module], *names: str) -> Callable[..., Flow]:
    """Treat a function as its layer: `names` are the arguments after the input, in order."""

    def rule(flow: Flow, *args: Any, **kwargs: Any) -> Flow:
        return apply_module(kind(**dict(zip(names, args, strict=False)), **kwargs), flow)

    return rule


CALLS_ON_EACH_PLACE = (
    "relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "mish", "sigmoid", "tanh", "hardswish",
    "hardsigmoid", "hardtanh", "softplus", "dropout", "dropout2d", "clone", "contiguous", "detach",
    "neg", "abs", "clamp",
)  # fmt: skip
ARITHMETIC = ("add", "iadd", "sub", "isub", "mul", "imul", "div", "truediv")
_RESHAPES = ("flatten", "view", "reshape", "squeeze", "unsqueeze")
_POOL = ("kernel_size", "stride", "padding")
CALL_RULES: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(CALLS_ON_EACH_PLACE, _keep),
    **dict.fromkeys(ARITHMETIC, _combine),
    **{name: partial(reshape_flow, name) for name in _RESHAPES},
    "cat": _concatenate,
    "mean": _average,
    "size": _shape_of,
    "getattr": _attribute_of,
    "max_pool2d": _as_module(nn.MaxPool2d, *_POOL, "dilation", "ceil_mode", "return_indices"),
    "avg_pool2d": _as_module(nn.AvgPool2d, *_POOL, "ceil_mode", "count_include_pad"),
    "adaptive_avg_pool2d": _as_module(nn.AdaptiveAvgPool2d, "output_size"),
    "adaptive_max_pool2d": _as_module(nn.AdaptiveMaxPool2d, "output_size"),
}
