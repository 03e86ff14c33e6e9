"""Patches as columns: the third way to write a convolution, and what it costs in memory.

Source: https://pytorch.org/docs/stable/generated/torch.nn.Unfold.html; K. Chellapilla, S. Puri,
P. Simard, "High Performance Convolutional Neural Networks for Document Processing", 2006.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.signals.toeplitz import Doubles, TwinLayout, laid_on


def unfold(layout: TwinLayout, values: Doubles) -> Doubles:
    """Return the patches as columns, (K, M) float64, by `torch.nn.functional.unfold`.

    Row t holds what tap t reads in each window; a signal is unfolded as a picture of one row.
    """
    import torch
    from torch.nn import functional

    given = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float64))[None, None]
    vertical = 0 if layout.dimensions == 1 else layout.padding
    columns = functional.unfold(
        given,
        layout.kernel_size,
        dilation=(1, layout.dilation) if layout.dimensions == 1 else layout.dilation,
        padding=(vertical, layout.padding),
        stride=(1, layout.stride) if layout.dimensions == 1 else layout.stride,
    )
    return np.asarray(columns[0].numpy())


def multiply_patches(layout: TwinLayout, kernel: Doubles, patches: Doubles) -> Doubles:
    """Return the kernel as one row times the patches, (M,) float64."""
    return np.asarray(laid_on(layout, kernel).ravel() @ patches)


def count_copies(layout: TwinLayout) -> NDArray[np.int64]:
    """Return how often each input stands among the patches, (H, W) int64."""
    return np.outer(layout.rows.real_counts, layout.columns.real_counts)
