"""One kernel over one picture, three ways: plain loops, a linear layer over patches, conv2d.

All three cross-correlate a grey picture (H, W) and keep the windows that fit ('valid'). A colour
picture is made grey first as RGB/3, the mean of its channels: the lecture's grey, not Pillow's
luma.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.convolution import rounding_share, run_convolution, to_tensor
from explorer.layers.geometry import Padding, PaddingMode
from explorer.text import N_

Floats = NDArray[np.float32]
Method = Literal["loops", "linear", "conv2d"]

LOOP_BUDGET = 1_000_000
FASTER_REPEATS = 30  # of the quick ones for each of the loops: they last less than a hiccup does


@dataclass(frozen=True, slots=True)
class RaceResult:
    """How one implementation did: times in seconds, difference to a float64 reference."""

    method: Method
    input_shape: tuple[int, int]
    multiply_adds: int
    best_s: float
    median_s: float
    max_difference: float
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the largest difference is within what float32 may differ by."""
        return self.max_difference <= self.tolerance


def correlate_loops(picture: Floats, kernel: NDArray[np.floating]) -> Floats:
    """Slide the kernel over (H, W) with four plain Python loops; (H − kh + 1, W − kw + 1)."""
    require_fit(picture, kernel)
    pixels, weights = picture.tolist(), kernel.astype(np.float32).tolist()
    rows, columns = len(weights), len(weights[0])
    output = []
    for i in range(len(pixels) - rows + 1):
        line = []
        for j in range(len(pixels[0]) - columns + 1):
            total = 0.0
            for u in range(rows):
                for v in range(columns):
                    total += pixels[i + u][j + v] * weights[u][v]
            line.append(total)
        output.append(line)
    return np.array(output, dtype=np.float32)


def correlate_linear(picture: Floats, kernel: NDArray[np.floating]) -> Floats:
    """Cut (H, W) into patches and hand each to ONE linear layer with kh·kw inputs and 1 output."""
    require_fit(picture, kernel)
    rows, columns = kernel.shape
    linear = torch.nn.Linear(rows * columns, 1, bias=False)
    with torch.no_grad():
        linear.weight.copy_(to_tensor(kernel).reshape(1, -1))
        patches = functional.unfold(
            to_tensor(picture)[None, None], (rows, columns)
        )  # (1, kh*kw, L)
        answers = linear(patches.transpose(1, 2))  # (1, L, 1)
    output: Floats = answers.reshape(
        picture.shape[0] - rows + 1, picture.shape[1] - columns + 1
    ).numpy()
    return output


def correlate_conv2d(picture: Floats, kernel: NDArray[np.floating]) -> Floats:
    """Let `torch.nn.functional.conv2d` do it: the same numbers as the loops."""
    require_fit(picture, kernel)
    with torch.no_grad():
        output: Floats = functional.conv2d(
            to_tensor(picture)[None, None], to_tensor(kernel)[None, None]
        )[0, 0].numpy()
    return output


METHODS: dict[Method, Callable[[Floats, NDArray[np.floating]], Floats]] = {
    "loops": correlate_loops,
    "linear": correlate_linear,
    "conv2d": correlate_conv2d,
}


def race(
    picture: Floats, kernel: NDArray[np.floating], *, repeats: int = 3
) -> tuple[RaceResult, ...]:
    """Time the three on the same input in the same run and compare each to float64.

    The input is the middle of (H, W), cut so that the loops make at most LOOP_BUDGET
    multiply-adds a pass: about a tenth of a second. `input_shape` tells what was raced.
    """
    if repeats < 1:
        raise SettingError(N_("repeats is {repeats}: set it to 1 or more"), repeats=repeats)
    require_fit(picture, kernel)
    middle = cut_for_loops(picture, kernel.shape)
    exact = _reference(middle, kernel)
    tolerance = agreement_tolerance(middle, kernel)
    results = []
    for name, method in METHODS.items():
        seconds, output = _measure(method, middle, kernel, repeats)
        results.append(
            RaceResult(
                method=name,
                input_shape=(middle.shape[0], middle.shape[1]),
                multiply_adds=exact.size * kernel.size,
                best_s=min(seconds),
                median_s=median(seconds),
                max_difference=float(np.abs(output - exact).max()),
                tolerance=tolerance,
            )
        )
    return tuple(results)


def cut_for_loops(picture: Floats, kernel_shape: tuple[int, ...]) -> Floats:
    """Return the middle of (H, W) on which one pass takes at most LOOP_BUDGET multiply-adds."""
    rows, columns = kernel_shape
    windows = LOOP_BUDGET // (rows * columns)
    heights, widths = picture.shape[0] - rows + 1, picture.shape[1] - columns + 1
    if heights * widths <= windows:
        return picture
    side = int(windows**0.5)
    down = min(heights, max(side, windows // widths))
    right = min(widths, windows // down)
    top, left = (heights - down) // 2, (widths - right) // 2
    return np.ascontiguousarray(
        picture[top : top + down + rows - 1, left : left + right + columns - 1]
    )


def agreement_tolerance(picture: Floats, kernel: NDArray[np.floating]) -> float:
    """Largest difference to the exact sum that float32 allows in any order of summation.

    A sum of n products differs by at most γₙ·Σ|x||w| (`rounding_share`); the largest such bound
    over all windows is returned.
    """
    largest = _reference(np.abs(picture), np.abs(kernel)).max()
    return float(rounding_share(kernel.size) * largest)


def filter_response(
    pixels: Floats,
    kernel: NDArray[np.floating],
    padding: Padding = "same",
    padding_mode: PaddingMode = "zeros",
    *,
    each_channel: bool = False,
) -> Floats:
    """Answer of one kernel on (C, H, W): (1, H_out, W_out) float32, signed.

    The picture is made grey first (RGB/3), or with `each_channel` every channel answers on its
    own: (C, H_out, W_out). Raises SettingError where the kernel does not fit.
    """
    planes = pixels if each_channel else pixels.mean(axis=0, keepdims=True, dtype=np.float32)
    weight = np.repeat(kernel.astype(np.float32)[None, None], len(planes), axis=0)
    return run_convolution(
        planes, weight, padding=padding, padding_mode=padding_mode, groups=len(planes)
    ).output


def _measure(
    method: Callable[[Floats, NDArray[np.floating]], Floats],
    picture: Floats,
    kernel: NDArray[np.floating],
    repeats: int,
) -> tuple[list[float], Floats]:
    """Return the seconds of each repeat and the answer.

    The quick ones run once untimed first and are repeated more often, since anything else that the
    machine does weighs more on them.
    """
    if method is not correlate_loops:
        method(picture, kernel)  # the first call plans and allocates, which is not the race
        repeats *= FASTER_REPEATS
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        output = method(picture, kernel)
        seconds.append(time.perf_counter() - start)
    return seconds, output


def _reference(picture: Floats, kernel: NDArray[np.floating]) -> NDArray[np.float64]:
    """Sum in float64 over the same float32 numbers."""
    windows = sliding_window_view(picture.astype(np.float64), kernel.shape)
    weights = kernel.astype(np.float32).astype(np.float64)
    return np.asarray(np.einsum("ijuv,uv->ij", windows, weights))


def require_fit(picture: Floats, kernel: NDArray[np.floating]) -> None:
    """Raise SettingError if the kernel (kh, kw) is larger than the picture (H, W)."""
    if any(k > p for k, p in zip(kernel.shape, picture.shape, strict=True)):
        raise SettingError(
            N_(
                "the kernel is {kernel}, the picture {picture}: choose a smaller kernel or a "
                "larger picture"
            ),
            kernel=" × ".join(map(str, kernel.shape)),
            picture=" × ".join(map(str, picture.shape)),
        )
