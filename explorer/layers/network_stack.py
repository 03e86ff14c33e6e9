"""Follow a shape through layers one after another, as `torch.nn.Sequential` runs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from explorer.errors import SettingError
from explorer.layers.layer_arguments import Argument, Limits
from explorer.layers.layer_shapes import LayerStep, Shape, trace_layer
from explorer.layers.layer_specs import MOST_CHANNELS, Stack
from explorer.layers.stack_repairs import Repair, propose_repairs
from explorer.text import N_

MOST_LAYERS = 200
MOST_SIDE = 4096  # pixels of an input

Counted = Literal["parameters", "buffers", "multiply_adds", "activations", "activation_bytes"]


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where the walk had to stop: the layer's index, what came in, what is wrong, what mends it."""

    index: int
    input_shape: Shape
    error: SettingError
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A shape's way through a stack, one step a layer; with a `misfit` it ends before that one."""

    input_shape: Shape
    steps: tuple[LayerStep, ...]
    misfit: Misfit | None = None

    @property
    def output_shape(self) -> Shape:
        """What the last step gives; the input itself where there is none."""
        return self.steps[-1].output_shape if self.steps else self.input_shape

    def total(self, counted: Counted) -> int:
        """Add up one count over all steps."""
        return sum(self._counts(counted))

    def shares(self, counted: Counted) -> tuple[float, ...]:
        """Return each step's share of the total, in [0, 1]; all 0 where there is nothing."""
        total = self.total(counted)
        return tuple(count / total if total else 0.0 for count in self._counts(counted))

    def _counts(self, counted: Counted) -> Iterable[int]:
        return (getattr(step, counted) for step in self.steps)


def follow(stack: Stack, input_shape: Shape) -> Walk:
    """Follow an input (C, H, W), or a vector (N,), through a stack.

    Raises SettingError for an input that cannot be, and for more than 200 layers. A layer that does
    not fit raises nothing: the walk says where it is and how to mend it.
    """
    _require_input(input_shape)
    require_short(stack)
    steps: list[LayerStep] = []
    shape = input_shape
    for index, layer in enumerate(stack):
        try:
            step = trace_layer(layer, shape, steps)
        except SettingError as error:
            repairs = propose_repairs(stack, index, input_shape, steps)
            return Walk(input_shape, tuple(steps), Misfit(index, shape, error, repairs))
        steps.append(step)
        shape = step.output_shape
    return Walk(input_shape, tuple(steps))


def require_short(stack: Stack) -> None:
    """Raise SettingError for a stack of more than 200 layers."""
    if len(stack) > MOST_LAYERS:
        raise SettingError(
            N_("the stack has {count:,} layers: keep {most} of them or fewer"),
            count=len(stack),
            most=MOST_LAYERS,
        )


def _require_input(shape: Shape) -> None:
    names = ("channels", "height", "width")
    if len(shape) not in {1, 3}:
        raise SettingError(
            N_("an input is (channels, height, width) or (features,), {count} numbers were given"),
            count=len(shape),
        )
    for name, size in zip(names, shape, strict=False):
        most = MOST_CHANNELS if name == "channels" else MOST_SIDE
        Argument(name, Limits("whole", 1, most), required=True).normalize(size)
