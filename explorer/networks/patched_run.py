"""Runs a network again where a square of the picture has changed, and nowhere else.

Of each layer's map only those units are computed that the square touches and that the asked unit
needs; all others are what they were. Nakandala et al., "Incremental and approximate computations
for accelerating deep CNN inference", ACM TODS 2020, call it incremental inference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, fx, nn
from torch.nn import functional

from explorer.networks.field_calls import ARITHMETIC, CALLS_ON_EACH_PLACE, name_of
from explorer.networks.field_rules import ON_EACH_PLACE, Flow, windows_of
from explorer.networks.moving_square import MovingSquare, Place, paste
from explorer.networks.subnetwork import SubNetwork, Unit, call_target
from explorer.networks.touched_units import AxisWindow, Slides, needed_units, touched_units

VALUES_AT_ONCE = 2**23  # of the largest map: 34 MB; a few maps are held at a time
_LOCAL_CALLS = {*CALLS_ON_EACH_PLACE, *ARITHMETIC, "cat", "concat"}
_LOCAL_MODULES = (*ON_EACH_PLACE, nn.BatchNorm2d, nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)
_ADAPTIVE = (nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One operation, the units it computes at each place, and its layer if it is one.

    `as_computed`: the inputs of which it reads exactly the units that they compute; `values`: how
    many it makes for a place; `cells`: (rows, columns), how many cells each window of an AvgPool2d
    divides by.
    """

    node: fx.Node
    as_computed: Set[fx.Node]
    rows: AxisWindow
    columns: AxisWindow
    values: int
    module: nn.Module | None
    slides: Slides | None
    cells: Tensor | None

    def corner(self, place: Place) -> Unit:
        """Return the first unit it computes at a place."""
        return int(self.rows.starts[place[0]]), int(self.columns.starts[place[1]])

    def reads(self, place: Place) -> tuple[Unit, Unit]:
        """Return the first unit it reads, which may be padding, and how many rows and columns."""
        slides = self.slides or (None, None)
        top, height = self.rows.read_from(place[0], slides[0])
        left, width = self.columns.read_from(place[1], slides[1])
        return (top, left), (height, width)


@dataclass(frozen=True, slots=True, eq=False)
class PatchedRun:
    """A unit of a layer, asked again and again while a square moves over the picture.

    `before`: what operations gave for the whole picture, (C, H, W), where it is still needed;
    `original`: (channels,), the unit before anything is hidden; `spent`: after which operation
    which results are let go.
    """

    steps: tuple[_Step, ...]
    spent: Mapping[fx.Node, tuple[fx.Node, ...]]
    before: Mapping[fx.Node, Tensor]
    original: Tensor
    square: MovingSquare

    @property
    def room(self) -> int:
        """How many places fit into memory at once."""
        return max(1, VALUES_AT_ONCE // max(step.values for step in self.steps))

    def read(self, places: Sequence[Place]) -> Tensor:
        """Return (N, channels), the unit with the square at N places."""
        steps = {step.node: step for step in self.steps}
        made: dict[fx.Node, Tensor] = {}
        with torch.no_grad():
            for step in self.steps:
                if step.node.op == "placeholder":
                    made[step.node] = self._hide(step, places)
                    continue
                taken = {
                    source: made[source]
                    if source in step.as_computed
                    else self._assemble(step, steps[source], made[source], places)
                    for source in step.node.all_input_nodes
                }
                made[step.node] = _compute(step, taken, places)
                for spent in self.spent[step.node]:
                    del made[spent]
        return made[self.steps[-1].node][:, :, 0, 0]

    def _hide(self, step: _Step, places: Sequence[Place]) -> Tensor:
        """Cut the touched windows out of the picture and lay the square over them."""
        picture = self.before[step.node]
        size = (step.rows.length, step.columns.length)
        hidden = picture.new_empty((len(places), len(picture), *size))
        for window, place in zip(hidden, places, strict=True):
            paste(window, step.corner(place), picture, (0, 0))
            self.square.cover(window, step.corner(place), place)
        return hidden

    def _assemble(
        self, step: _Step, source: _Step, changed: Tensor, places: Sequence[Place]
    ) -> Tensor:
        """Return what a step reads: its input as it was, over it what has changed."""
        before = self.before[source.node]
        _corner, size = step.reads(places[0])
        outside = float("-inf") if isinstance(step.module, nn.MaxPool2d) else 0.0
        read = before.new_full((len(places), len(before), *size), outside)
        for window, new, place in zip(read, changed, places, strict=True):
            corner, _size = step.reads(place)
            paste(window, corner, before, (0, 0))
            paste(window, corner, new, source.corner(place))
        return read


def prepare_patched_run(
    part: SubNetwork, unit: Unit, picture: Tensor, square: MovingSquare
) -> PatchedRun | None:
    """Plan a run for a square at every place; None where an operation is not a local one.

    picture: (C, H, W) in the weights' type.
    """
    flows = part.trace.follow(part.nodes, part.input_shape)
    called = (node for node in part.nodes if node.op == "call_module")
    modules = {node: part.trace.network.get_submodule(str(node.target)) for node in called}
    if not all(_is_local(node, flows, modules.get(node)) for node in part.nodes):
        return None
    units = {node: flow.field.units for node, flow in flows.items()}
    slides = {node: windows_of(m, units[node.all_input_nodes[0]]) for node, m in modules.items()}
    needed = needed_units(part.nodes, units, slides, unit)
    steps: dict[fx.Node, _Step] = {}
    for node in part.nodes:
        field, (rows, columns) = flows[node].field, needed[node]
        down = touched_units(field.rows, square.tops, square.side, rows)
        across = touched_units(field.columns, square.lefts, square.side, columns)
        module, slide = modules.get(node), slides.get(node)
        steps[node] = _Step(
            node,
            _read_as_computed(slide, down, across, [steps[s] for s in node.all_input_nodes]),
            down,
            across,
            flows[node].shape[1] * down.length * across.length,
            module,
            slide,
            _cells(module, slide, picture),
        )
    again = _read_again(steps.values())
    with torch.no_grad():
        before = part.run_keeping(picture[None], again | {part.nodes[-1]})
    kept = {node: maps[0] for node, maps in before.items()}
    original = kept[part.nodes[-1]][:, unit[0], unit[1]]
    return PatchedRun(tuple(steps.values()), part.spent, kept, original, square)


def _is_local(node: fx.Node, flows: Mapping[fx.Node, Any], module: nn.Module | None) -> bool:
    """Whether an operation computes each unit from near ones alone, in a way known here."""
    flow = flows[node]
    if not isinstance(flow, Flow) or flow.flat or flow.field.global_context:
        return False
    if node.op == "placeholder":
        return True
    units = {flows[source].field.units for source in node.all_input_nodes}
    if module is None:
        return name_of(node.target) in _LOCAL_CALLS and units == {flow.field.units}
    if isinstance(module, _ADAPTIVE):
        return units == {flow.field.units} and not flow.field.whole_image
    zeros = getattr(module, "padding_mode", "zeros") == "zeros"
    return isinstance(module, _LOCAL_MODULES) and zeros


def _read_as_computed(
    slides: Slides | None, rows: AxisWindow, columns: AxisWindow, sources: Sequence[_Step]
) -> Set[fx.Node]:
    """Return the inputs that need no assembling for an operation on these units."""
    pointwise = all((s.kernel, s.stride, s.before, s.after) == (1, 1, 0, 0) for s in slides or ())
    return {
        source.node
        for source in sources
        if pointwise and source.rows.same_as(rows) and source.columns.same_as(columns)
    }


def _read_again(steps: Iterable[_Step]) -> set[fx.Node]:
    """Return the operations whose first result is still needed, around what has changed."""
    needed: set[fx.Node] = set()
    for step in steps:
        needed |= set(step.node.all_input_nodes) - step.as_computed
        if step.node.op == "placeholder":
            needed.add(step.node)
    return needed


def _compute(step: _Step, taken: Mapping[fx.Node, Tensor], places: Sequence[Place]) -> Tensor:
    """Run one operation on what it reads; padding is already part of it."""
    if step.module is None:
        args = fx.node.map_arg(step.node.args, lambda source: taken[source])
        kwargs = fx.node.map_arg(step.node.kwargs, lambda source: taken[source])
        made: Tensor = call_target(step.node.target, args, kwargs)
        return made
    (made,) = taken.values()
    if isinstance(step.module, _ADAPTIVE):
        return made  # to as many units as there are: nothing changes
    if step.slides:
        return _slide(step, step.slides, made, places)
    return cast(Tensor, step.module.forward(made))


def _slide(step: _Step, slides: Slides, read: Tensor, places: Sequence[Place]) -> Tensor:
    rows, columns = slides
    kernel, stride = (rows.kernel, columns.kernel), (rows.stride, columns.stride)
    dilation, module = (rows.dilation, columns.dilation), step.module
    if isinstance(module, nn.Conv2d):
        return functional.conv2d(
            read, module.weight, module.bias, stride, 0, dilation, module.groups
        )
    if isinstance(module, nn.MaxPool2d):
        return functional.max_pool2d(read, kernel, stride, 0, dilation)
    sums = functional.avg_pool2d(read, kernel, stride, divisor_override=1)
    if step.cells is not None:
        height, width = sums.shape[2:]
        for number, place in enumerate(places):
            top, left = step.corner(place)
            sums[number] /= step.cells[top : top + height, left : left + width]
    return sums


def _cells(module: nn.Module | None, slides: Slides | None, picture: Tensor) -> Tensor | None:
    """Return how many cells the windows of an AvgPool2d divide by, found by asking the layer."""
    if not isinstance(module, nn.AvgPool2d) or slides is None:
        return None
    ones = picture.new_ones(1, 1, slides[0].size, slides[1].size)
    rows, columns = slides
    padded = functional.pad(ones, (columns.before, columns.after, rows.before, rows.after))
    kernel, stride = (rows.kernel, columns.kernel), (rows.stride, columns.stride)
    real = functional.avg_pool2d(padded, kernel, stride, divisor_override=1)
    return (real / module.forward(ones))[0, 0]
