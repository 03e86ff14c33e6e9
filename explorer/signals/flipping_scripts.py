"""Complete scripts of a kernel and its turned twin, ending in asserts on what was shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.layers.learning import LearningSettings
from explorer.layers.script_text import literal, value_asserts
from explorer.signals.flip_shapes import (
    IMPULSE_SIDE,
    IMPULSES,
    Operation,
    compare_turned,
    same_pads,
)
from explorer.signals.learning_flipped import TwinHistory

Floats = NDArray[np.float32]


def flipping_script(
    load_code: str,
    scene: str,
    kernel: NDArray[np.floating],
    *,
    operation: Operation,
    shown: Floats,
    apart: float,
) -> str:
    """Write both operations on a scene; `shown` is the answer on the page, `apart` the gap."""
    turned = {
        "same": "assert torch.equal(turned, kernel)  # symmetric: nothing to tell apart",
        "negative": "assert torch.equal(turned, -kernel)  # the answers differ in sign alone",
        "other": "assert not torch.equal(turned, kernel)",
    }
    lines = [
        '"""One kernel laid on a picture as it is, and turned by 180 degrees."""',
        "",
        "import math",
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional",
        "",
        *_scene_lines(load_code, scene, kernel),
        f"kernel = torch.tensor({literal(kernel)})",
        "turned = kernel.flip(-1, -2)",
        "correlation = functional.conv2d(planes, kernel[None, None])[0, 0]  # as it is",
        "convolution = functional.conv2d(planes, turned[None, None])[0, 0]  # turned first",
        "apart = (correlation - convolution).abs().max().item()",
        'print("largest difference", apart)',
        "",
        turned[compare_turned(kernel)],
        "# Turning the picture and the answer instead of the kernel comes to the same.",
        "around = functional.conv2d(planes.flip(-1, -2), kernel[None, None])[0, 0].flip(-1, -2)",
        "assert torch.allclose(around, convolution, atol=1e-4)",
        *value_asserts(operation, shown, "planes.abs().max() * kernel.abs().sum()"),
        f"assert math.isclose(apart, {apart:.6g}, abs_tol=2 * tolerance)",
    ]
    return "\n".join(lines) + "\n"


def _scene_lines(load_code: str, scene: str, kernel: NDArray[np.floating]) -> list[str]:
    if scene == "photo":
        return [
            load_code.strip(),
            "",
            "planes = torch.from_numpy(picture).mean(0)[None, None]  # (1, 1, H, W): grey = RGB/3",
        ]
    top, bottom, left, right = same_pads(kernel)
    return [
        f"picture = np.zeros(({IMPULSE_SIDE}, {IMPULSE_SIDE}), dtype=np.float32)",
        *(f"picture[{row}, {column}] = {value}" for row, column, value in IMPULSES[scene]),
        "# left, right, top, bottom",
        f"planes = functional.pad(torch.from_numpy(picture)[None, None], "
        f"({left}, {right}, {top}, {bottom}))",
    ]


def twins_script(load_code: str, settings: LearningSettings, history: TwinHistory) -> str:
    """Write both runs of `learn_twins` on the mean of the picture's channels."""
    rows, columns = settings.kernel_size
    mirrored = not np.array_equal(history.starts[0], history.starts[1])
    tolerance = 1e-3 * float(np.abs(history.target).max()) + 0.01 * history.apart
    lines = [
        '"""Learn one kernel through a cross-correlation, another through a convolution."""',
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional",
        "",
        load_code.strip(),
        "",
        "grey = torch.from_numpy(picture).mean(0).double()  # (H, W): grey = RGB/3",
        "grey = (grey - grey.mean()) / grey.std(correction=0).clamp(min=1e-6)  # mean 0, std 1",
        "planes = grey.float()[None, None]  # (1, 1, H, W)",
        f"target = torch.tensor({literal(history.target)})",
        "goal = functional.conv2d(planes, target[None, None])",
        f"generator = torch.Generator().manual_seed({settings.seed})",
        f"start = torch.randn(1, 1, {rows}, {columns}, generator=generator)"
        f" / {rows * columns} ** 0.5",
        "",
        "",
        "def learn(kernel, turn):",
        '    """Descend; `turn` is what happens to the kernel before it is laid on the picture."""',
        "    kernel = kernel.clone().requires_grad_()",
        f"    rate = {{'lr': {history.lr!r}, 'momentum': {settings.momentum}}}",
        "    optimizer = torch.optim.SGD([kernel], **rate)",
        f"    for step in range({settings.steps}):",
        "        optimizer.zero_grad()",
        "        loss = functional.mse_loss(functional.conv2d(planes, turn(kernel)), goal)",
        "        loss.backward()",
        "        optimizer.step()",
        "    return kernel.detach()[0, 0], loss.item()",
        "",
        "",
        "correlated, first = learn(start, lambda kernel: kernel)",
        f"convolved, second = learn(start{'.flip(-1, -2)' if mirrored else ''}, "
        "lambda kernel: kernel.flip(-1, -2))",
        "apart = (correlated - convolved.flip(-1, -2)).abs().max().item()",
        'print("losses", first, second, "largest difference after turning one over", apart)',
        "",
        f"assert abs(apart - {history.apart:.6g}) < {tolerance:.3g}",
    ]
    return "\n".join(lines) + "\n"
