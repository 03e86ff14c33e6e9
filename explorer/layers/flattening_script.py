"""The complete PyTorch script of the pixels page, ending in asserts on what was shown."""

from __future__ import annotations

import numpy as np

from explorer.layers.flattening import SIDES, Flattening, Pixel


def flattening_script(
    load_code: str,
    flattening: Flattening,
    pixel: Pixel,
    value: float,
    out_features: int,
    *,
    rounded: bool,
) -> str:
    """Write the script that flattens `picture` as `flattening` says and gives it to `nn.Linear`.

    `load_code` defines `picture`, a (1 or 3, H, W) float32 NumPy array. `value` is what stands at
    `pixel`; `rounded`: grey is rounded to 8 bits, as a photograph's values are.
    """
    index = flattening.index(pixel)
    layer = f"nn.Linear({flattening.length}, {out_features})"
    lines = [
        '"""A picture as the vector a linear layer sees."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from torch import nn",
        "",
        load_code.strip(),
        "",
        *_channel_lines(flattening.channels, rounded=rounded),
        *_order_lines(flattening),
        "vector = x.flatten()  # (N,): the numbers in the order in which x has them",
        f"layer = {layer}",
        "with torch.no_grad():",
        "    output = layer(vector)  # (out_features,)",
        "parameters = sum(p.numel() for p in layer.parameters())",
        'print("x", tuple(x.shape), "vector", len(vector), "parameters", parameters)',
        "",
        f"assert tuple(x.shape) == {_shape(flattening)}",
        f"assert len(vector) == {flattening.length}",
        f"assert vector[{index}] == x[{_place(flattening, pixel)}]",
        f"assert math.isclose(vector[{index}].item(), {np.float32(value)}, abs_tol=1e-6)",
        *_neighbour_asserts(flattening, pixel, index),
        "assert torch.equal(vector.reshape(x.shape), x)  # nothing is lost",
        f"assert tuple(output.shape) == ({out_features},)",
        f"assert parameters == {flattening.length * out_features + out_features}",
    ]
    return "\n".join(lines) + "\n"


def _channel_lines(channels: int, *, rounded: bool) -> list[str]:
    if channels == 1:
        lines = ["picture = picture.mean(axis=0, keepdims=True)  # grey = RGB/3"]
        if rounded:
            lines.append("picture = np.rint(picture * np.float32(255)) / np.float32(255)  # 8 bits")
        return lines
    return ["picture = np.broadcast_to(picture, (3, *picture.shape[1:])).copy()  # grey fills all"]


def _order_lines(flattening: Flattening) -> list[str]:
    if flattening.channels == 1:
        return ["x = torch.from_numpy(picture)[0]  # (H, W)"]
    if flattening.order == "chw":
        return ["x = torch.from_numpy(picture)  # (C, H, W)"]
    return ["x = torch.from_numpy(picture).permute(1, 2, 0)  # (C, H, W) -> (H, W, C)"]


def _shape(flattening: Flattening) -> tuple[int, ...]:
    return flattening.shape[flattening.channels == 1 :]


def _place(flattening: Flattening, pixel: Pixel) -> str:
    places = {"c": pixel.channel, "h": pixel.row, "w": pixel.column}
    order = "hw" if flattening.channels == 1 else flattening.order
    return ", ".join(str(places[axis]) for axis in order)


def _neighbour_asserts(flattening: Flattening, pixel: Pixel, index: int) -> list[str]:
    """Assert where each neighbour that exists went."""
    lines = []
    for side, place in flattening.neighbours(pixel).items():
        if place is None:
            continue
        down, right = SIDES[side]
        there = Pixel(pixel.channel, pixel.row + down, pixel.column + right)
        step = f"{'+' if place > index else '-'} {abs(place - index)}"
        lines.append(f"assert vector[{index} {step}] == x[{_place(flattening, there)}]  # {side}")
    return lines
