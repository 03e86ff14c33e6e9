"""The pooling grid: input, window and output of a pooling layer, tied together under the pointer.

The linked grid with another arithmetic: it shares all of its script but what a window computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.grid_labels import PoolingLabels, pooling_labels
from explorer.ui.components.inline import read_inline
from explorer.ui.components.linked_grid import (
    GridEvent,
    pack_inputs,
    read_event,
    read_grid_script,
    require_names,
)
from explorer.ui.components.packing import digest

__all__ = ["GridEvent", "PoolingLabels", "pooling_grid", "pooling_labels"]

Floats = NDArray[np.float32]
Pair = tuple[int, int]
_PARTS = ("pooling_model", "pooling_panes", "pooling_readout", "pooling")

_component = st.components.v2.component(
    "explorer_pooling_grid",
    css=read_inline("linked_grid.css"),
    js=read_grid_script(_PARTS),
)


def pooling_grid(
    inputs: Floats,
    output: Floats,
    *,
    kind: Literal["max", "average"],
    kernel_size: Pair,
    stride: Pair,
    padding: Pair,
    count_include_pad: bool = True,
    channel_names: Sequence[str],
    channel: int = 0,
    input_range: tuple[float, float] | None = None,
    rgb: bool = False,
    pinned: Pair | None = None,
    labels: PoolingLabels | None = None,
    alt: str,
    key: str,
) -> GridEvent:
    """Draw a pooling layer's input, window and output; return the output cell that was pinned.

    `inputs`: (C, H, W) float32 without padding; `output`: (C, H_out, W_out) float32, as
    `torch.nn.functional.max_pool2d` or `avg_pool2d` gives it, with ceil_mode or without; pairs are
    (rows, columns). `channel` is shown first, and again whenever the page asks for another one;
    with `rgb` a tab that shows three channels as one colour picture stands before it.
    `input_range` is the grey scale's (low, high) for input and output; None draws signed data
    around zero. Raises ValueError if the arrays do not fit each other.
    """
    arrays = [np.ascontiguousarray(a, dtype=np.float32) for a in (inputs, output)]
    _require_fit(*arrays, kind=kind, kernel_size=kernel_size, stride=stride, padding=padding)
    require_names(len(inputs), channel_names, rgb=rgb)
    if not 0 <= channel < len(inputs):
        raise ValueError(f"there is no channel {channel} among {len(inputs)}")
    settings = [kind == "max", *kernel_size, *stride, *padding, count_include_pad]
    data = {
        "x": pack_inputs(arrays[0].ravel()),
        "y": pack_inputs(arrays[1].ravel()),
        "shape": list(inputs.shape),
        "out": list(output.shape[1:]),
        "kind": kind,
        "kernel": list(kernel_size),
        "stride": list(stride),
        "padding": list(padding),
        "count_include_pad": bool(count_include_pad),
        "names": [str(name) for name in channel_names],
        "channel": int(channel),
        "range": None if input_range is None else [float(end) for end in input_range],
        "rgb": bool(rgb),
        "pinned": None if pinned is None else [int(place) for place in pinned],
        "labels": asdict(labels or pooling_labels(kind)),
        "alt": alt,
        "token": digest(*arrays, np.array(settings, dtype="i8")),
    }
    result = _component(key=key, data=data, on_pinned_change=lambda: None)
    return read_event(result, kernel_size, output.shape[1:])


def _require_fit(
    inputs: Floats, output: Floats, *, kind: str, kernel_size: Pair, stride: Pair, padding: Pair
) -> None:
    """Raise ValueError unless the two arrays belong to one pooling layer."""
    if kind not in {"max", "average"}:
        raise ValueError(f"kind is max or average, got {kind!r}")
    if inputs.ndim != 3 or output.ndim != 3:
        raise ValueError(
            f"expected (C, H, W), (C, H_out, W_out), got {inputs.shape}, {output.shape}"
        )
    if len(inputs) != len(output):
        raise ValueError(f"output has {len(output)} channels, inputs have {len(inputs)}")
    if min(*inputs.shape, *output.shape, *kernel_size, *stride) < 1:
        raise ValueError("sizes, kernel_size and stride must be at least 1")
    if min(padding) < 0 or any(2 * p > k for p, k in zip(padding, kernel_size, strict=True)):
        raise ValueError(f"padding {padding} is more than half of kernel_size {kernel_size}")
    axes = list(zip(inputs.shape[1:], kernel_size, stride, padding, strict=True))
    expected = [
        tuple(_count_windows(*axis, ceil_mode=ceil) for axis in axes) for ceil in (False, True)
    ]
    if output.shape[1:] not in expected:
        floor, ceil = expected
        raise ValueError(
            f"these windows make {floor}, with ceil_mode {ceil}, got {output.shape[1:]}"
        )


def _count_windows(size: int, kernel: int, stride: int, padding: int, *, ceil_mode: bool) -> int:
    """Windows along one axis, by PyTorch's rule: none begins in the padding at the end.

    Unlike PoolAxis it counts none, without an error, where none fits: the other mode may have one.
    https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    room = size + 2 * padding - kernel
    if not ceil_mode:
        return max(0, room // stride + 1)
    further = -(-room // stride)  # windows after the first, rounded up
    return max(0, further + (further * stride < size + padding))
