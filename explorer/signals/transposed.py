"""The gradient of a convolution: Aᵀ g for the input, sums along the diagonals for the kernel.

Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285, section 4; https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.signals.toeplitz import Doubles, TwinLayout, laid_on, sum_by_place


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """dL/dx, (H, W) float64, and dL/dw, (kh, kw) float64 in the order of the typed kernel."""

    values: Doubles
    kernel: Doubles


def by_matrix(layout: TwinLayout, kernel: Doubles, values: Doubles, arriving: Doubles) -> Gradients:
    """Return Aᵀ g, and for each weight the sum of g x over the cells it stands in.

    `arriving`: g = dL/dy, (h, w) float64.
    """
    output, place, tap = layout.filled.T
    weight = layout.tap_weights[tap]
    flowing = arriving.ravel()[output]
    to_input = sum_by_place(place, kernel.ravel()[weight] * flowing, layout.inputs)
    to_kernel = sum_by_place(weight, flowing * values.ravel()[place], layout.weights)
    return Gradients(to_input.reshape(layout.input_size), to_kernel.reshape(layout.kernel_size))


def by_autograd(
    layout: TwinLayout, kernel: Doubles, values: Doubles, arriving: Doubles
) -> Gradients:
    """Return what `torch.autograd` makes of the layer, with g handed to `backward`."""
    import torch
    from torch.nn import functional

    x = torch.from_numpy(values.astype(np.float64)).requires_grad_()
    w = torch.from_numpy(kernel.astype(np.float64)).requires_grad_()
    laid = w.flip(0, 1) if layout.flipped else w
    steps: dict[str, Any] = {
        "stride": layout.stride,
        "padding": layout.padding,
        "dilation": layout.dilation,
    }
    if layout.dimensions == 1:
        y = functional.conv1d(x[None], laid[None], **steps)
    else:
        y = functional.conv2d(x[None, None], laid[None, None], **steps)
    g = torch.from_numpy(arriving.astype(np.float64)).reshape(y.shape)
    to_input, to_kernel = torch.autograd.grad(y, (x, w), g)
    return Gradients(to_input.numpy(), to_kernel.numpy())


def by_conv_transpose(layout: TwinLayout, kernel: Doubles, arriving: Doubles) -> Doubles:
    """Return dL/dx, (H, W) float64, by `conv_transpose1d` or `conv_transpose2d`.

    It takes the very weight that the layer was given, and spreads it: nobody turns it by hand.
    `output_padding` gives back the cells that the last window did not reach.
    """
    import torch
    from torch.nn import functional

    weight = torch.from_numpy(laid_on(layout, kernel).copy())[None, None]
    given = torch.from_numpy(arriving.astype(np.float64))[None, None]
    steps: dict[str, Any] = {
        "stride": layout.stride,
        "padding": layout.padding,
        "dilation": layout.dilation,
    }
    rest = layout.rows.remainder, layout.columns.remainder
    if layout.dimensions == 1:
        spread = functional.conv_transpose1d(
            given[:, :, 0], weight[:, :, 0], output_padding=rest[1], **steps
        )
        return np.asarray(spread[0].numpy())
    spread = functional.conv_transpose2d(given, weight, output_padding=rest, **steps)
    return np.asarray(spread[0, 0].numpy())


def kernel_by_correlation(layout: TwinLayout, values: Doubles, arriving: Doubles) -> Doubles:
    """Return dL/dw, (kh, kw) float64, as the correlation of the padded input with g.

    Stride and dilation change places: g is spread by the stride and steps by the dilation.
    """
    import torch
    from torch.nn import functional

    vertical = 0 if layout.dimensions == 1 else layout.padding
    steps = (1, layout.stride) if layout.dimensions == 1 else (layout.stride, layout.stride)
    spread = (1, layout.dilation) if layout.dimensions == 1 else (layout.dilation, layout.dilation)
    answer = functional.conv2d(
        torch.from_numpy(values.astype(np.float64))[None, None],
        torch.from_numpy(arriving.astype(np.float64))[None, None],
        stride=spread,
        padding=(vertical, layout.padding),
        dilation=steps,
    )
    rows, columns = layout.kernel_size  # what lies beyond comes of a last window that did not fit
    return laid_on(layout, np.asarray(answer[0, 0, :rows, :columns].numpy()))
