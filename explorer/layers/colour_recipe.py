"""The arithmetic of the colour filters: NumPy alone, so that a script can carry it along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# A filter by its three kernels, for red, green and blue: a shape, and how much of it.
PATTERNS = {
    "edge": ("right 1", "right 1", "right 1"),
    "red_green_edge": ("right 1", "right -1", "none 0"),
    "blue_edge": ("none 0", "none 0", "right 1"),
    "red_spot": ("bell 1", "ring -1", "none 0"),
    "blue_yellow": ("bell -0.5", "bell -0.5", "bell 1"),
    "brightness": ("middle 1", "middle 1", "middle 1"),
    "red_copy": ("middle 1", "none 0", "none 0"),
    "three_ways": ("right 1", "down 1", "slope 1"),
    "fringe": ("left_end 1", "none 0", "right_end -1"),
    "edge_down": ("down 1", "down 1", "down 1"),
    "red_blue_edge": ("right 1", "none 0", "right -1"),
    "spot": ("spot 1", "spot 1", "spot 1"),
    "green_magenta": ("bell -0.5", "bell 1", "bell -0.5"),
    "blur": ("bell 1", "bell 1", "bell 1"),
    "blue_spot": ("ring -0.5", "ring -0.5", "bell 1"),
    "negative": ("middle -1", "middle -1", "middle -1"),
}
# A 1 x 1 kernel holds no shape: what is left is how much of each colour.
MIXES = {
    "edge": (1, 1, 1),
    "red_green_edge": (1, -1, 0),
    "blue_edge": (0, 0, 1),
    "red_spot": (1, -0.5, -0.5),
    "blue_yellow": (-0.5, -0.5, 1),
    "brightness": (0.299, 0.587, 0.114),
    "red_copy": (1, 0, 0),
    "three_ways": (0, 1, 0),
    "fringe": (1, 0, 1),
    "edge_down": (0, 1, -1),
    "red_blue_edge": (1, 0, -1),
    "spot": (1, 1, 0),
    "green_magenta": (-0.5, 1, -0.5),
    "blur": (0, 1, 1),
    "blue_spot": (2, 1, 0),
    "negative": (-1, -1, -1),
}


def colour_weight(keys: Sequence[str], kernel_size: int) -> NDArray[np.float32]:
    """Return the filters of these names, (filters, 3, kernel_size, kernel_size) float32.

    Weights that sum to 0 have absolute sum 2, so that pictures in [0, 1] are answered within
    -1 and 1; the others have absolute sum 1.
    """
    weight = np.zeros((len(keys), 3, kernel_size, kernel_size))
    for number, key in enumerate(keys):
        for channel in range(3):
            if kernel_size == 1:
                weight[number, channel] = MIXES[key][channel]
                continue
            name, amount = PATTERNS[key][channel].split()
            weight[number, channel] = float(amount) * shape_of(name, kernel_size)
        weight[number] /= np.abs(weight[number]).sum()
        if abs(weight[number].sum()) < 1e-9:
            weight[number] *= 2
    return (weight + 0.0).astype(np.float32)  # + 0.0 turns -0 into 0


def shape_of(name: str, kernel_size: int) -> NDArray[np.float64]:
    """Return one kernel (kernel_size, kernel_size) of absolute sum 1; kernel_size is 3 or more."""
    down, right = np.indices((kernel_size, kernel_size)) - (kernel_size - 1) / 2
    bell = 0.5 ** ((3 * down / kernel_size) ** 2 + (3 * right / kernel_size) ** 2)
    here = (down == 0) & (right == 0)
    around = bell * ~here
    shapes = {
        "right": bell * right,
        "down": bell * down,
        "slope": bell * (right + down),
        "bell": bell,
        "ring": around,
        "middle": here * 1.0,
        "spot": here - around / around.sum(),
        "left_end": ((down == 0) & (right == right.min())) * 1.0,
        "right_end": ((down == 0) & (right == right.max())) * 1.0,
        "none": here * 0.0,
    }
    shape = shapes[name]
    total = np.abs(shape).sum()
    return np.asarray(shape / total if total else shape)
