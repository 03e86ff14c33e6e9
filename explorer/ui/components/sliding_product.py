"""A kernel slides over a signal: the products under it, their sum, and the result that grows.

Pointing, playing and stepping happen in the browser; Python hears of the position that was pinned.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _

Numbers = NDArray[np.floating]
Mode = Literal["area", "stems"]
MOST_SAMPLES = 20_000  # of signal, kernel and output together: more could not be told apart

_PARTS = ("main", "model", "scales", "area", "stems", "readout", "pointing")
_component = st.components.v2.component(
    "explorer_sliding_product",
    css=read_inline("sliding_product.css"),
    js=read_inline("drawing.js", *(f"sliding_product_js/{part}.js" for part in _PARTS)),
)


def sliding_product(
    signal: Numbers,
    kernel: Numbers,
    output: Numbers,
    *,
    mode: Mode,
    start: float = 0.0,
    step: float = 1.0,
    unit: str = "",
    kernel_start: float = 0.0,
    output_start: float = 0.0,
    stride: int = 1,
    dilation: int = 1,
    pads: tuple[int, int] = (0, 0),
    bias: float = 0.0,
    flipped: bool = False,
    impulses: tuple[bool, bool] = (False, False),
    position: int | None = None,
    labels: Mapping[str, str] | None = None,
    alt: str,
    key: str,
) -> int | None:
    """Draw (N,) signal, (K,) kernel and (T,) output; return the position 0..T−1 that was pinned.

    `mode="stems"`, for samples: the window at position p takes sample p·stride + k·dilation for
    weight k, as torch's `conv1d` does, and `flipped=True` weight K−1−k there, as a convolution
    does. `signal` is already padded by `pads` (left, right), T = (N − dilation·(K − 1) − 1) //
    stride + 1. The first sample that is not padding stands at `start`, the next `step` further, in
    `unit`; an output stands under the middle of its window and is called by its number,
    `output_start` for the first.

    `mode="area"`, for functions sampled every `step`: `signal` f from `start`, `kernel` g from
    `kernel_start`, `output` at the shifts t from `output_start`, at which samples meet samples;
    outside of them a function is 0. The product is f(τ)·g(τ − t), or f(τ)·g(t − τ) where
    `flipped`; its area, the sum times `step`, is the output. `impulses` says that f or g is
    a Dirac impulse, one or two samples that sum to 1 / step, which is drawn as an arrow.

    A kernel that is `flipped` in a later run is turned over before the visitor's eyes once.
    `position` is where the kernel stands at first, and again when another one is handed in.
    `labels` replaces words of `sliding_labels`. Raises ValueError if the arrays do not fit.
    """
    arrays = [np.asarray(values, dtype=np.float32) for values in (signal, kernel, output)]
    _require_fit(*arrays, mode=mode, stride=stride, dilation=dilation, pads=pads)
    result = _component(
        key=key,
        data=build_payload(
            *arrays,
            mode=mode,
            places=(start, step, kernel_start, output_start),
            window=(stride, dilation, *pads),
            flipped=flipped,
            bias=bias,
        )
        | {
            "unit": unit,
            "impulses": list(impulses),
            "asked": position if read_position(position, len(output)) is not None else None,
            "labels": {**sliding_labels(mode, flipped=flipped), **(labels or {})},
            "alt": alt,
        },
        on_position_change=lambda: None,
    )
    state: Mapping[str, Any] = result or {}
    return read_position(state.get("position"), len(output))


def read_position(value: object, positions: int) -> int | None:
    """Read a position the browser told; None for what is none of this output's."""
    return value if type(value) is int and 0 <= value < positions else None


def build_payload(
    signal: NDArray[np.float32],
    kernel: NDArray[np.float32],
    output: NDArray[np.float32],
    *,
    mode: Mode,
    places: tuple[float, float, float, float],
    window: tuple[int, int, int, int],
    flipped: bool,
    bias: float,
) -> dict[str, Any]:
    """Collect what the browser draws; `token` names all of it but the flip.

    `places`: start, step, kernel_start, output_start; `window`: stride, dilation, pads.
    """
    numbers = np.concatenate([signal, kernel, output])  # one array: each costs 2 ms
    settings = np.array([len(kernel), len(output), *places, *window, bias], dtype=np.float64)
    return {
        "numbers": numbers,
        "sizes": [len(signal), len(kernel), len(output)],
        "mode": mode,
        "places": [float(place) for place in places],
        "window": [int(part) for part in window],
        "bias": float(bias),
        "flipped": bool(flipped),
        "turn": digest(kernel),  # the same kernel, flipped or not
        "token": digest(numbers, settings, np.array([flipped])),
    }


def sliding_labels(mode: Mode, *, flipped: bool = False) -> dict[str, str]:
    """Return every word the component shows, in the visitor's language; `{…}` is filled in there.

    A counted number stands behind a colon, so that no language needs a plural.
    """
    both = {
        "play": _("Play: slide over the signal"),
        "pause": _("Pause"),
        "back": _("One step back"),
        "forward": _("One step forward"),
        "slider": _("Position"),
        "pinned": _("pinned"),
        "turning": _("the kernel is turned over …"),
        "product": _("product"),
        "positive": _("above zero"),
        "negative": _("below zero"),
        "keys": _("Arrow keys slide, Enter pins, Escape lets go, Space plays."),
    }
    if mode == "area":
        return both | {
            "signal": "f(τ)",
            "kernel": "g(t − τ)" if flipped else "g(τ − t)",
            "unflipped": "g(τ)",
            "product": "f(τ) · g(t − τ)" if flipped else "f(τ) · g(τ − t)",
            "output": "(f ∗ g)(t)" if flipped else "(g ⋆ f)(t)",
            "place": _("t = {place}"),
            "sum": _("area {positive} − {negative} = {sum}"),
            "one_sided": _("area {sum}"),
        }
    return both | {
        "signal": _("signal"),
        "kernel": _("kernel, flipped") if flipped else _("kernel"),
        "output": _("output"),
        "padding": _("padding"),
        "place": _("output [{place}]"),
        "bias": _("bias"),
        "sum": _("above zero {positive}, below {negative}, sum {sum}"),
        "many": _("products: {count}"),
    }


def _require_fit(
    signal: NDArray[np.float32],
    kernel: NDArray[np.float32],
    output: NDArray[np.float32],
    *,
    mode: Mode,
    stride: int,
    dilation: int,
    pads: tuple[int, int],
) -> None:
    shapes = (signal.shape, kernel.shape, output.shape)
    if any(len(shape) != 1 or shape[0] == 0 for shape in shapes):
        raise ValueError(f"signal (N,), kernel (K,), output (T,), none empty; got {shapes}")
    if sum(math.prod(shape) for shape in shapes) > MOST_SAMPLES:
        raise ValueError(f"draw an excerpt: {shapes} are more than {MOST_SAMPLES} numbers")
    if not all(np.isfinite(values).all() for values in (signal, kernel, output)):
        raise ValueError("signal, kernel and output must be finite")
    if mode == "area":
        return
    if min(stride, dilation) < 1 or min(pads) < 0 or sum(pads) >= len(signal):
        raise ValueError(f"stride {stride}, dilation {dilation} and pads {pads} do not fit")
    expected = (len(signal) - dilation * (len(kernel) - 1) - 1) // stride + 1
    if len(output) != expected:
        raise ValueError(f"these windows make {expected} outputs, got {len(output)}")
