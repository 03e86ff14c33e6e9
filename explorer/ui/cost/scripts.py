"""The cost page's exported script: the counts, held by PyTorch's own counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer.layers.contenders import EMPTY, SECONDS_A_LAYER, Race, line_up
from explorer.layers.counting import (
    LayerCost,
    LinearSettings,
    bottleneck_layers,
    chain_costs,
    join_costs,
    separable_layers,
)
from explorer.layers.geometry import ConvSettings
from explorer.layers.script_text import size_text
from explorer.ui.cost.compute import CostView
from explorer.ui.cost.settings import MID_CHANNELS
from explorer.ui.layout import code_section

_COUNT_PARAMETERS = """\
def count_parameters(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())
"""
_COUNT_MULTIPLY_ADDS = '''\
def count_multiply_adds(layer: nn.Module, batch: torch.Tensor) -> int:
    """Run the layer under PyTorch's counter; a multiply-add is two FLOPs."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        layer(batch)
    return counter.get_total_flops() // 2
'''


_COUNTING_HEADER = (
    '"""Parameters and multiply-adds of a convolution, a linear layer and their rivals."""',
    "",
    "import torch",
    "from torch import nn",
    "from torch.utils.flop_counter import FlopCounterMode",
    "",
    "",
    *_COUNT_PARAMETERS.splitlines(),
    "",
    "",
    *_COUNT_MULTIPLY_ADDS.splitlines(),
    "",
    "",
)
_COUNTING_LOOP = (
    "counts = {",
    "    name: (count_parameters(layer), count_multiply_adds(layer, batch))",
    "    for name, layer in layers.items()",
    "}",
    "for name, (parameters, multiply_adds) in counts.items():",
    '    print(f"{name:12} {parameters:>22,} parameters {multiply_adds:>22,} multiply-adds")',
)


def show_script(view: CostView) -> None:
    """Show the script that counts the layers on screen."""
    mid = MID_CHANNELS.draw(st)
    code_section(write_script(view, mid), "cost.py")


def write_script(view: CostView, mid_channels: int) -> str:
    """Write a complete script for these layers; it ends in asserts on their counts."""
    convolution, side = view.state.convolution, view.state.side
    chains = {
        "separable": separable_layers(convolution),
        "bottleneck": bottleneck_layers(convolution, mid_channels),
    }
    costs: dict[str, LayerCost] = {
        "convolution": view.convolution,
        "linear": view.linear,
        "matching": view.matching,
        **{name: join_costs(chain_costs(chain, side, side)) for name, chain in chains.items()},
    }
    layers = {
        "convolution": [_convolution_text(convolution) + ","],
        "linear": _linear_lines(view.state.linear),
        "matching": _linear_lines(view.matching_layer),
        **{name: _chain_lines(chain) for name, chain in chains.items()},
    }
    lines = [
        *_COUNTING_HEADER,
        'with torch.device("meta"):  # shapes without numbers: nothing is allocated or computed',
        f"    batch = torch.empty(1, {convolution.in_channels}, {side}, {side})",
        "    layers = {",
        *_entries(layers),
        "    }",
        "",
        *_COUNTING_LOOP,
        "",
        *(
            f'assert counts["{name}"] == ({cost.parameters:_}, {cost.multiply_adds:_})'
            for name, cost in costs.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def write_timing_script(race: Race) -> str:
    """Write a complete script that times the contenders; its asserts hold their counts."""
    contenders = [contender for contender in line_up(race) if contender.key != EMPTY]
    layers = {
        contender.key: _linear_lines(contender.layers)
        if isinstance(contender.layers, LinearSettings)
        else _chain_lines(contender.layers)
        for contender in contenders
    }
    batch = ", ".join(map(str, contenders[0].input_shape))
    lines = [
        '"""Milliseconds of some layers beside their multiply-adds, on one thread of the CPU."""',
        "",
        "import torch",
        "from torch import nn",
        "from torch.utils.benchmark import Timer",
        "from torch.utils.flop_counter import FlopCounterMode",
        "",
        "",
        *_COUNT_MULTIPLY_ADDS.splitlines(),
        "",
        "",
        f"batch = torch.randn(1, {batch})",
        "layers = {",
        *(line.removeprefix("    ") for line in _entries(layers)),
        "}",
        "counts = {name: count_multiply_adds(layer, batch) for name, layer in layers.items()}",
        "with torch.inference_mode():",
        "    for name, layer in layers.items():",
        "        names = {'layer': layer, 'batch': batch}",
        "        timer = Timer('layer(batch)', globals=names, num_threads=1)",
        f"        measured = timer.blocked_autorange(min_run_time={SECONDS_A_LAYER})",
        "        rate = counts[name] / measured.median / 1e9",
        '        told = f"{counts[name]:>15,} multiply-adds, {1000 * measured.median:8.3f} ms"',
        '        print(f"{name:12} {told}, {rate:6.2f} billion a second")',
        "",
        *(f'assert counts["{c.key}"] == {c.cost.multiply_adds:_}' for c in contenders),
    ]
    return "\n".join(lines) + "\n"


def _entries(layers: Mapping[str, Sequence[str]]) -> list[str]:
    """Write the dictionary's entries; the last line of each value ends in its comma."""
    lines = []
    for name, (first, *rest) in layers.items():
        lines += [f'        "{name}": {first}', *(f"        {line}" for line in rest)]
    return lines


def _convolution_text(settings: ConvSettings) -> str:
    arguments = {
        "stride": (settings.stride, (1, 1)),
        "padding": (settings.pads()[0], (0, 0)),
        "groups": (settings.groups, 1),
        "bias": (settings.bias, True),
    }
    parts = [str(settings.in_channels), str(settings.out_channels), size_text(settings.kernel_size)]
    parts += [f"{n}={size_text(v)}" for n, (v, usual) in arguments.items() if v != usual]
    return f"nn.Conv2d({', '.join(parts)})"


def _chain_lines(chain: Sequence[ConvSettings]) -> list[str]:
    return [
        "nn.Sequential(",
        *(f"    {_convolution_text(settings)}," for settings in chain),
        "),",
    ]


def _linear_lines(settings: LinearSettings) -> list[str]:
    sizes = [f"{settings.in_features:_}", f"{settings.out_features:_}"]
    bias = [] if settings.bias else ["bias=False"]
    return [f"nn.Sequential(nn.Flatten(), nn.Linear({', '.join(sizes + bias)})),"]
