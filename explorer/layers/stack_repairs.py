"""Ways to mend a stack whose shapes do not fit, each a whole stack that works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from explorer.errors import SettingError
from explorer.layers.layer_fixes import Fix, fix_before, fix_in_place
from explorer.layers.layer_shapes import LayerStep, Shape, trace_layer
from explorer.layers.layer_specs import LayerSpec, Stack

MOST_REPAIRS = 5


@dataclass(frozen=True, slots=True)
class Repair:
    """One change that mends a stack: `template.format(**values)` names it, `layers` is the result.

    `further` counts the changes behind it that the first one asks for, such as the `in_features` of
    a Linear behind a kernel made smaller.
    """

    template: str
    values: Mapping[str, object]
    layers: Stack
    further: int = 0

    @property
    def text(self) -> str:
        """The English description."""
        return self.template.format(**self.values)


def propose_repairs(
    stack: Stack, index: int, input_shape: Shape, steps: Sequence[LayerStep]
) -> tuple[Repair, ...]:
    """Return at most five ways to mend a stack at the layer that does not fit, the best first.

    `steps` are those before it. What changes least comes first, taking a layer out comes last. Each
    was followed through to the end.
    """
    shapes = [input_shape, *(step.output_shape for step in steps)]
    fixes = chain(
        ((index, index + 1, fix) for fix in fix_in_place(stack[index], shapes[index])),
        fix_before(stack, index, shapes),
    )
    found: dict[Stack, tuple[int, Repair]] = {}
    behind: dict[Shape, _Mended] = {}  # the same for all changes that give the same shape
    for start, end, fix in fixes:
        near = _carry_on((*fix.layers, *stack[end : index + 1]), shapes[start])
        if end <= index and near.layers[-1:] != (stack[index],):
            continue  # a change of an earlier layer that leaves this one to be changed too
        if near.shape not in behind:
            behind[near.shape] = _carry_on(stack[index + 1 :], near.shape)
        far = behind[near.shape]
        mended = (*stack[:start], *near.layers, *far.layers)
        given_up = near.removed + far.removed + (fix.removes and start == index)
        repair = Repair(fix.template, fix.values, mended, near.changed + far.changed)
        found.setdefault(mended, (given_up, repair))
    ranked = sorted(found.values(), key=lambda each: (each[0], each[1].further))
    return tuple(repair for _given_up, repair in ranked[:MOST_REPAIRS])


@dataclass(frozen=True, slots=True)
class _Mended:
    """Layers that fit one after another, and what it took: changed layers, removed among them."""

    layers: Stack
    shape: Shape
    changed: int
    removed: int


def _carry_on(layers: Sequence[LayerSpec], shape: Shape) -> _Mended:
    done: list[LayerSpec] = []
    changed = removed = 0
    for layer in layers:
        fitting = _fit(layer, shape)
        done += fitting.layers
        shape = fitting.shape
        changed += fitting.changed
        removed += fitting.removed
    return _Mended(tuple(done), shape, changed, removed)


@lru_cache(maxsize=1024)  # long stacks repeat a few layers, and every rerun asks again
def _fit(layer: LayerSpec, shape: Shape) -> _Mended:
    """Return what stands in a layer's place so that it fits, nothing where one cannot make it."""
    unchanged = _last_shape((layer,), shape)
    if unchanged is not None:
        return _Mended((layer,), unchanged, changed=0, removed=0)
    once, again = fix_in_place(layer, shape), _fix_again(layer, shape)
    for changed, candidates in enumerate((once, again), start=1):
        for fix in candidates:
            behind = None if fix.removes else _last_shape(fix.layers, shape)
            if behind is not None:
                return _Mended(fix.layers, behind, changed, removed=0)
    return _Mended((), shape, changed=1, removed=1)


def _fix_again(layer: LayerSpec, shape: Shape) -> Iterator[Fix]:
    """Fix once more what one change did not mend: wrong channels and a kernel too large."""
    for fix in fix_in_place(layer, shape):
        if len(fix.layers) == 1:
            yield from fix_in_place(fix.layers[0], shape)


def _last_shape(layers: Sequence[LayerSpec], shape: Shape) -> Shape | None:
    """Return what layers make of a shape, None where one does not fit."""
    try:
        for layer in layers:
            shape = trace_layer(layer, shape).output_shape
    except SettingError:
        return None
    return shape
