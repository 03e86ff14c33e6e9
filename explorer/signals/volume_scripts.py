"""The volume page's script: one Conv3d on one clip, complete, ending in asserts on what was shown.

It starts from `load_code`: Python text that defines `clip`, a (T, H, W) float32 NumPy array.
"""

from __future__ import annotations

import inspect

import numpy as np
from numpy.typing import NDArray

from explorer.layers.script_text import value_asserts
from explorer.signals import volume_recipe
from explorer.signals.volume_kernels import VOLUME_KERNELS
from explorer.signals.volumes import VolumeSettings

Floats = NDArray[np.float32]


def volume_script(
    load_code: str,
    settings: VolumeSettings,
    names: tuple[str, ...],
    expected: Floats,
    *,
    speed: float,
    seed: int,
    by_hand: NDArray[np.float64] | None = None,
) -> str:
    """Write the script of a layer whose filters are `names` and that gave `expected` (O, t, h, w).

    "random" stands for PyTorch's start from `seed`, "hand" for `by_hand`; others are built from
    the recipe for `speed`.
    """
    random = names[0] == "random"
    made = [name for name in names if name in VOLUME_KERNELS]
    reach = "volume.abs().max() * layer.weight.abs().sum(dim=(1, 2, 3, 4)).max()"
    lines = [
        '"""One Conv3d on one clip: a kernel that slides through time as well."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from numpy.typing import NDArray",
        "from torch import nn",
        "",
        *([_recipe(), "", ""] if made else []),
        load_code.strip().replace("from numpy.typing import NDArray\n\n\n", ""),
        "",
        *([f"torch.manual_seed({seed})"] if random else []),
        *_layer_lines(settings),
        *([] if random else _weight_lines(settings, names, speed, by_hand)),
        "with torch.no_grad():",
        "    volume = torch.from_numpy(clip)[None, None]  # (N, C, D, H, W): depth is time",
        "    output = layer(volume)[0]  # (O, D_out, H_out, W_out)",
        "parameters = sum(p.numel() for p in layer.parameters())",
        'print("output", tuple(output.shape), "parameters", parameters)',
        "",
        f"assert parameters == {settings.parameters}",
        *value_asserts("output", expected, reach),
    ]
    return "\n".join(lines) + "\n"


def _recipe() -> str:
    """Return the kernels' own arithmetic, so that the script makes the same weights."""
    functions = (
        volume_recipe.offsets,
        volume_recipe.middle,
        volume_recipe.mean,
        volume_recipe.slope,
        volume_recipe.bell,
        volume_recipe.drifting_wave,
    )
    return "\n\n\n".join(inspect.getsource(function).rstrip() for function in functions)


def _layer_lines(settings: VolumeSettings) -> list[str]:
    """Write the layer with the arguments that are not PyTorch's defaults."""
    arguments = {
        "stride": (settings.stride, (1, 1, 1)),
        "padding": (settings.padding, (0, 0, 0)),
        "dilation": (settings.dilation, (1, 1, 1)),
        "bias": (settings.bias, True),
        "padding_mode": (settings.padding_mode, "zeros"),
    }
    return [
        "layer = nn.Conv3d(",
        f"    {settings.in_channels},",
        f"    {settings.out_channels},",
        f"    kernel_size={settings.kernel_size},",
        *(f"    {name}={value!r}," for name, (value, usual) in arguments.items() if value != usual),
        ")",
    ]


def _weight_lines(
    settings: VolumeSettings,
    names: tuple[str, ...],
    speed: float,
    by_hand: NDArray[np.float64] | None,
) -> list[str]:
    """Write how the layer gets the kernels, a filter each."""
    lines = [f"size, speed = {settings.kernel_size}, {speed!r}", "kernels = ["]
    for name in names:
        if name == "hand" and by_hand is not None:
            lines.append(f"    np.array({by_hand.tolist()}),  # made by hand")
        else:
            lines.append(f"    {VOLUME_KERNELS[name].code},  # {name}")
    lines += [
        "]",
        "with torch.no_grad():",
        "    weight = torch.from_numpy(np.stack(kernels))[:, None]  # (O, 1, kt, kh, kw)",
        "    layer.weight.copy_(weight)",
    ]
    if settings.bias:
        lines.append("    layer.bias.zero_()")
    return lines
