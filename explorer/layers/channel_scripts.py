"""The script of the channels page: a filter taken apart by planes, held by asserts."""

from __future__ import annotations

import inspect

import numpy as np
from numpy.typing import NDArray

from explorer.layers import colour_recipe
from explorer.layers.colour_filters import ColourLayer
from explorer.layers.script_text import literal, value_asserts

Floats = NDArray[np.float32]
INLINE_WEIGHTS = 120  # more numbers than this are computed in the script, not written out


def channel_script(load_code: str, layer: ColourLayer, maps: Floats, parameters: int) -> str:
    """Write the script of a layer that made `maps` (out_channels, H, W).

    `load_code` defines `picture`, (3, H, W) float32, in the order the layer is given its planes.
    """
    weight = layer.make_weight()
    inline = weight.size <= INLINE_WEIGHTS
    size = layer.kernel_size
    lines = [
        '"""One filter over three planes: partial responses, their sum, one bias."""',
        "",
        *([] if inline else ["from __future__ import annotations", ""]),
        "import math",
        *([] if inline else ["from collections.abc import Sequence"]),
        "",
        "import numpy as np",
        "import torch",
        *([] if inline else ["from numpy.typing import NDArray"]),
        "from torch import nn",
        "from torch.nn import functional",
        "",
        *([] if inline else [_recipe_source(), "", ""]),
        load_code.strip(),
        "",
        f"layer = nn.Conv2d(3, {layer.out_channels}, kernel_size={size})",
        "with torch.no_grad():",
        *_weight_lines(layer, weight, inline=inline),
        "    layer.bias.zero_()",
        f"    layer.bias[{layer.index}] = {layer.bias!r}",
        "    planes = torch.from_numpy(picture)[None]  # (1, 3, H, W)",
        "    output = layer(planes)[0]  # (O, H, W)",
        "",
        f"# Filter {layer.index} taken apart: each plane with its own kernel, a group a plane.",
        f"    kernels = layer.weight[{layer.index}][:, None]  # (3, 1, k, k)",
        "    partial = functional.conv2d(planes, kernels, groups=3)[0]",
        f"    rebuilt = partial.sum(dim=0) + layer.bias[{layer.index}]  # (H, W): one bias",
        "parameters = sum(p.numel() for p in layer.parameters())",
        'print("output", tuple(output.shape), "parameters", parameters)',
        "",
        f"assert layer.weight[{layer.index}].numel() == {weight[0].size}",
        f"assert parameters == {parameters}",
        *value_asserts(
            "output", maps, "planes.abs().max() * layer.weight.abs().sum(dim=(1, 2, 3)).max()"
        ),
        f"assert torch.allclose(rebuilt, output[{layer.index}], atol=tolerance)",
    ]
    return "\n".join(lines) + "\n"


def _weight_lines(layer: ColourLayer, weight: Floats, *, inline: bool) -> list[str]:
    if inline:
        return [f"    layer.weight.copy_(torch.tensor({literal(weight, '    ')}))"]
    names = ", ".join(f'"{key}"' for key in layer.keys)
    return [
        f"    filters = [{names}]",
        f"    weight = colour_weight(filters, {layer.kernel_size})",
        "    layer.weight.copy_(torch.from_numpy(weight))",
    ]


def _recipe_source() -> str:
    """Return the filters' own arithmetic, so that the script makes the same weights."""
    tables = [
        f"{name} = {{\n" + "".join(f'    "{key}": {value},\n' for key, value in table.items()) + "}"
        for name, table in (("PATTERNS", colour_recipe.PATTERNS), ("MIXES", colour_recipe.MIXES))
    ]
    functions = (colour_recipe.colour_weight, colour_recipe.shape_of)
    return "\n\n\n".join(
        ["\n".join(tables), *(inspect.getsource(function).rstrip() for function in functions)]
    )
