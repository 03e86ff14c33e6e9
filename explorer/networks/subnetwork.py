"""Runs a network up to one layer and no further, on the part of the picture that a unit sees."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Any

import torch
from torch import Tensor, fx, nn

from explorer.errors import SettingError
from explorer.layers.receptive_field import Box
from explorer.networks.tracing import LayerField, NetworkTrace, run_node
from explorer.text import N_

Unit = tuple[int, int]
_NOT_IN_PLACE = {operator.iadd: operator.add, operator.imul: operator.mul}


@dataclass(frozen=True, slots=True, eq=False)
class SubNetwork:
    """The operations that one layer's output needs, over pictures of `input_shape` (C, H, W).

    `spent`: after which operation which values are let go.
    """

    trace: NetworkTrace
    layer: LayerField
    input_shape: tuple[int, int, int]
    nodes: tuple[fx.Node, ...]
    spent: Mapping[fx.Node, tuple[fx.Node, ...]]

    @property
    def modules(self) -> tuple[nn.Module, ...]:
        """The leaf modules that run."""
        names = (str(node.target) for node in self.nodes if node.op == "call_module")
        return tuple(self.trace.network.get_submodule(name) for name in names)

    @property
    def dtype(self) -> torch.dtype:
        """The weights' type, which pictures must have; float32 without weights."""
        tensors = chain.from_iterable(module.parameters() for module in self.modules)
        return next((tensor.dtype for tensor in tensors), torch.float32)

    @property
    def mixes_pictures(self) -> bool:
        """Whether pictures of one batch change each other: BatchNorm that keeps no statistics."""
        return any(
            isinstance(module, nn.BatchNorm2d) and module.running_mean is None
            for module in self.modules
        )

    def run(self, pictures: Tensor) -> Tensor:
        """Return the layer's output for (N, C, H, W); autograd follows where the input asks."""
        return self.run_keeping(pictures, {self.nodes[-1]})[self.nodes[-1]]

    def run_keeping(self, pictures: Tensor, kept: Set[fx.Node]) -> dict[fx.Node, Tensor]:
        """Run on (N, C, H, W) and return what the operations `kept` gave."""
        return run_nodes(self.trace, self.nodes, self.spent, pictures, kept)

    def read_unit(self, pictures: Tensor, unit: Unit) -> Tensor:
        """Return (N, channels), one unit's values in each picture."""
        maps = self.run(pictures)
        maps = maps.reshape(len(maps), -1, *self.layer.field.units)  # (N, channels, rows, columns)
        return maps[:, :, unit[0], unit[1]]


def run_nodes(
    trace: NetworkTrace,
    nodes: Sequence[fx.Node],
    spent: Mapping[fx.Node, tuple[fx.Node, ...]],
    pictures: Tensor,
    kept: Set[fx.Node],
) -> dict[fx.Node, Tensor]:
    """Run operations on (N, C, H, W) and return the values of those `kept`.

    `spent`: after which operation which values are let go.
    """

    def call_module(name: str, *args: Any, **kwargs: Any) -> Any:
        # Past __call__, so that hooks stay silent: those that came along with the copy, and those
        # of another visitor, which therefore need no lock here.
        return trace.network.get_submodule(name).forward(*args, **kwargs)

    values: dict[fx.Node, Any] = {}
    for node in nodes:
        values[node] = run_node(
            node,
            values,
            network=trace.network,
            picture=pictures,
            call_module=call_module,
            call=call_target,
        )
        for before in spent[node]:
            if before not in kept:
                del values[before]
    return values


def take_part(trace: NetworkTrace, layer: str, input_shape: tuple[int, int, int]) -> SubNetwork:
    """Return the part of a network that ends with `layer`.

    Raises SettingError for a layer that is not there, does not fit, or has no weights.
    """
    nodes = trace.nodes_to(layer)
    part = SubNetwork(
        trace, trace.field_of(layer, input_shape), input_shape, nodes, last_uses(nodes)
    )
    tensors = chain.from_iterable((*m.parameters(), *m.buffers()) for m in part.modules)
    if any(tensor.is_meta for tensor in tensors):
        raise SettingError(
            N_("layer {layer} needs weights that are not loaded: choose a layer before it"),
            layer=layer,
        )
    return part


def require_unit(part: SubNetwork, unit: Unit, channel: int | None) -> None:
    """Raise SettingError unless the layer has this unit and this channel."""
    part.layer.field.seen_by(*unit)
    channels = part.layer.channels
    if channel is not None and not 0 <= channel < channels:
        raise SettingError(
            N_("the layer has no channel {channel}: choose one from 0 to {last}"),
            channel=channel,
            last=channels - 1,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A part of the picture in which a unit's value is what it is in the whole.

    `unit`: its place on the smaller map.
    """

    part: SubNetwork
    box: Box
    unit: Unit


def crop_to_field(part: SubNetwork, unit: Unit) -> Crop:
    """Cut the picture to a unit's box, from a place where every layer's windows fall as before.

    That is a multiple of the layer's jump. The whole picture stays where something beside the
    local path acts (global or adaptive operations) or where padding copies pixels.
    """
    _channels, height, width = part.input_shape
    whole = Crop(part, Box(0, 0, height, width), unit)
    field = part.layer.field
    rows, columns = field.rows.regular, field.columns.regular
    if field.global_context or not (rows and columns) or _copies_pixels(part):
        return whole
    box = field.box_of(*unit).clipped(height, width)
    top, left = box.top // rows.jump, box.left // columns.jump  # in units
    box = Box(top * rows.jump, left * columns.jump, box.bottom, box.right)
    if box == whole.box:
        return whole
    try:
        shape = (part.input_shape[0], box.bottom - box.top, box.right - box.left)
        smaller = take_part(part.trace, part.layer.name, shape)
    except SettingError:  # a box of padding alone, or a window that needs the whole picture
        return whole
    found, moved = smaller.layer.field, (unit[0] - top, unit[1] - left)
    fits = moved[0] < found.units[0] and moved[1] < found.units[1]
    same = (found.rows.regular, found.columns.regular) == (rows, columns)
    return Crop(smaller, box, moved) if fits and same else whole


def _copies_pixels(part: SubNetwork) -> bool:
    return any(getattr(module, "padding_mode", "zeros") != "zeros" for module in part.modules)


def last_uses(nodes: tuple[fx.Node, ...]) -> dict[fx.Node, tuple[fx.Node, ...]]:
    """Return, for each operation, the values that nothing after it needs; the last one stays."""
    last = {before: node for node in nodes for before in node.all_input_nodes}
    return {
        node: tuple(before for before in node.all_input_nodes if last[before] is node)
        for node in nodes
    }


def call_target(target: Any, args: Any, kwargs: Any) -> Any:
    """Run a function, or a tensor's method by its name, never in place."""
    if isinstance(target, str):
        return getattr(args[0], target)(*args[1:], **kwargs)
    return _NOT_IN_PLACE.get(target, target)(*args, **kwargs)
