"""Moving shapes drawn from arithmetic alone (numpy); a page's script takes these lines over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def draw_shape(
    size: tuple[int, int], kind: str, row: float, column: float, half: float
) -> NDArray[np.float64]:
    """Return an array of `size` in [0, 1]: how much of each pixel a shape around a point covers.

    `half` is half its width, pixels. Edges fall between pixels, so that a shape can move by parts
    of one.
    """
    down, right = np.mgrid[0 : size[0], 0 : size[1]]
    down, right = np.abs(down - row), np.abs(right - column)
    reach = {
        "square": np.maximum(down, right),
        "disc": np.hypot(down, right),
        "diamond": (down + right) / np.sqrt(2),
    }[kind]
    return np.asarray(np.clip(half + 0.5 - reach, 0, 1))


def draw_clip(
    frames: int,
    side: int,
    shapes: list[tuple[str, float, float, float, float, float]],
    ground: float = 0.12,
    bright: float = 0.9,
) -> NDArray[np.float32]:
    """Draw shapes that move evenly: (frames, side, side) float32 in [0, 1], multiples of 1/255.

    A shape is its kind, row and column in the first frame, half its width, and the pixels it moves
    down and right a frame.
    """
    clip = np.empty((frames, side, side))
    for time in range(frames):
        covered = np.zeros((side, side))
        for kind, row, column, half, down, right in shapes:
            place = draw_shape((side, side), kind, row + down * time, column + right * time, half)
            covered = np.maximum(covered, place)
        clip[time] = ground + (bright - ground) * covered
    return np.asarray((np.rint(clip * 255) / 255).astype(np.float32))


def draw_blinking(frames: int, side: int, period: int) -> NDArray[np.float32]:
    """Draw a lamp, a disc that is on for half of `period` frames, beside one that stays on."""
    lamp = draw_shape((side, side), "disc", 0.5 * side, 0.3 * side, 7)
    steady = draw_shape((side, side), "square", 0.5 * side, 0.74 * side, 6)
    clip = np.empty((frames, side, side))
    for time in range(frames):
        lit = 1.0 if time % period < period // 2 else 0.0
        clip[time] = 0.12 + (0.9 - 0.12) * np.maximum(lit * lamp, steady)
    return np.asarray((np.rint(clip * 255) / 255).astype(np.float32))
