"""The script of a convolution as a matrix: built, stored, unfolded, transposed, untied."""

from __future__ import annotations

from explorer.signals.toeplitz import Doubles, TwinLayout
from explorer.signals.untying import Untied


def twin_script(
    layer: Untied,
    kernel: Doubles,
    values: Doubles,
    output: Doubles,
    *,
    at: int,
    seed: int,
    load_code: str,
) -> str:
    """Write the script of the layer on show; it ends in asserts on the numbers shown.

    `values` (H, W) are written out where `load_code`, which makes `picture`, is empty; `output`
    (M,) float64 is the layer's own, `at` the output whose value is asserted, `seed` that of weights
    that are not shared.
    """
    layout = layer.layout
    lines = [
        '"""A convolution as a matrix: y = A x."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from scipy.sparse import csr_array",
        "from torch.nn import functional as F",
        "",
        *_input_lines(values, load_code),
        f"kernel = torch.tensor({_rows(kernel)}, dtype=torch.float64)",
        *_layer_lines(layout),
        *_matrix_lines(layout),
        *_form_lines(layout),
        *_gradient_lines(layout),
        *_untied_lines(layer, seed),
        f"assert math.isclose(answer[{at}].item(), {float(output[at])!r}, abs_tol=1e-9)",
    ]
    return "\n".join(lines) + "\n"


def _rows(values: Doubles) -> str:
    """Write (H, W) numbers as nested lists, whole ones without a point."""
    text = ", ".join("[" + ", ".join(f"{v:.17g}" for v in row) + "]" for row in values.tolist())
    return f"[{text}]"


def _input_lines(values: Doubles, load_code: str) -> list[str]:
    if not load_code:
        return [f"x = torch.tensor({_rows(values)}, dtype=torch.float64)  # (H, W)"]
    return [load_code.strip(), "x = torch.from_numpy(picture).mean(dim=0).double()  # (H, W)"]


def _layer_lines(layout: TwinLayout) -> list[str]:
    signal = layout.dimensions == 1
    turn = ".flip(2, 3)  # true convolution: turned" if layout.flipped else ""
    steps = f"stride={layout.stride}, padding={layout.padding}, dilation={layout.dilation}"
    return [
        f"weight = kernel[None, None]{turn}",
        "",
        "",
        "def layer(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:",
        '    """(batch, H, W) -> (batch, M); a signal has H = 1."""',
        *(
            [f"    return F.conv1d(x, weight[:, :, 0], {steps})[:, 0]"]
            if signal
            else [f"    return F.conv2d(x[:, None], weight, {steps}).flatten(1)"]
        ),
        "",
        "",
        "y = layer(x[None], weight)[0]  # (M,)",
    ]


def _matrix_lines(layout: TwinLayout) -> list[str]:
    height, width = layout.input_size
    return [
        "",
        "# One input at a time is 1: what the layer answers is that input's column.",
        f"basis = torch.eye({layout.inputs}, dtype=torch.float64)"
        f".reshape({layout.inputs}, {height}, {width})",
        "A = layer(basis, weight).T  # (M, N)",
        "filled = int(layer(basis, torch.ones_like(weight)).sum())  # cells that hold a weight",
        'print("A", tuple(A.shape), "cells with a weight", filled, "y", y.tolist()[:10])',
        f"assert tuple(A.shape) == ({layout.outputs}, {layout.inputs})",
        f"assert filled == {len(layout.filled)}",
        "assert torch.allclose(A @ x.flatten(), y)",
    ]


def _form_lines(layout: TwinLayout) -> list[str]:
    vertical = 0 if layout.dimensions == 1 else layout.padding
    down = (1, 1) if layout.dimensions == 1 else (layout.dilation, layout.stride)
    return [
        "",
        "sparse = csr_array(A.numpy())  # data, indices, indptr: the zeros are gone",
        "assert np.allclose(sparse @ x.flatten().numpy(), y.numpy())",
        "",
        "patches = F.unfold(  # (K, M): what each weight reads in each window",
        f"    x[None, None], {layout.kernel_size}, dilation=({down[0]}, {layout.dilation}),",
        f"    padding=({vertical}, {layout.padding}), stride=({down[1]}, {layout.stride}),",
        ")[0]",
        f"assert tuple(patches.shape) == ({layout.weights}, {layout.outputs})",
        "assert torch.allclose(weight.flatten() @ patches, y)",
    ]


def _gradient_lines(layout: TwinLayout) -> list[str]:
    steps = f"stride={layout.stride}, padding={layout.padding}, dilation={layout.dilation}"
    rest = (layout.rows.remainder, layout.columns.remainder)
    height, width = layout.output_size
    shape = f"1, 1, {width}" if layout.dimensions == 1 else f"1, 1, {height}, {width}"
    weight = "weight[:, :, 0]" if layout.dimensions == 1 else "weight"
    output_padding = rest[1] if layout.dimensions == 1 else rest
    return [
        "",
        "g = torch.ones_like(y)  # dL/dy of L = y.sum()",
        "given = x.clone().requires_grad_()",
        "learned = weight.clone().requires_grad_()",
        "layer(given[None], learned).sum().backward()",
        "assert torch.allclose(given.grad.flatten(), A.T @ g)",
        "assert torch.allclose(learned.grad.flatten(), patches @ g)",
        f"spread = F.conv_transpose{layout.dimensions}d(",
        f"    g.reshape({shape}), {weight}, {steps}, output_padding={output_padding}",
        ")",
        "assert torch.allclose(spread.flatten(), A.T @ g)",
    ]


def _untied_lines(layer: Untied, seed: int) -> list[str]:
    layout = layer.layout
    if layer.tie == "tied":
        return ["", "answer = y", f"assert kernel.numel() == {layer.parameters}"]
    columns = layout.weights if layer.tie == "local" else layout.inputs
    product = "(own * patches.T).sum(dim=1)" if layer.tie == "local" else "own @ x.flatten()"
    what = "K weights for each output" if layer.tie == "local" else "one for each pair"
    return [
        "",
        f"# Weights that are not shared, drawn at random: {what}.",
        f"generator = np.random.default_rng({seed})",
        f"size = generator.integers(1, 6, ({layout.outputs}, {columns}))",
        f"sign = generator.integers(0, 2, ({layout.outputs}, {columns})) * 2 - 1",
        "own = torch.from_numpy((size * sign).astype(np.float64))",
        f"answer = {product}",
        f"assert own.numel() == {layer.parameters}",
    ]
