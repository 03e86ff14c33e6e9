"""Pictures for the chapter cards, made from real pictures and real arithmetic; numpy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from explorer.plots.colours import diverging_picture, enlarge, grey_picture

Floats = NDArray[np.float32]
Colours = NDArray[np.uint8]

_SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=np.float32)
_SIDE = 240


def filters_card(grey: Floats) -> Colours:
    """A picture (H, W) whose right half is its answer to Sobel x; (240, 240, 3) uint8."""
    windows = sliding_window_view(np.pad(grey, 1, mode="edge"), _SOBEL_X.shape)
    response = np.einsum("ijuv,uv->ij", windows, _SOBEL_X).astype(np.float32)
    half = grey.shape[1] // 2
    left = grey_picture(grey, float(grey.min()), float(grey.max()))
    right = diverging_picture(response, float(np.abs(response).max()) * 0.7)
    return enlarge(np.concatenate([left[:, :half], right[:, half:]], axis=1), min_side=_SIDE)


def convolution_card(grey: Floats) -> Colours:
    """The middle of a picture under 3 × 3 windows with stride 3, the lost pixels pale."""
    cells, kernel, stride, side = 10, 3, 3, 24
    step = max(1, min(grey.shape) // cells)
    small = grey[::step, ::step][:cells, :cells]
    picture = grey_picture(small, float(small.min()), float(small.max())).astype(np.float32)
    kept = (cells - kernel) // stride * stride + kernel
    lost = np.ones(small.shape, dtype=bool)
    lost[:kept, :kept] = False
    picture[lost] = 0.25 * picture[lost] + 0.75 * np.array([230, 138, 46])
    large = np.kron(picture, np.ones((side, side, 1))).astype(np.uint8)
    for start in range(0, kept + 1, stride):
        line = slice(max(0, start * side - 2), start * side + 2)
        large[line, : kept * side] = large[: kept * side, line] = (255, 255, 255)
    return large


CARDS: dict[str, Callable[[Floats], Colours]] = {
    "filters": filters_card,
    "convolution": convolution_card,
}
