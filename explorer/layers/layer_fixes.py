"""Single changes that can make a layer fit what comes in; whether they do is tried elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.geometry import lay_out
from explorer.layers.layer_shapes import Shape, trace_layer
from explorer.layers.script_text import size_text
from explorer.text import N_


@dataclass(frozen=True, slots=True)
class Fix:
    """One change, described by `template.format(**values)`; `layers` take the place of the old."""

    template: str
    values: Mapping[str, object]
    layers: specs.Stack

    @property
    def removes(self) -> bool:
        """Whether layers are taken out and none put in."""
        return not self.layers


def fix_in_place(layer: specs.LayerSpec, shape: Shape) -> Iterator[Fix]:
    """Yield changes of one layer for an input of `shape`, the likeliest first, its removal last."""
    if isinstance(layer, specs.Linear):
        yield from _fix_linear(layer, shape)
    elif isinstance(layer, specs.Flatten):
        yield Fix(N_("flatten everything: start_dim 1, end_dim -1"), {}, (specs.Flatten(),))
    elif isinstance(layer, specs.BatchNorm2d) and len(shape) == 3:
        yield from _set(layer, num_features=shape[0])
        if math.prod(shape[1:]) == 1:
            yield from _set(layer, track_running_stats=True)
    elif isinstance(layer, specs.Conv2d) and len(shape) == 3:
        yield from _fix_channels(layer, shape[0])
        yield from _fix_window(layer, shape)
    elif isinstance(layer, specs.MaxPool2d | specs.AvgPool2d) and len(shape) == 3:
        yield from _fix_window(layer, shape)
    yield Fix(N_("remove {kind}"), {"kind": layer.kind}, ())


def fix_before(
    stack: specs.Stack, index: int, shapes: Sequence[Shape]
) -> Iterator[tuple[int, int, Fix]]:
    """Yield changes of an earlier layer for the sake of layer `index`: (start, end, what instead).

    `shapes[i]` is what comes into layer i.
    """
    layer, shape = stack[index], shapes[index]
    if isinstance(layer, specs.MapLayer) and len(shape) < 3:
        yield from _move_behind(stack, index, shapes)
    elif isinstance(layer, specs.Linear) and len(shape) == 1:
        yield from _meet_features(stack, index, shapes)
    elif isinstance(layer, specs.Conv2d) and shape[0] != layer.in_channels:
        yield from _meet_channels(stack, index, layer.in_channels)
    elif isinstance(layer, specs.BatchNorm2d):
        yield from _meet_channels(stack, index, layer.num_features)
    else:
        yield from _remove_shrinking(stack, index)


def _fix_linear(layer: specs.Linear, shape: Shape) -> Iterator[Fix]:
    joined = math.prod(shape)
    if len(shape) > 1:
        if joined == layer.in_features:
            yield Fix(N_("put Flatten before it"), {}, (specs.Flatten(), layer))
        else:
            template = N_("put Flatten before it and set in_features to {value}")
            for fix in _set(layer, in_features=joined):
                yield Fix(template, fix.values, (specs.Flatten(), *fix.layers))
    yield from _set(layer, in_features=shape[-1])


def _fix_channels(layer: specs.Conv2d, given: int) -> Iterator[Fix]:
    if given == layer.in_channels:
        return
    if layer.groups == layer.in_channels > 1:  # depthwise: every channel keeps its filters
        yield from _set_depthwise(layer, given)
    elif given % layer.groups == 0:
        yield from _set(layer, in_channels=given)
    else:
        groups = math.gcd(given, layer.out_channels, layer.groups)
        changed = _changed(layer, in_channels=given, groups=groups)
        if changed:
            values = {"channels": f"{given:,}", "groups": f"{groups:,}"}
            yield Fix(
                N_("set in_channels to {channels} and groups to {groups}"), values, (changed,)
            )


def _set_depthwise(layer: specs.Conv2d, given: int) -> Iterator[Fix]:
    outputs = given * (layer.out_channels // layer.groups)
    changed = _changed(layer, in_channels=given, groups=given, out_channels=outputs)
    if changed:
        values = {"channels": f"{given:,}", "outputs": f"{outputs:,}"}
        template = N_("set in_channels and groups to {channels} and out_channels to {outputs}")
        yield Fix(template, values, (changed,))


_Window = specs.Conv2d | specs.MaxPool2d | specs.AvgPool2d


def _fix_window(layer: _Window, shape: Shape) -> Iterator[Fix]:
    """Make room for the window, or the window smaller; axes that fit stay as they are."""
    if _window_fits(layer, shape):
        return
    sides = shape[1:]
    kernel, padding = layer.kernel_size, layer.padding
    dilation = (1, 1) if isinstance(layer, specs.AvgPool2d) else layer.dilation
    if isinstance(padding, str):
        paddings = [0, 0]
    else:
        paddings = list(padding)
        needed = [
            max(p, -(-(d * (k - 1) + 1 - size) // 2))
            for size, k, p, d in zip(sides, kernel, padding, dilation, strict=True)
        ]
        yield from _set(layer, padding=tuple(needed))
    if isinstance(layer, specs.Conv2d) and layer.padding_mode in {"reflect", "circular"}:
        yield from _set(layer, padding_mode="zeros")
        most = [size - (layer.padding_mode == "reflect") for size in sides]
        lowered = tuple(min(p, limit) for p, limit in zip(paddings, most, strict=True))
        yield from _set(layer, padding=lowered)
    smaller = [
        min(k, (size + 2 * p - 1) // d + 1)
        for size, k, p, d in zip(sides, kernel, paddings, dilation, strict=True)
    ]
    yield from _set(layer, kernel_size=tuple(smaller))
    if dilation != (1, 1):
        yield from _set(layer, dilation=(1, 1))


def _window_fits(layer: _Window, shape: Shape) -> bool:
    try:
        if isinstance(layer, specs.Conv2d):
            lay_out(layer.settings, *shape[1:])
        else:
            trace_layer(layer, shape)
    except SettingError:
        return False
    return True


def _move_behind(
    stack: specs.Stack, index: int, shapes: Sequence[Shape]
) -> Iterator[tuple[int, int, Fix]]:
    """Flatten behind the layer or not at all, where nothing between needs a vector."""
    start = next((i for i in range(index - 1, -1, -1) if len(shapes[i]) == 3), None)
    if start is None or any(isinstance(each, specs.Linear) for each in stack[start:index]):
        return
    flatten = stack[start]
    template = N_("move {kind} behind it")
    moved = (*stack[start + 1 : index + 1], flatten)
    yield start, index + 1, Fix(template, {"kind": flatten.kind}, moved)
    yield start, start + 1, _removal_at(stack, start)


def _meet_features(
    stack: specs.Stack, index: int, shapes: Sequence[Shape]
) -> Iterator[tuple[int, int, Fix]]:
    """Give a Linear as many features as it expects, by the maps or the Linear before it."""
    layer = stack[index]
    start = next((i for i in range(index - 1, -1, -1) if shapes[i] != shapes[index]), None)
    if start is None or not isinstance(layer, specs.Linear):
        return
    source = stack[start]
    if isinstance(source, specs.Linear):
        template = N_("set out_features of the Linear before it to {value}")
        for fix in _set(source, out_features=layer.in_features):
            yield start, start + 1, Fix(template, fix.values, fix.layers)
        return
    channels = shapes[start][0]
    side = math.isqrt(layer.in_features // channels)
    if len(shapes[start]) == 3 and channels * side * side == layer.in_features:
        yield from _repad(stack, start, side, shapes)
        average = specs.AdaptiveAvgPool2d((side, side))
        template = N_("average the maps to {side} × {side} before {kind}")
        fix = Fix(template, {"side": side, "kind": source.kind}, (average, source))
        yield start, start + 1, fix


def _repad(
    stack: specs.Stack, end: int, side: int, shapes: Sequence[Shape]
) -> Iterator[tuple[int, int, Fix]]:
    """Pad the last convolution so that its maps have the side that is expected."""
    place = _last(stack, end, specs.Conv2d)
    layer = stack[place] if place is not None else None
    if place is None or not isinstance(layer, specs.Conv2d) or isinstance(layer.padding, str):
        return
    sides = shapes[place][1:]
    wanted = [
        (side - 1) * s + d * (k - 1) + 1 - size
        for size, k, s, d in zip(
            sides, layer.kernel_size, layer.stride, layer.dilation, strict=True
        )
    ]
    if min(wanted) < 0:
        return
    padding = tuple(-(-each // 2) for each in wanted)
    template = N_("set padding of the Conv2d at index {place} to {value}")
    for fix in _set(layer, padding=padding):
        yield place, place + 1, Fix(template, {**fix.values, "place": place}, fix.layers)


def _meet_channels(stack: specs.Stack, index: int, channels: int) -> Iterator[tuple[int, int, Fix]]:
    """Let the convolution before give as many channels as are expected."""
    place = _last(stack, index, specs.Conv2d)
    if place is None:
        return
    template = N_("set out_channels of the Conv2d at index {place} to {value}")
    for fix in _set(stack[place], out_channels=channels):
        yield place, place + 1, Fix(template, {**fix.values, "place": place}, fix.layers)


def _remove_shrinking(stack: specs.Stack, index: int) -> Iterator[tuple[int, int, Fix]]:
    """Take out the pooling before a window that finds too few pixels."""
    place = _last(stack, index, specs.PoolLayer)
    if place is not None:
        yield place, place + 1, _removal_at(stack, place)


def _removal_at(stack: specs.Stack, place: int) -> Fix:
    template = N_("remove the {kind} at index {place}")
    return Fix(template, {"kind": stack[place].kind, "place": place}, ())


def _last(stack: specs.Stack, end: int, kind: type[specs.LayerSpec]) -> int | None:
    return next((i for i in range(end - 1, -1, -1) if isinstance(stack[i], kind)), None)


_SET = {
    "out_channels": N_("set out_channels to {value}"),
    "out_features": N_("set out_features to {value}"),
    "in_channels": N_("set in_channels to {value}"),
    "num_features": N_("set num_features to {value}"),
    "in_features": N_("set in_features to {value}"),
    "track_running_stats": N_("set track_running_stats to {value}"),
    "padding": N_("set padding to {value}"),
    "padding_mode": N_("set padding_mode to {value}"),
    "kernel_size": N_("set kernel_size to {value}"),
    "dilation": N_("set dilation to {value}"),
}


def _set(layer: specs.LayerSpec, **change: Any) -> Iterator[Fix]:
    """Yield the layer with one argument changed, nothing where it cannot be or is so already."""
    ((name, value),) = change.items()
    changed = _changed(layer, **change)
    if changed:
        whole = isinstance(value, int) and not isinstance(value, bool)
        text = f"{value:,}" if whole else size_text(value)
        yield Fix(_SET[name], {"value": text}, (changed,))


def _changed(layer: specs.LayerSpec, **changes: Any) -> specs.LayerSpec | None:
    try:
        changed = replace(layer, **changes)  # type: ignore[type-var]
    except SettingError:
        return None
    return None if changed == layer else changed
