"""One filter across channels: planes, kernel slices, partial responses, their sum and one bias.

Pointing at a place of any map shows it in all of them, in the browser alone; Python hears of a
pinned place only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.linked_grid import pack_inputs
from explorer.ui.components.packing import digest
from explorer.ui.language import _

Floats = NDArray[np.float32]
Place = tuple[int, int]

_FEW = 1000  # cells: a hundredth of them is no handful
_SAMPLED = 10_000  # cells of a map that are enough to find its strongest hundredth

_component = st.components.v2.component(
    "explorer_channel_sum",
    css=read_inline("channel_sum.css"),
    js=read_inline("drawing.js", "channel_sum.js"),
)


@dataclass(frozen=True, slots=True)
class Channel:
    """One row: the plane's name, what its kernel slice is called, and a CSS colour beside it."""

    plane: str
    kernel: str
    swatch: str = ""


def sum_labels() -> dict[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "picture": _("picture"),
        "kernel": _("kernel: {name}"),
        "partial": _("partial"),
        "sum": _("sum"),
        "output": _("output"),
        "bias": _("bias"),
        "place": _("row {row}, column {column}"),
        "pinned": _("pinned"),
        "strongest": _("strongest answer"),
        "server": _("PyTorch"),
        "maps": _("maps: one scale"),
        "weights": _("kernels: one scale"),
        "planes": _("planes"),
        "clipped": _("The strongest 1 % of the answers are drawn at the ends of the scale."),
        "help": _(
            "Arrow keys move the place, with Shift by ten; Enter pins it, Escape lets it go."
        ),
    }


def channel_sum(
    planes: Floats,
    kernels: Floats,
    output: Floats,
    *,
    bias: float,
    channels: Sequence[Channel],
    plane_range: tuple[float, float],
    at: Place,
    pinned: bool,
    limit: float,
    largest: float,
    decimals: int,
    alt: str,
    key: str,
    rgb: tuple[int, int, int] | None = None,
    on_pin: Callable[[Place | None], None] | None = None,
) -> None:
    """Draw a filter's way from its planes to its map, without padding.

    `planes` (C, H, W) and `kernels` (C, k, k), k odd, float32; `output` (H − k + 1, W − k + 1)
    float32 as PyTorch computed it, bias included: the browser adds the products itself and
    compares. `at` is the output's place shown while nobody points, `pinned` whether the visitor
    chose it; `rgb` are the planes that make a colour picture. `limit` is the end of the maps'
    scale, `largest` their largest |value|; values are written with `decimals`.

    `on_pin(place or None)` runs before the page does, as a callback. Raises ValueError for arrays
    that do not fit each other.
    """
    _require_fit(planes, kernels, output, len(channels), at)

    def take_pin() -> None:
        told, place = read_pin(st.session_state.get(key), (output.shape[0], output.shape[1]))
        if told and on_pin is not None:
            on_pin(place)

    _component(
        key=key,
        data=_array_data(planes, kernels, output)
        | {
            "bias": float(np.float32(bias)),
            "names": [channel.plane for channel in channels],
            "kernel_names": [channel.kernel for channel in channels],
            "swatches": [channel.swatch for channel in channels],
            "range": [float(end) for end in plane_range],
            "rgb": None if rgb is None else list(rgb),
            "at": list(at),
            "pinned": pinned,
            "limit": float(limit),
            "largest": float(largest),
            "clipped": bool(largest > limit),
            "decimals": decimals,
            "labels": sum_labels(),
            "alt": alt,
        },
        on_pin_change=take_pin,
    )


def _array_data(planes: Floats, kernels: Floats, output: Floats) -> dict[str, Any]:
    arrays = [np.ascontiguousarray(a, dtype=np.float32) for a in (planes, kernels, output)]
    return {
        "x": pack_inputs(arrays[0].ravel()),
        "w": arrays[1].ravel(),
        "y": arrays[2].ravel(),
        "shape": list(planes.shape),
        "kernel_size": kernels.shape[1],
        "token": digest(arrays[0], arrays[1]),
    }


def read_pin(state: object, shape: Place) -> tuple[bool, Place | None]:
    """Read what the browser sent: whether it told anything, and the place or None for let go.

    A place outside (H, W) counts as nothing told.
    """
    value = state.get("pin") if isinstance(state, dict) else None
    if value == []:
        return True, None
    if not isinstance(value, list) or len(value) != 2:
        return False, None
    row, column = value
    if type(row) is not int or type(column) is not int:
        return False, None
    inside = 0 <= row < shape[0] and 0 <= column < shape[1]
    return inside, (row, column) if inside else None


def scale_end(maps: Floats) -> float:
    """Return where the scale of maps (N, H, W) ends: the largest 99th percentile of |value| a map.

    Small maps, and maps that are 0 but for less than a hundredth, get their largest |value|.
    """
    sizes = np.abs(maps).reshape(len(maps), -1)
    largest = float(sizes.max())
    count = sizes.shape[1]
    if count < _FEW:
        return largest
    sampled = sizes[:, :: -(-count // _SAMPLED)]
    return float(np.percentile(sampled, 99, axis=1).max()) or largest


def decimals_for(limit: float) -> int:
    """Return decimals that give the largest of several numbers three digits, 1 to 6."""
    if not (math.isfinite(limit) and limit > 0):
        return 3
    return min(6, max(1, 3 - math.ceil(math.log10(limit) - 1e-9)))


def _require_fit(planes: Floats, kernels: Floats, output: Floats, channels: int, at: Place) -> None:
    if planes.ndim != 3 or kernels.ndim != 3 or 0 in planes.shape:
        raise ValueError(f"expected (C, H, W), (C, k, k), got {planes.shape}, {kernels.shape}")
    if not len(planes) == len(kernels) == channels:
        raise ValueError(f"{len(planes)} planes, {len(kernels)} kernels, {channels} channels")
    if kernels.shape[1] != kernels.shape[2] or kernels.shape[1] % 2 == 0:
        raise ValueError(f"kernels are square and odd, got {kernels.shape[1:]}")
    expected = tuple(size - kernels.shape[1] + 1 for size in planes.shape[1:])
    if output.shape != expected or min(expected) < 1:
        raise ValueError(f"these kernels make a map of {expected}, got {output.shape}")
    if not (0 <= at[0] < output.shape[0] and 0 <= at[1] < output.shape[1]):
        raise ValueError(f"no place {at} on maps of {output.shape}")
