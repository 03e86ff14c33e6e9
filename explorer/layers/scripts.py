"""Complete PyTorch scripts for a state of a page, each ending in asserts on what was shown.

Every script starts from `load_code`: Python text that defines `picture`, a (C, H, W) float32
NumPy array. It needs PyTorch and NumPy, nothing of this project.
"""

from __future__ import annotations

import inspect
import math

import numpy as np
from numpy.typing import NDArray

from explorer.layers import bank_recipe
from explorer.layers.filter_bank import FilterBank, WeightSource
from explorer.layers.geometry import ConvSettings, Padding, PaddingMode
from explorer.layers.learning import DIVERGED, LearningHistory, LearningSettings
from explorer.layers.script_text import literal, pad_lines, size_text, value_asserts

Floats = NDArray[np.float32]

INLINE_WEIGHTS = 100  # more numbers than this are computed in the script, not written out


def filter_script(
    load_code: str,
    kernel: NDArray[np.floating],
    expected: Floats,
    *,
    padding: Padding = "same",
    padding_mode: PaddingMode = "zeros",
    each_channel: bool = False,
) -> str:
    """Write the script of `filter_response` with these arguments, which answered `expected`."""
    rows, columns = kernel.shape
    settings = ConvSettings(1, 1, (rows, columns), padding=padding, padding_mode=padding_mode)
    grey = (
        "planes = torch.from_numpy(picture)[:, None]  # (C, 1, H, W): every channel on its own"
        if each_channel
        else "planes = torch.from_numpy(picture).mean(0)[None, None]  # (1, 1, H, W): grey = RGB/3"
    )
    lines = [
        '"""One kernel over one picture: a cross-correlation, as PyTorch computes it."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional",
        "",
        load_code.strip(),
        "",
        f"kernel = torch.tensor({literal(kernel)})",
        grey,
        *pad_lines(settings),
        "response = functional.conv2d(planes, kernel[None, None])[:, 0]",
        'print("response", tuple(response.shape), response.min().item(), response.max().item())',
        "",
        *value_asserts("response", expected, "planes.abs().max() * kernel.abs().sum()"),
    ]
    return "\n".join(lines) + "\n"


def convolution_script(
    load_code: str,
    settings: ConvSettings,
    bank: FilterBank,
    expected: Floats,
    *,
    source: WeightSource = "bank",
    seed: int = 0,
    edited: tuple[int, NDArray[np.floating]] | None = None,
) -> str:
    """Write the script of a layer that gave `expected` (O, H_out, W_out).

    `bank`: the weights that were used, made from `source` and `seed`. `edited`: the index of a
    filter and the kernel (kh, kw) it was given by hand in each of its channels.
    """
    weights = _weight_lines(settings, bank, source, edited)
    reach = "planes.abs().max() * layer.weight.abs().sum(dim=(1, 2, 3)).max()"
    lines = [
        *_header_lines(with_recipe=any("bank_weight" in line for line in weights)),
        load_code.strip(),
        "",
        *([f"torch.manual_seed({seed})"] if source == "random" else []),
        *_layer_lines(settings),
        *weights,
        "with torch.no_grad():",
        "    planes = torch.from_numpy(picture)[None]  # (1, C, H, W)",
        "    output = layer(planes)[0]  # (O, H_out, W_out)",
        "parameters = sum(p.numel() for p in layer.parameters())",
        'print("output", tuple(output.shape), "parameters", parameters)',
        "",
        f"assert parameters == {settings.parameters}",
        *value_asserts("output", expected, reach),
    ]
    return "\n".join(lines) + "\n"


def learning_script(
    load_code: str,
    target_kernel: NDArray[np.floating],
    settings: LearningSettings,
    history: LearningHistory,
) -> str:
    """Write the script of a run of `learn_kernel` on the mean of the picture's channels."""
    rows, columns = settings.kernel_size
    note = "" if target_kernel.shape == (rows, columns) else "  # centred in zeros"
    normalize = [
        "grey = grey.double()",
        "grey = (grey - grey.mean()) / grey.std(correction=0).clamp(min=1e-6)  # mean 0, std 1",
    ]
    lines = [
        '"""Learn the kernel behind a response by gradient descent."""',
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional",
        "",
        load_code.strip(),
        "",
        "grey = torch.from_numpy(picture).mean(0)  # (H, W): grey = RGB/3",
        *(normalize if settings.normalize else []),
        "planes = grey.float()[None, None]  # (1, 1, H, W)",
        f"target = torch.tensor({literal(history.target)}){note}",
        "goal = functional.conv2d(planes, target[None, None])",
        "",
        *_descent_lines(settings, history),
        "last = functional.mse_loss(functional.conv2d(planes, kernel), goal).item()",
        "distance = (kernel[0, 0] - target).abs().max().item()",
        'print("loss", first, "->", last, "largest difference to the target", distance)',
        "",
        *_learning_asserts(history),
    ]
    return "\n".join(lines) + "\n"


def _descent_lines(settings: LearningSettings, history: LearningHistory) -> list[str]:
    """Write the random start and the loop."""
    rows, columns = settings.kernel_size
    momentum = f", momentum={settings.momentum}" if settings.momentum else ""
    bound = f"# above lr = {history.largest_lr:.6g} this descent diverges"
    return [
        f"generator = torch.Generator().manual_seed({settings.seed})",
        f"kernel = torch.randn(1, 1, {rows}, {columns}, generator=generator)"
        f" / {rows * columns} ** 0.5",
        "kernel.requires_grad_()",
        *([bound] if math.isfinite(history.largest_lr) else []),
        f"optimizer = torch.optim.SGD([kernel], lr={history.lr!r}{momentum})",
        "first = functional.mse_loss(functional.conv2d(planes, kernel), goal).item()",
        f"for step in range({len(history.losses) - 1}):",
        "    optimizer.zero_grad()",
        "    loss = functional.mse_loss(functional.conv2d(planes, kernel), goal)",
        "    loss.backward()",
        "    optimizer.step()",
    ]


def _learning_asserts(history: LearningHistory) -> list[str]:
    if history.diverged_at is not None:
        least = DIVERGED / 2  # half, since rounding grows with the loss
        return [f"assert not last < {least:g} * first  # diverged"]
    distance = history.distance
    return [f"assert abs(distance - {distance:.6g}) < {1e-3 + 0.01 * distance:.3g}"]


def _layer_lines(settings: ConvSettings) -> list[str]:
    """Write the layer with the arguments that are not PyTorch's defaults."""
    arguments = {
        "stride": (settings.stride, (1, 1)),
        "padding": (settings.padding, (0, 0)),
        "dilation": (settings.dilation, (1, 1)),
        "groups": (settings.groups, 1),
        "bias": (settings.bias, True),
        "padding_mode": (settings.padding_mode, "zeros"),
    }
    return [
        "layer = nn.Conv2d(",
        f"    {settings.in_channels},",
        f"    {settings.out_channels},",
        f"    kernel_size={size_text(settings.kernel_size)},",
        *(
            f"    {name}={size_text(value)},"
            for name, (value, usual) in arguments.items()
            if value != usual
        ),
        ")",
    ]


def _weight_lines(
    settings: ConvSettings,
    bank: FilterBank,
    source: WeightSource,
    edited: tuple[int, NDArray[np.floating]] | None,
) -> list[str]:
    """Write how the layer gets the weights of `bank`."""
    indent = " " * 4
    lines = [] if source == "random" else ["with torch.no_grad():"]
    alike = bool((bank.weight == bank.weight[:, :1]).all())
    written = bank.weight[:, :1] if alike else bank.weight
    if source == "bank" and written.size <= INLINE_WEIGHTS:
        note = "  # the same in each channel" if bank.weight.shape[1] > 1 and alike else ""
        lines.append(f"    layer.weight.copy_(torch.tensor({literal(written, indent)})){note}")
        edited = None
    elif source == "bank":
        rgb = settings.in_channels == 3 and settings.groups == 1
        shape = ", ".join(map(str, settings.weight_shape))
        lines.append(f"    layer.weight.copy_(torch.from_numpy(bank_weight({shape}, rgb={rgb})))")
    if source == "bank" and settings.bias:
        lines.append("    layer.bias.zero_()")
    if edited is not None:
        index, kernel = edited
        lines += [
            "with torch.no_grad():  # edited by hand, the same in each channel",
            f"    layer.weight[{index}] = torch.tensor({literal(kernel, indent)})",
        ]
    return lines


def _header_lines(*, with_recipe: bool) -> list[str]:
    """Write docstring and imports, and the recipe of the weights where the script needs it."""
    return [
        '"""One convolution layer on one picture."""',
        "",
        *(["from __future__ import annotations", ""] if with_recipe else []),
        "import math",
        "",
        "import numpy as np",
        "import torch",
        *(["from numpy.typing import NDArray"] if with_recipe else []),
        "from torch import nn",
        "",
        *([_recipe_source(), "", ""] if with_recipe else []),
    ]


def _recipe_source() -> str:
    """Return the filter bank's own arithmetic, so that the script makes the same weights."""
    functions = (bank_recipe.bank_weight, bank_recipe.plane_of, bank_recipe.mix_of)
    sources = [inspect.getsource(function).rstrip() for function in functions]
    return "\n\n\n".join([f"ORIENTATIONS = {bank_recipe.ORIENTATIONS}", *sources])
