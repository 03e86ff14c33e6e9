"""Which output sees which input, as a picture of cells (numpy only)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.plots.colours import DIVERGING, SEQUENTIAL, rgb

_CELL, _LINE = 22, 2  # pixels


def connection_picture(
    seen: NDArray[np.bool_], shares: NDArray[np.floating], marked: int
) -> NDArray[np.uint8]:
    """Paint a matrix (out, in): a filled cell where output and input are connected.

    `shares` (out, in) in [0, 1] sets how strong a connection is, by the cell's darkness; cells
    without one hold a dot. The row `marked` is framed. The result is (height, width, 4) uint8.
    """
    outputs, inputs = seen.shape
    pitch = _CELL + _LINE
    sheet = np.zeros((outputs * pitch + _LINE, inputs * pitch + _LINE, 4), dtype=np.uint8)
    weak, strong = np.array(rgb(DIVERGING[3])), np.array(rgb(SEQUENTIAL[1]))
    middle = slice(_CELL // 2 - 1, _CELL // 2 + 2)
    for row in range(outputs):
        for column in range(inputs):
            top, left = row * pitch + _LINE, column * pitch + _LINE
            cell = sheet[top : top + _CELL, left : left + _CELL]
            if seen[row, column]:
                cell[..., :3] = np.rint(weak + (strong - weak) * shares[row, column])
                cell[..., 3] = 255
            else:
                cell[middle, middle] = (128, 128, 128, 255)
    _frame(sheet, marked * pitch)
    return sheet


def _frame(sheet: NDArray[np.uint8], top: int) -> None:
    """Draw a frame around the row of cells that begins at pixel row `top`."""
    colour = (*rgb(DIVERGING[7]), 255)
    bottom = top + _CELL + _LINE
    sheet[top : top + _LINE] = sheet[bottom : bottom + _LINE] = colour
    sheet[top : bottom + _LINE, :_LINE] = sheet[top : bottom + _LINE, -_LINE:] = colour
