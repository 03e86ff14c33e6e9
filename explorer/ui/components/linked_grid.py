"""The linked grid: input, kernel and output of one filter, tied together under the pointer.

All hovering, playing and editing happens in the browser; Python hears of a pinned output cell and
of a kernel that was edited by hand, once, when the hand lets go.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.grid_labels import GridAxes, GridLabels, grid_labels
from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest

__all__ = [
    "GridAxes", "GridEvent", "GridLabels",
    "grid_labels", "linked_grid", "pack_inputs", "read_event",
]  # fmt: skip

Floats = NDArray[np.float32]
_SHARED = (
    "main", "windows", "numbers", "palette", "picture", "cell_lines", "building", "layout",
    "panes", "lights", "readout", "pointing", "transport",
)  # fmt: skip
_PARTS = ("model", "taps", "sums", "editing", "convolution")


def read_grid_script(parts: Sequence[str]) -> str:
    """Join what all grids share with the parts of one layer; `layer` in them is what differs."""
    return read_inline("drawing.js", *(f"linked_grid_js/{part}.js" for part in (*_SHARED, *parts)))


_component = st.components.v2.component(
    "explorer_linked_grid",
    css=read_inline("linked_grid.css"),
    js=read_grid_script(_PARTS),
)


@dataclass(frozen=True, slots=True, eq=False)
class GridEvent:
    """What the visitor did: the pinned output cell (row, column), and an edited kernel.

    `kernel`: (kh, kw) float32 as edited, of the channel on show; `change`: (kh, kw) float32, what
    the edit added to each tap. Both stay in the component's state until the next edit, so a page
    takes them once for each `edit_id`, which only grows (0: nothing edited yet).
    """

    pinned: tuple[int, int] | None = None
    kernel: Floats | None = None
    change: Floats | None = None
    edit_id: int = 0


def linked_grid(
    inputs: Floats,
    weight: Floats,
    output: Floats,
    *,
    bias: float = 0.0,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int, int, int] = (0, 0, 0, 0),
    dilation: tuple[int, int] = (1, 1),
    channel_names: Sequence[str],
    input_range: tuple[float, float] | None = None,
    rgb: bool = False,
    editable: bool = False,
    edit_channels: Literal["shift", "same"] = "shift",
    pinned: tuple[int, int] | None = None,
    labels: GridLabels | None = None,
    axes: GridAxes | None = None,
    alt: str,
    key: str,
    on_edit: Callable[[GridEvent], None] | None = None,
) -> GridEvent:
    """Draw one filter's input, kernel and output; return what was pinned and edited.

    `inputs`: (C, H, W) float32 that this filter sees, already padded by `padding` = (top, bottom,
    left, right); `weight`: (C, kh, kw) float32; `output`: (H_out, W_out) float32, bias included.
    `input_range` is the grey scale's (low, high); None draws signed data around zero. `rgb` adds a
    first tab that shows three channels as one colour picture.

    An edit of a tap adds the same amount in every channel (`edit_channels="shift"`), or makes all
    channels equal to the kernel on show ("same"). `on_edit` is called once an edit, before the
    page runs again, so that it may set widget values. `axes` names rows and columns that are no
    pixels. Raises ValueError if the arrays, or the axes' names, do not fit each other.
    """
    arrays = [np.ascontiguousarray(a, dtype=np.float32) for a in (inputs, weight, output)]
    _require_fit(*arrays, stride=stride, padding=padding, dilation=dilation)
    require_names(len(inputs), channel_names, rgb=rgb)
    _require_axes(axes, inputs.shape[1:], padding, output.shape)
    shapes = (weight.shape[1:], output.shape)

    def told() -> None:
        if on_edit is not None:
            on_edit(read_event(st.session_state.get(key), *shapes))

    data = _array_data(*arrays) | {
        "bias": float(np.float32(bias)),
        "stride": list(stride),
        "pads": list(padding),
        "dilation": list(dilation),
        "names": [str(name) for name in channel_names],
        "range": None if input_range is None else [float(end) for end in input_range],
        "rgb": bool(rgb),
        "editable": bool(editable),
        "edit_channels": edit_channels,
        "pinned": None if pinned is None else [int(place) for place in pinned],
        "labels": asdict(labels or grid_labels()),
        "axes": None if axes is None else asdict(axes),
        "alt": alt,
        "token": digest(*arrays, np.array([bias, *stride, *padding, *dilation], dtype="f8")),
    }
    result = _component(key=key, data=data, on_pinned_change=lambda: None, on_kernel_change=told)
    return read_event(result, *shapes)


def _array_data(inputs: Floats, weight: Floats, output: Floats) -> dict[str, Any]:
    """The three arrays, flat, with their shapes beside them."""
    return {
        "x": pack_inputs(inputs.ravel()),
        "w": weight.ravel(),
        "y": output.ravel(),
        "shape": list(inputs.shape),
        "kernel": list(weight.shape[1:]),
        "out": list(output.shape),
    }


def pack_inputs(values: Floats) -> Floats | NDArray[np.uint8]:
    """Return values that are all whole 255ths (an eight-bit photo's) as bytes, a quarter the size.

    `values`: (n,) float32; the browser divides by 255 in the same precision. Others go unchanged.
    """
    if values.min() < 0 or values.max() > 1:
        return values
    levels = np.rint(values * np.float32(255))
    exact = np.array_equal(levels / np.float32(255), values)
    return levels.astype(np.uint8) if exact else values


def read_event(
    state: Mapping[str, Any] | None, kernel_shape: tuple[int, ...], output_shape: tuple[int, ...]
) -> GridEvent:
    """Read the component's state, which comes from the browser: what does not fit counts as absent.

    `kernel_shape` (kh, kw) and `output_shape` (H_out, W_out) are those drawn now; an edit or a pin
    of an earlier size is left out.
    """
    values: Mapping[str, Any] = state or {}
    edit = values.get("kernel")
    pinned = _read_pin(values.get("pinned"), output_shape)
    if not isinstance(edit, Mapping) or edit.get("shape") != list(kernel_shape):
        return GridEvent(pinned)
    kernel = _read_floats(edit.get("values"), kernel_shape)
    change = _read_floats(edit.get("change"), kernel_shape)
    number = edit.get("edit")
    if kernel is None or change is None or type(number) is not int or number < 1:
        return GridEvent(pinned)
    return GridEvent(pinned, kernel, change, number)


def _read_pin(value: object, output_shape: tuple[int, ...]) -> tuple[int, int] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    fits = (
        type(place) is int and 0 <= place < size
        for place, size in zip(value, output_shape, strict=True)
    )
    return (value[0], value[1]) if all(fits) else None


def _read_floats(value: object, shape: tuple[int, ...]) -> Floats | None:
    if not isinstance(value, list) or len(value) != math.prod(shape):
        return None
    if not all(type(number) in {int, float} and abs(number) < 1e6 for number in value):
        return None  # also NaN, which no comparison accepts
    return np.array(value, dtype=np.float32).reshape(shape)


def require_names(channels: int, names: Sequence[str], *, rgb: bool) -> None:
    """Raise ValueError unless every channel has a name, and a colour picture three."""
    if len(names) != channels:
        raise ValueError(f"{len(names)} channel names for {channels} channels")
    if rgb and channels != 3:
        raise ValueError(f"rgb needs 3 channels, got {channels}")


def _require_axes(
    axes: GridAxes | None,
    padded: tuple[int, ...],
    padding: tuple[int, int, int, int],
    output_shape: tuple[int, ...],
) -> None:
    """Raise ValueError unless every row and column of input and output has a name."""
    if axes is None:
        return
    top, bottom, left, right = padding
    expected = (padded[0] - top - bottom, padded[1] - left - right, *output_shape)
    given = tuple(map(len, (axes.rows, axes.columns, axes.out_rows, axes.out_columns)))
    if given != expected:
        raise ValueError(f"the axes name {given} rows and columns, the grid has {expected}")


def _require_fit(
    inputs: Floats,
    weight: Floats,
    output: Floats,
    *,
    stride: tuple[int, int],
    padding: tuple[int, int, int, int],
    dilation: tuple[int, int],
) -> None:
    """Raise ValueError unless the three arrays belong to one convolution."""
    if inputs.ndim != 3 or weight.ndim != 3 or output.ndim != 2:
        shapes = f"{inputs.shape}, {weight.shape}, {output.shape}"
        raise ValueError(f"expected (C, H, W), (C, kh, kw), (H_out, W_out), got {shapes}")
    if len(inputs) != len(weight):
        raise ValueError(f"weight has {len(weight)} channels, inputs have {len(inputs)}")
    if min(*inputs.shape, *weight.shape, *output.shape, *stride, *dilation) < 1:
        raise ValueError("sizes, stride and dilation must be at least 1")
    if min(padding) < 0 or padding[0] + padding[1] >= inputs.shape[1]:
        raise ValueError(f"padding {padding} leaves no row of {inputs.shape[1]}")
    if padding[2] + padding[3] >= inputs.shape[2]:
        raise ValueError(f"padding {padding} leaves no column of {inputs.shape[2]}")
    expected = tuple(
        (size - d * (k - 1) - 1) // s + 1
        for size, k, s, d in zip(inputs.shape[1:], weight.shape[1:], stride, dilation, strict=True)
    )
    if output.shape != expected:
        raise ValueError(f"these windows make an output of {expected}, got {output.shape}")
