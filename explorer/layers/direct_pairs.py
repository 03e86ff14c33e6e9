"""Two convolutions with nothing between them, and the one that does what both do."""

from __future__ import annotations

from itertools import pairwise

from explorer.layers.layer_specs import Conv2d, Stack

_LARGEST_TAPS = 128  # so that two such kernels stay within what a layer can have


def follow_directly(stack: Stack) -> bool:
    """Whether any two convolutions stand next to each other."""
    return any(
        isinstance(first, Conv2d) and isinstance(second, Conv2d)
        for first, second in pairwise(stack)
    )


def find_pair(stack: Stack) -> tuple[int, Conv2d, Conv2d] | None:
    """Return the first two convolutions without anything between them that are surely one.

    Only plain ones: no dilation, no groups, zeros as padding, and none before the second.
    """
    for index, (first, second) in enumerate(pairwise(stack)):
        if (
            isinstance(first, Conv2d)
            and isinstance(second, Conv2d)
            and first.out_channels == second.in_channels
            and _is_plain(first)
            and _is_plain(second)
            and second.padding == (0, 0)
        ):
            return index, first, second
    return None


def _is_plain(layer: Conv2d) -> bool:
    return (
        layer.dilation == (1, 1)
        and layer.groups == 1
        and layer.padding_mode == "zeros"
        and isinstance(layer.padding, tuple)
        and max(layer.kernel_size) * max(layer.stride) <= _LARGEST_TAPS
    )


def joint_layer(first: Conv2d, second: Conv2d) -> Conv2d:
    """Return the one layer: kernel K₁ + S₁·(K₂ − 1), strides multiplied."""
    kernels = zip(first.kernel_size, first.stride, second.kernel_size, strict=True)
    rows, columns = (inner + step * (outer - 1) for inner, step, outer in kernels)
    down, across = (one * other for one, other in zip(first.stride, second.stride, strict=True))
    return Conv2d(
        first.in_channels,
        second.out_channels,
        (rows, columns),
        stride=(down, across),
        padding=first.padding,
        bias=first.bias or second.bias,
    )
