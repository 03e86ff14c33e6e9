"""Two convolutions with and without a ReLU between them, and the best single kernel for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.layer_specs import Conv2d
from explorer.networks.building import build_layer
from explorer.networks.collapsing import collapse_convolutions
from explorer.text import N_

Floats = NDArray[np.float32]

Pair = tuple[nn.Conv2d, nn.Conv2d]

EDGE_WEIGHTS = (1.0, 0.5, 1.0, 0.5)
KERNEL = 3  # of both convolutions; together they span 5
SPAN = 2 * KERNEL - 1
LEAST_SIDE = SPAN + 5  # 36 windows for the 26 numbers of one kernel and its bias


@dataclass(frozen=True, slots=True, eq=False)
class OneKernel:
    """Two 3 × 3 convolutions on a grey picture, and one 5 × 5 in their place; all float32.

    `plain`, `collapsed`, `with_relu` and `fitted` are maps (H − 4, W − 4): the two convolutions,
    their one kernel, the two with a ReLU between them, and the one kernel nearest to that by least
    squares. `kernel` (5, 5) and `bias` are the collapsed ones. `most_off` is the largest difference
    of the first two, `left_over` the share in [0, 1] of the third's variance that the fourth lacks.
    """

    plain: Floats
    collapsed: Floats
    with_relu: Floats
    fitted: Floats
    kernel: Floats
    bias: float
    most_off: float
    left_over: float
    parameters: tuple[int, int]


def random_pair(maps: int, seed: int) -> Pair:
    """Two 3 × 3 convolutions, 1 → maps → 1, with PyTorch's random start from `seed`."""
    generator = torch.Generator().manual_seed(seed)
    specs = (Conv2d(1, maps, (KERNEL, KERNEL)), Conv2d(maps, 1, (KERNEL, KERNEL)))
    first, second = (build_layer(spec, generator) for spec in specs)
    assert isinstance(first, nn.Conv2d)  # noqa: S101 - for mypy: the specs say so
    assert isinstance(second, nn.Conv2d)  # noqa: S101
    return first, second


def edge_pair() -> Pair:
    """Sobel to the right, left, down and up; then their 3 × 3 means, weighted 1, ½, 1 and ½."""
    first, second = random_pair(4, 0)
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    with torch.no_grad():
        first.weight.copy_(torch.stack([across, -across, across.T, -across.T])[:, None])
        second.weight.copy_(
            torch.tensor(EDGE_WEIGHTS)[None, :, None, None].expand_as(second.weight) / KERNEL**2
        )
        for layer in (first, second):
            if layer.bias is not None:
                layer.bias.zero_()
    return first, second


def compare_one_kernel(grey: Floats, pair: Pair) -> OneKernel:
    """Run a grey picture (1, H, W) through two 3 × 3 convolutions and through one 5 × 5.

    The picture's mean is taken off, so that the first maps have both signs. Raises SettingError for
    a picture under 10 pixels.
    """
    _require_windows(grey)
    first, second = pair
    centred = (grey - grey.mean()).astype(np.float32)
    with torch.no_grad():
        between = first(torch.from_numpy(centred)[None])  # (1, maps, H − 2, W − 2)
        plain = second(between)[0, 0].numpy()
        with_relu = second(functional.relu(between))[0, 0].numpy()
        one = collapse_convolutions(first, second).layer
        collapsed = one(torch.from_numpy(centred)[None])[0, 0].numpy()
    fitted = fit_one_kernel(centred[0], with_relu)
    bias = 0.0 if one.bias is None else float(one.bias.item())
    return OneKernel(
        plain,
        collapsed,
        with_relu,
        fitted,
        one.weight[0, 0].detach().numpy(),
        bias,
        float(np.abs(plain - collapsed).max()),
        _unexplained(with_relu, fitted),
        (
            sum(p.numel() for layer in (first, second) for p in layer.parameters()),
            sum(p.numel() for p in one.parameters()),
        ),
    )


def fit_one_kernel(picture: Floats, target: Floats) -> Floats:
    """Return the map nearest to `target` that one kernel and a bias make of `picture`.

    (H, W) and (H − 4, W − 4) float32; least squares over all 5 × 5 windows.
    """
    windows = sliding_window_view(picture, (SPAN, SPAN)).reshape(-1, SPAN * SPAN)
    design = np.column_stack([windows, np.ones(len(windows))]).astype(np.float64)
    answer = np.linalg.lstsq(design.T @ design, design.T @ target.ravel().astype(np.float64))[0]
    fitted: Floats = (design @ answer).reshape(target.shape).astype(np.float32)
    return fitted


def _unexplained(target: Floats, fitted: Floats) -> float:
    """Share of a map's variance that another map lacks; 0 where it does not vary."""
    spread = float(((target - target.mean()) ** 2).sum(dtype=np.float64))
    rest = float(((target - fitted) ** 2).sum(dtype=np.float64))
    return rest / spread if spread else 0.0


def _require_windows(grey: Floats) -> None:
    height, width = grey.shape[1:]
    if min(height, width) < LEAST_SIDE:
        raise SettingError(
            N_(
                "the picture is {height} × {width}: one kernel needs {least} pixels a side to be "
                "told from chance, choose a larger picture"
            ),
            height=height,
            width=width,
            least=LEAST_SIDE,
        )
