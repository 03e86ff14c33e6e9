"""How strongly a kernel answers what is known to move, and how that depends on the speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.layers.convolution import to_tensor
from explorer.layers.geometry import AxisGeometry
from explorer.signals.moving_clip import Track
from explorer.signals.moving_shapes import draw_shape
from explorer.signals.volumes import VolumeGeometry

Floats = NDArray[np.float32]

SPEEDS = tuple(float(speed) for speed in np.arange(-4, 4.25, 0.25))  # pixels a frame to the right
_ROWS, _HALF = 24, 5.0  # of the strip a square crosses at each speed; the square's half width


@dataclass(frozen=True, slots=True)
class TrackAnswer:
    """Mean |answer| inside the box that follows a track; NaN where no output cell lies in it."""

    track: Track
    mean: float


def cell_centres(axis: AxisGeometry) -> NDArray[np.float64]:
    """Return where each output cell's window is centred, in input cells from the first one."""
    starts = np.arange(axis.output) * axis.stride - axis.before
    return np.asarray(starts + (axis.span - 1) / 2, dtype=np.float64)


def measure_tracks(
    answer: Floats, geometry: VolumeGeometry, tracks: tuple[Track, ...]
) -> list[TrackAnswer]:
    """Average |answer|, (t, h, w), over the cells whose window is centred in a track's box."""
    times, rows, columns = (cell_centres(axis) for axis in geometry.axes)
    size = np.abs(answer)
    answers = []
    for track in tracks:
        frames = np.arange(len(track.boxes))
        top, bottom, left, right = (
            np.interp(times, frames, edge)[:, None] for edge in track.boxes.T
        )
        down = (rows >= top) & (rows <= bottom)  # (t, h)
        across = (columns >= left) & (columns <= right)  # (t, w)
        inside = down[:, :, None] & across[:, None, :]
        answers.append(TrackAnswer(track, float(size[inside].mean()) if inside.any() else np.nan))
    return answers


def tuning_curve(kernel: Floats, speeds: tuple[float, ...] = SPEEDS) -> NDArray[np.float64]:
    """Return mean |answer| of a kernel, (kt, kh, kw), to a square that moves at each speed.

    The square, 10 pixels wide, bright on a dark ground, moves evenly to the right (or left where
    negative). Averaged over the one time step whose window is centred on it, the square and half
    the kernel around it.
    """
    depth, _rows, width = kernel.shape
    reach = int(np.ceil(max(np.abs(speeds)) * depth / 2 + _HALF + width)) + 1
    side = 2 * reach + 1
    time = np.arange(depth) - (depth - 1) / 2
    strips = np.stack(
        [[_strip(side, reach + speed * moment) for moment in time] for speed in speeds]
    )  # (speeds, kt, rows, side)
    with torch.no_grad():
        answers = functional.conv2d(  # one time step: the frames are summed like channels
            to_tensor(strips),
            to_tensor(kernel)[None],
            padding=(kernel.shape[1] // 2, width // 2),
        )[:, 0].numpy()  # (speeds, rows, side)
    around = int(_HALF + width // 2)
    seen = np.abs(answers[:, :, reach - around : reach + around + 1])
    return np.asarray(seen.mean(axis=(1, 2)), dtype=np.float64)


def _strip(side: int, column: float) -> NDArray[np.float64]:
    """Draw a square on a strip: (rows, side) in [0, 1]."""
    return draw_shape((_ROWS, side), "square", (_ROWS - 1) / 2, column, _HALF)
