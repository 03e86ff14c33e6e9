"""The arithmetic of the hand-made filter bank: NumPy alone, so that a script can carry it along."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

ORIENTATIONS = (0.0, 90.0, 45.0, 135.0, 22.5, 112.5, 67.5, 157.5)


def bank_weight(
    out_channels: int, channels: int, rows: int, columns: int, *, rgb: bool
) -> NDArray[np.float32]:
    """Hand-made weights, (out_channels, channels, rows, columns) float32.

    Zero-sum filters have weights of absolute sum 2 (answers within ±1 on pictures in [0, 1]),
    the others of absolute sum 1. `rgb` adds colour-opponent filters for red, green, blue.
    """
    weight = np.zeros((out_channels, channels, rows, columns))
    for i in range(out_channels):
        plane = plane_of(i, rows, columns, rgb=rgb)
        weight[i] = np.multiply.outer(mix_of(i, channels, rows * columns == 1, rgb=rgb), plane)
        weight[i] /= np.abs(weight[i]).sum()
        if abs(weight[i].sum()) < 1e-6:
            weight[i] *= 2
        elif rows * columns * channels == 1:
            weight[i] *= (-1.0) ** i / (1 + i // 2)  # a single weight can differ in nothing else
    return weight.astype(np.float32)


def plane_of(i: int, rows: int, columns: int, *, rgb: bool) -> NDArray[np.float64]:
    """Return what filter i looks for within a channel, (rows, columns), before it is scaled."""
    down = np.arange(rows)[:, None] - (rows - 1) / 2 + np.zeros((1, columns))
    right = np.arange(columns)[None, :] - (columns - 1) / 2 + np.zeros((rows, 1))
    bell = 0.5 ** ((3 * down / rows) ** 2 + (3 * right / columns) ** 2)  # ½ at a third of a side
    if i == 2 or (rgb and i in {6, 7}) or rows * columns == 1:
        return np.asarray(bell / bell.sum())  # blur
    angle, wave = {0: 90.0, 1: 0.0, 4: 45.0, 5: 135.0}.get(i, 0.0), i - (8 if rgb else 6)
    if wave >= 0:
        angle = ORIENTATIONS[wave % len(ORIENTATIONS)]
    along = right * math.cos(math.radians(angle)) + down * math.sin(math.radians(angle))
    length = max(2.0, max(rows, columns) * (0.8, 0.6, 1.2, 0.4)[wave // 16 % 4])
    stripes = np.cos if wave // 8 % 2 == 0 else np.sin
    spot = (down**2 - (down**2).mean()) + (right**2 - (right**2).mean())
    wanted = stripes(2 * math.pi * along / length) if wave >= 0 else -spot if i == 3 else along
    # a kernel too small for what is wanted gets the next simpler thing that it can hold
    for shape in (wanted, along, down * right, down + right):
        plane = bell * shape
        plane = plane - bell * (plane.sum() / bell.sum())  # a flat area shall answer 0
        if np.abs(plane).sum() > 1e-6:
            break
    return np.asarray(np.round(plane, 12) + 0.0)  # 1e-17 and −0 are rounding, not weights


def mix_of(i: int, channels: int, pointwise: bool, *, rgb: bool) -> NDArray[np.float64]:
    """Return how filter i weighs the channels, (channels,)."""
    red_green, blue_yellow = np.array([1.0, -1.0, 0.0]), np.array([-0.5, -0.5, 1.0])
    if rgb and i in ({1, 2} if pointwise else {6, 7}):
        return red_green if i in {1, 6} else blue_yellow
    if pointwise and i:
        return np.asarray(
            np.cos(2.399963 * i * np.arange(1, channels + 1))
        )  # the golden angle: no mix comes twice
    wave = i - (8 if rgb else 6)
    if rgb and wave >= 0 and wave % 3 == 2:
        return red_green if wave // 3 % 2 == 0 else blue_yellow
    turn = wave % channels if wave >= 0 and not rgb else 0
    return np.asarray(np.cos(math.pi * turn * (np.arange(channels) + 0.5) / channels))
