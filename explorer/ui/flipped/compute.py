"""One kernel on one picture by both operations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.data.pictures import Picture, to_grey, value_range
from explorer.layers.kernels import Kernel, parse_kernel
from explorer.signals.flip_shapes import (
    Operation,
    Turned,
    compare_turned,
    impulse_picture,
    make_kernel,
    same_pads,
    turn,
)
from explorer.signals.flipping import lay_on

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FlipView:
    """A scene (H, W), its padding, a kernel (kh, kw), and both answers (h, w).

    `photo` is the picture of the page's picker, also where the scene is drawn.
    """

    photo: Picture
    scene: str
    shape: str
    pads: tuple[int, int, int, int]
    padded: Floats
    limits: tuple[float, float]
    kernel: Kernel
    operation: Operation
    correlation: Floats
    convolution: Floats

    @property
    def answer(self) -> Floats:
        """The answer of the operation on show."""
        return self.convolution if self.operation == "convolution" else self.correlation

    @property
    def laid(self) -> Kernel:
        """The kernel as it is laid on the picture."""
        return np.array(turn(self.kernel)) if self.operation == "convolution" else self.kernel

    @property
    def turned(self) -> Turned:
        """What the kernel is when it is turned."""
        return compare_turned(self.kernel)

    @property
    def strongest(self) -> tuple[int, int]:
        """Row and column of the answer that is largest in absolute value."""
        row, column = np.unravel_index(np.abs(self.answer).argmax(), self.answer.shape)
        return int(row), int(column)

    @property
    def apart(self) -> float:
        """Largest difference between the two answers."""
        return float(np.abs(self.correlation - self.convolution).max())


def lay_kernel(
    photo: Picture, scene: str, shape: str, weights: str, operation: Operation
) -> FlipView:
    """Lay the chosen kernel on the chosen scene both ways; raises SettingError if none fits.

    A drawn scene is padded with zeros so that its answer is as large; a photograph is not.
    """
    kernel = parse_kernel(weights) if weights else make_kernel(shape)
    if scene == "photo":
        pads, pixels = (0, 0, 0, 0), to_grey(photo.pixels)[0]
        limits = value_range(photo)
    else:
        pads, limits = same_pads(kernel), (0.0, 1.0)
        pixels = np.pad(impulse_picture(scene), (pads[:2], pads[2:]))
    return FlipView(
        photo,
        scene,
        "hand" if weights else shape,
        pads,
        pixels,
        limits,
        kernel,
        operation,
        lay_on(pixels, kernel, "correlation"),
        lay_on(pixels, kernel, "convolution"),
    )
