"""Complete PyTorch scripts of the pooling page, each ending in asserts on what was shown.

Every script starts from `load_code`: Python text that defines `picture`, a (C, H, W) float32
NumPy array.
"""

from __future__ import annotations

import numpy as np

from explorer.layers.pool_geometry import PoolSettings
from explorer.layers.pooling import PoolResult
from explorer.layers.script_text import literal, size_text, value_asserts
from explorer.layers.shifting import (
    LARGEST_SIDE,
    METHODS,
    ShiftCurves,
    ShiftSettings,
    find_middle,
    slid_filter,
)


def write_layer(settings: PoolSettings) -> str:
    """Write the layer as PyTorch takes it, e.g. `nn.MaxPool2d(3, stride=2, padding=1)`."""
    name = "MaxPool2d" if settings.kind == "max" else "AvgPool2d"
    arguments = {
        "stride": (settings.steps, settings.kernel_size),
        "padding": (settings.padding, (0, 0)),
        "ceil_mode": (settings.ceil_mode, False),
    }
    if settings.kind == "average":
        arguments["count_include_pad"] = (settings.count_include_pad, True)
    given = [f"{n}={size_text(value)}" for n, (value, usual) in arguments.items() if value != usual]
    return f"nn.{name}({', '.join([size_text(settings.kernel_size), *given])})"


def pooling_script(load_code: str, settings: PoolSettings, result: PoolResult) -> str:
    """Write the script of a layer that gave `result`."""
    lines = [
        '"""One pooling layer on one picture."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from torch import nn",
        "",
        load_code.strip(),
        "",
        f"layer = {write_layer(settings)}",
        "planes = torch.from_numpy(picture)[None]  # (1, C, H, W)",
        *_run_lines(result),
        "parameters = sum(p.numel() for p in layer.parameters())",
        'print("output", tuple(output.shape), "parameters", parameters)',
        "",
        "assert parameters == 0",
        *_winner_asserts(result),
        *value_asserts("output", result.output, "planes.abs().max()"),
    ]
    return "\n".join(lines) + "\n"


def _run_lines(result: PoolResult) -> list[str]:
    if result.winners is None:
        return ["output = layer(planes)[0]  # (C, H_out, W_out)"]
    return [
        "layer.return_indices = True  # also say who won: row * W + column",
        "output, winners = (maps[0] for maps in layer(planes))  # (C, H_out, W_out)",
    ]


def _winner_asserts(result: PoolResult) -> list[str]:
    if result.winners is None:
        return []
    distinct = sum(len(np.unique(channel)) for channel in result.winners)
    return [
        "distinct = sum(len(channel.unique()) for channel in winners)  # pixels that won a window",
        f"assert distinct == {distinct}",
    ]


def shift_script(
    load_code: str, shape: tuple[int, int], settings: ShiftSettings, curves: ShiftCurves, shift: int
) -> str:
    """Write the script that measures one shift of a picture (H, W) as `measure_shifts` did."""
    shown = [(name, curves.stays[name][shift], curves.moves[name][shift]) for name in METHODS]
    lines = [
        '"""Slide a picture; see how much a filter\'s map changes, made smaller in four ways."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional",
        "",
        load_code.strip(),
        "",
        *_slide_lines(shape, settings, curves.largest_shift, shift),
        *_measure_lines(curves),
        "",
        "expected = {",
        *(f'    "{method}": ({stays:.6g}, {moves:.6g}),' for method, stays, moves in shown),
        "}",
        "for method, pair in expected.items():",
        "    for value, shown in zip(measured[method], pair, strict=True):",
        f"        assert math.isclose(value, shown, abs_tol={1e-4 + curves.noise:.2g}), method",
    ]
    return "\n".join(lines) + "\n"


def _slide_lines(
    shape: tuple[int, int], settings: ShiftSettings, longest: int, shift: int
) -> list[str]:
    """Write how the two windows and their maps are made."""
    rows, columns = (f"{part.start}:{part.stop}" for part in find_middle(shape))
    middle = f"grey = grey[{rows}, {columns}]  # the middle"
    size = settings.kernel_size
    return [
        "grey = torch.from_numpy(picture).mean(0)  # (H, W): grey = RGB/3",
        *([middle] if max(shape) > LARGEST_SIDE else []),
        f"shift, stride = {shift}, {settings.stride}",
        f"width = grey.shape[1] - {longest}  # real pixels enter up to the longest shift",
        "batch = torch.stack([grey[None, :, d : d + width] for d in (0, shift)])  # (2, 1, H, W)",
        f"kernel = torch.tensor({literal(slid_filter(settings.filter_name))})[None, None]",
        "plain = functional.conv2d(batch, kernel)",
        "maps = {",
        '    "plain": (plain, 1),',
        '    "stride": (functional.conv2d(batch, kernel, stride=stride), stride),',
        f'    "max": (functional.max_pool2d(plain, {size}, stride), stride),',
        f'    "average": (functional.avg_pool2d(plain, {size}, stride), stride),',
        "}",
    ]


def _measure_lines(curves: ShiftCurves) -> list[str]:
    """Write how the two questions are answered for each method."""
    spread = "    spread = first.std(correction=0)"
    if curves.flat:
        spread = f"    spread = 1.0 if method in {curves.flat} else first.std(correction=0)  # flat"
    return [
        "measured = {}",
        "for method, (both, step) in maps.items():",
        "    first, second = both[:, 0].double()",
        spread,
        "    stays = (second - first).square().mean().sqrt() / spread",
        "    cells = (2 * shift + step) // (2 * step)  # the nearest whole cells, halves up",
        "    moved = second[:, : second.shape[1] - cells] - first[:, cells:]",
        "    moves = moved.square().mean().sqrt() / spread",
        "    measured[method] = (stays.item(), moves.item())",
        '    print(method, "stays the same:", stays.item(), "moves along:", moves.item())',
    ]
