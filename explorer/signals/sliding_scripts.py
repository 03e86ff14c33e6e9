"""Complete scripts of two functions or two rows, ending in asserts on what was shown."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.signals import function_shapes
from explorer.signals.functions import (
    HALF,
    RECIPES,
    STEP,
    FunctionSettings,
    parse_points,
    sample_function,
)
from explorer.signals.number_rows import Edges, slide_row
from explorer.signals.sliding import SlidPair

Floats = NDArray[np.float64]


def rows_script(signal: Floats, kernel: Floats, edges: Edges) -> str:
    """Write both operations on two rows with PyTorch, checked against NumPy and the page."""
    padding = len(kernel) - 1 if edges == "full" else 0
    correlation = slide_row(signal, kernel, edges, flipped=False)
    convolution = slide_row(signal, kernel, edges, flipped=True)
    lines = [
        '"""Cross-correlation and convolution of two rows of numbers."""',
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn.functional import conv1d",
        "",
        f"signal = {_row(signal)}",
        f"kernel = {_row(kernel)}",
        "x = torch.tensor(signal)[None, None]  # (batch, channels, length)",
        "w = torch.tensor(kernel)[None, None]  # (out_channels, in_channels, kernel_size)",
        "",
        "# y[t] = sum over k of x[t + k] * w[k]: conv1d does not turn the kernel over.",
        f"correlation = conv1d(x, w, padding={padding})[0, 0].numpy()",
        f"convolution = conv1d(x, w.flip(-1), padding={padding})[0, 0].numpy()",
        'print("cross-correlation", correlation)',
        'print("convolution", convolution)',
        "",
        f'assert np.allclose(correlation, np.correlate(signal, kernel, "{edges}"), atol=1e-3)',
        f'assert np.allclose(convolution, np.convolve(signal, kernel, "{edges}"), atol=1e-3)',
        f"assert np.allclose(correlation, {_row(correlation)}, atol=1e-3)",
        f"assert np.allclose(convolution, {_row(convolution)}, atol=1e-3)",
    ]
    return "\n".join(lines) + "\n"


def curves_script(f: FunctionSettings, g: FunctionSettings, shift: float, operation: str) -> str:
    """Write both operations on two sampled functions, with the value at `shift` that was shown."""
    pair = SlidPair.of(sample_function(f), sample_function(g))
    number = round(shift / STEP)
    shown = float(pair.result(operation)[number + len(pair.convolution) // 2])
    reach = float(np.abs(pair.f).max() * np.abs(pair.g).sum() * STEP)
    lines = [
        '"""A function slides over another: cross-correlation and convolution by fine sums."""',
        "",
        "from __future__ import annotations",
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from numpy.typing import NDArray",
        "from torch.nn.functional import conv1d",
        "",
        "Floats = NDArray[np.float64]",
        f"STEP = {STEP}",
        "",
        "",
        *_sources({f.shape, g.shape}),
        f"tau = (np.arange(-{HALF}, {HALF}) + 0.5) * STEP",
        f"f = {_call(f)}",
        f"g = {_call(g)}",
        "signal = torch.from_numpy(f)[None, None]  # (batch, channels, length)",
        "kernel = torch.from_numpy(g)[None, None]",
        "around = len(g) - 1  # zeros at both ends: all shifts at which the two can meet",
        "# conv1d does not turn the kernel over: (g ⋆ f)(t), the sum of g(τ) f(τ + t).",
        "correlation = conv1d(signal, kernel, padding=around)[0, 0].numpy() * STEP",
        "convolution = conv1d(signal, kernel.flip(-1), padding=around)[0, 0].numpy() * STEP",
        "middle = len(g) - 1  # where t = 0 stands",
        f"value = float({operation}[middle + {number}])",
        f'print("t =", {number} * STEP, "value", value)',
        "",
        'assert np.allclose(correlation, np.correlate(f, g, "full") * STEP)',
        "assert np.allclose(convolution, np.convolve(f, g) * STEP)",
        f"assert math.isclose(value, {shown + 0.0!r}, abs_tol={1e-9 * (1 + reach):.1e})",
    ]
    return "\n".join(lines) + "\n"


def _sources(shapes: set[str]) -> list[str]:
    """The recipes of these shapes as they stand in this project."""
    recipes: dict[str, Callable[..., Floats]] = {
        **RECIPES,
        "impulse": function_shapes.impulse,
        "drawn": function_shapes.polyline,
    }
    return [
        line
        for shape in sorted(shapes)
        for line in (*inspect.getsource(recipes[shape]).rstrip().splitlines(), "", "")
    ]


def _call(function: FunctionSettings) -> str:
    moved = f"tau - {function.shift}" if function.shift else "tau"
    if function.is_impulse:
        return f"impulse({moved}, STEP)"
    if function.shape == "drawn":
        return (
            f"polyline({moved}, {function.width}, np.array({_row(parse_points(function.points))}))"
        )
    return f"{function.shape}({moved}, {function.width})"


def _row(values: Floats) -> str:
    return f"[{', '.join(repr(round(float(value), 6) + 0.0) for value in values)}]"
