"""How one layer's window turns the field before it into its own: the numbers of the formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import nn

from explorer.layers.axis_field import AxisField
from explorer.networks.tracing import LayerField, NetworkTrace
from explorer.ui.language import _
from explorer.ui.receptive_field.compute import FieldView


@dataclass(frozen=True, slots=True)
class WindowStep:
    """A window over rows: the field before it, what it is, and the field after it."""

    before: AxisField
    kernel: int
    stride: int
    padding: int
    dilation: int
    after: AxisField


def find_step(
    trace: NetworkTrace, fields: Mapping[str, LayerField], name: str
) -> WindowStep | None:
    """Return the step that a layer makes; None where no single window makes it."""
    module = trace.network.get_submodule(name)
    after, before = fields[name].field.rows.regular, _field_before(trace, fields, name)
    if after is None or before is None:
        return None
    if not isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
        return None
    kernel, stride = _first(module.kernel_size), _first(module.stride)
    dilation = _first(getattr(module, "dilation", 1))
    padding = (before.start - after.start) // before.jump  # the module's own may be a word
    step = WindowStep(before, kernel, stride, padding, dilation, after)
    span = dilation * (kernel - 1) + 1
    return step if before.widened(span, stride, padding) == after else None


def find_chain(view: FieldView) -> tuple[WindowStep, ...] | None:
    """Return the steps from the picture to the shown layer; None where branches meet on the way."""
    trace, fields = view.network.trace, _by_name(view)
    steps: list[WindowStep] = []
    name: str | None = view.layer.name
    while name:
        step = find_step(trace, fields, name)
        if step is not None:
            steps.append(step)
        elif fields[name].field.rows.regular != _field_before(trace, fields, name):
            return None
        name = input_of(trace, name)
    return None if name is None else tuple(reversed(steps))


def _by_name(view: FieldView) -> dict[str, LayerField]:
    return {layer.name: layer for layer in view.analysis.fields}


def _field_before(
    trace: NetworkTrace, fields: Mapping[str, LayerField], name: str
) -> AxisField | None:
    """Return the field of what comes into a layer."""
    source = input_of(trace, name)
    if source is None:
        return None
    return fields[source].field.rows.regular if source else AxisField()


def input_of(trace: NetworkTrace, layer: str) -> str | None:
    """Name the layer whose output comes in: "" is the picture, None none that has a name."""
    sources = trace.outputs[layer].all_input_nodes
    if len(sources) != 1:
        return None  # branches meet
    source = sources[0]
    if source.op == "placeholder":
        return ""
    return next((name for name, node in trace.outputs.items() if node is source), None)


def _first(value: int | tuple[int, ...]) -> int:
    return value if isinstance(value, int) else value[0]


def field_formula(view: FieldView) -> str:
    """Return size, jump, padding and centre with the layer's numbers substituted, as LaTeX."""
    regular = view.layer.field.rows.regular
    if regular is None:
        return ""
    step = find_step(view.network.trace, _by_name(view), view.layer.name)
    lines = [] if step is None else _step_lines(step)
    row, centre = view.unit[0], _("centre of row")
    lines.append(
        rf"\text{{{centre}}}\ {row} &= i \cdot j - P + \tfrac{{r - 1}}{{2}} = "
        rf"{row} \cdot {regular.jump} - {_signed(regular.effective_padding)} + "
        rf"\tfrac{{{regular.size} - 1}}{{2}} = {regular.centre(row):g}"
    )
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def _step_lines(step: WindowStep) -> list[str]:
    before, after = step.before, step.after
    return [
        rf"r_i &= r_{{i-1}} + (k_i - 1) \cdot d_i \cdot j_{{i-1}} = {before.size} + "
        rf"({step.kernel} - 1) \cdot {step.dilation} \cdot {before.jump} = {after.size}",
        rf"j_i &= j_{{i-1}} \cdot s_i = {before.jump} \cdot {step.stride} = {after.jump}",
        rf"P_i &= P_{{i-1}} + p_i \cdot j_{{i-1}} = {before.effective_padding} + "
        rf"{step.padding} \cdot {before.jump} = {after.effective_padding}",
    ]


def _signed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)
