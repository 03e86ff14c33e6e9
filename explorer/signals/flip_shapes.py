"""Drawn kernels, pictures of single bright pixels, and what turning a kernel does to it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.layers.kernels import Kernel, KernelSettings, build_kernel
from explorer.text import N_

Floats = NDArray[np.float32]
Operation = Literal["correlation", "convolution"]
Turned = Literal["same", "negative", "other"]

IMPULSE_SIDE = 15
# Row, column and brightness of the single pixels of each drawn picture.
IMPULSES: dict[str, tuple[tuple[int, int, float], ...]] = {
    "one": ((7, 7, 1.0),),
    "three": ((3, 4, 1.0), (4, 11, 0.5), (11, 7, 1.0)),
}
SCENES: dict[str, str] = {
    "one": N_("one bright pixel"),
    "three": N_("three bright pixels"),
    "photo": N_("the picture above"),
}
SHAPES: dict[str, str] = {
    "letter": N_("letter F"),
    "arrow": N_("arrow"),
    "emboss": N_("emboss"),
    "sobel_x": N_("Sobel x"),
    "gaussian": N_("Gaussian blur"),
}
_DRAWN: dict[str, tuple[str, ...]] = {
    "letter": (".###.", ".#...", ".##..", ".#...", ".#..."),
    "arrow": ("..#..", ".###.", "#.#.#", "..#..", "..#.."),
}


def make_kernel(name: str) -> Kernel:
    """Return a kernel of `SHAPES`, (kh, kw) float64: a drawn shape of ones, or a filter."""
    if name in _DRAWN:
        return np.array([[float(cell == "#") for cell in row] for row in _DRAWN[name]])
    size = 5 if name == "gaussian" else 3
    return build_kernel(KernelSettings(name, size=size))


def impulse_picture(name: str) -> Floats:
    """Return a black picture with the bright pixels of `IMPULSES`: (15, 15) float32."""
    picture = np.zeros((IMPULSE_SIDE, IMPULSE_SIDE), dtype=np.float32)
    for row, column, value in IMPULSES[name]:
        picture[row, column] = value
    return picture


def turn(kernel: NDArray[np.floating]) -> NDArray[np.floating]:
    """Turn (kh, kw) by 180 degrees: flipped along both axes."""
    return kernel[::-1, ::-1]


def same_pads(kernel: NDArray[np.floating]) -> tuple[int, int, int, int]:
    """Zeros (top, bottom, left, right) with which an answer is as large as the picture."""
    (rows, columns) = kernel.shape
    return (rows - 1) // 2, rows // 2, (columns - 1) // 2, columns // 2


def compare_turned(kernel: NDArray[np.floating]) -> Turned:
    """Tell whether a kernel turned by 180 degrees is itself, its negative, or another one."""
    scale = float(np.abs(kernel).max(initial=0.0))
    if np.allclose(turn(kernel), kernel, atol=1e-9 * scale):
        return "same"
    return "negative" if np.allclose(turn(kernel), -kernel, atol=1e-9 * scale) else "other"
