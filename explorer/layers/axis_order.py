"""The usual first error: a picture handed to PyTorch as (H, W, C) instead of (C, H, W)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

LAYOUTS = {
    "as_loaded": "",
    "permute": ".permute(2, 0, 1)",
    "reshape": ".reshape(3, {height}, {width})",
}


@dataclass(frozen=True, slots=True, eq=False)
class LayoutAttempt:
    """What PyTorch answered: its own message or an output shape.

    `seen`: what the layer was given, (3, H, W) float32, None where it refused.
    """

    code: str
    error: str | None
    output_shape: tuple[int, ...] | None
    seen: NDArray[np.float32] | None


def run_in_layout(pixels: NDArray[np.float32], layout: str, out_channels: int = 4) -> LayoutAttempt:
    """Hand an RGB picture (3, H, W), kept as (H, W, 3) like a file, to `nn.Conv2d` for real.

    `layout`: "as_loaded", "permute" or "reshape". Raises SettingError for any other.
    """
    if layout not in LAYOUTS:
        raise SettingError(
            N_("there is no layout {layout}: choose one of {layouts}"),
            layout=layout[:40],
            layouts=", ".join(LAYOUTS),
        )
    _channels, height, width = pixels.shape
    change = LAYOUTS[layout].format(height=height, width=width)
    loaded = torch.tensor(pixels.transpose(1, 2, 0).copy())  # (H, W, 3)
    layer = torch.nn.Conv2d(3, out_channels, kernel_size=min(3, height, width))
    given = {
        "as_loaded": lambda: loaded,
        "permute": lambda: loaded.permute(2, 0, 1),
        "reshape": lambda: loaded.reshape(3, height, width),
    }[layout]()
    code = (
        f"picture.shape                  # torch.Size({list(loaded.shape)}): H, W, C\n"
        f"layer = nn.Conv2d(3, {out_channels}, kernel_size={layer.kernel_size[0]})\n"
        f"layer(picture{change})"
    )
    try:
        with torch.no_grad():
            output = layer(given)
    except RuntimeError as error:
        return LayoutAttempt(code, str(error), None, None)
    return LayoutAttempt(code, None, tuple(output.shape), given.contiguous().numpy())
