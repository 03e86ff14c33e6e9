"""The architecture page's exported script: shapes and counts, held by PyTorch itself."""

from __future__ import annotations

from explorer.layers.stack_text import write_sequential
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.layout import code_section

_HEADER = (
    '"""A network: the shape after each layer, its parameters and its multiply-adds."""',
    "",
    "import torch",
    "from torch import nn",
    "from torch.utils.flop_counter import FlopCounterMode",
    "",
)


def show_script(view: NetworkView) -> None:
    """Show the script that builds the network on screen."""
    code_section(write_script(view), "network.py")


def write_script(view: NetworkView) -> str:
    """Write a complete script for this network; it ends in asserts on shapes and counts.

    Raises SettingError, the misfit's own, where the network does not fit together.
    """
    walk = view.walk
    if walk.misfit is not None:
        raise walk.misfit.error
    shapes = [step.output_shape for step in walk.steps]
    first, *rest = write_sequential(view.state.stack).splitlines()
    batch = ", ".join(map(str, (1, *view.state.input_shape)))
    lines = [
        *_HEADER,
        'with torch.device("meta"):  # shapes without numbers: nothing is allocated or computed',
        f"    model = {first}",
        *(f"    {line}" for line in rest),
        f"    batch = torch.empty({batch})",
        "model.eval()",
        "",
        "expected = [",
        *(f"    {shape!r}," for shape in shapes),
        "]",
        "values = batch",
        "with torch.no_grad(), FlopCounterMode(display=False) as counter:",
        "    for layer, shape in zip(model, expected, strict=True):",
        "        values = layer(values)",
        "        print(layer, tuple(values.shape[1:]))",
        "        assert tuple(values.shape[1:]) == shape, f'{layer} gives {tuple(values.shape)}'",
        "parameters = sum(parameter.numel() for parameter in model.parameters())",
        "multiply_adds = counter.get_total_flops() // 2  # a multiply-add is two FLOPs",
        'print(f"{parameters:,} parameters, {multiply_adds:,} multiply-adds")',
        f"assert tuple(values.shape[1:]) == {walk.output_shape!r}",
        f"assert parameters == {walk.total('parameters'):_}",
        f"assert multiply_adds == {walk.total('multiply_adds'):_}",
    ]
    return "\n".join(lines) + "\n"
