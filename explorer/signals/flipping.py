"""A kernel laid on a picture as it is, and turned by 180 degrees: what each of them answers.

Cross-correlation, y[i, j] = Σ x[i + u, j + v] k[u, v], is what `conv2d` computes. A convolution is
the same with the kernel turned by 180 degrees, along both axes.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.layers.convolution import clear_rounding, to_tensor
from explorer.layers.filtering import require_fit
from explorer.signals.flip_shapes import Operation, turn

Floats = NDArray[np.float32]


def lay_on(picture: Floats, kernel: NDArray[np.floating], operation: Operation) -> Floats:
    """Answer of a kernel on (H, W), whole windows only, by one of the two operations: (h, w).

    Raises SettingError if no window fits.
    """
    require_fit(picture, kernel)
    laid = turn(kernel) if operation == "convolution" else kernel
    weight = to_tensor(laid)[None, None]
    with torch.no_grad():
        answer: Floats = functional.conv2d(to_tensor(picture)[None, None], weight)[0].numpy()
    cleared: Floats = clear_rounding(answer, weight.numpy(), picture[None])[0]
    return cleared


def input_gradient(shape: tuple[int, int], kernel: NDArray[np.floating], error: Floats) -> Floats:
    """∂(Σ error · y) / ∂x of the layer y = conv2d(x, kernel) on (H, W), by autograd: (H, W)."""
    picture = torch.zeros((1, 1, *shape), requires_grad=True)
    with torch.enable_grad():
        answer = functional.conv2d(picture, to_tensor(kernel)[None, None])
        (slope,) = torch.autograd.grad(answer, picture, to_tensor(error)[None, None])
    gradient: Floats = slope[0, 0].numpy()
    return gradient
