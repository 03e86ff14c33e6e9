"""Where a pooling layer's windows fall: sizes, cut windows and divisors, in whole numbers.

Rules: https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html and AvgPool2d.html
(section Shape). Both refuse padding beyond half a window; with `ceil_mode` a window may run past
the padded edge, but none may begin in the padding at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry
from explorer.text import N_

PoolKind = Literal["max", "average"]


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """The arguments of `torch.nn.MaxPool2d` and `AvgPool2d`, by their names; (rows, columns).

    `stride` None is the kernel's size, as in PyTorch; `count_include_pad` concerns averages alone.
    """

    kind: PoolKind = "max"
    kernel_size: tuple[int, int] = (2, 2)
    stride: tuple[int, int] | None = None
    padding: tuple[int, int] = (0, 0)
    ceil_mode: bool = False
    count_include_pad: bool = True

    def __post_init__(self) -> None:
        """Raise SettingError for what the layers would refuse."""
        if self.kind not in {"max", "average"}:
            raise SettingError(
                N_("there is no pooling {kind}: choose max or average"), kind=self.kind
            )
        _require_least("kernel_size", min(self.kernel_size), 1)
        _require_least("stride", min(self.steps), 1)
        _require_least("padding", min(self.padding), 0)
        for kernel, padding in zip(self.kernel_size, self.padding, strict=True):
            if 2 * padding > kernel:
                raise SettingError(
                    N_(
                        "padding {padding} is more than half of kernel_size {kernel}: a window "
                        "could lie in the padding alone, so PyTorch refuses it. Lower padding to "
                        "{fitting} or raise kernel_size to {larger}"
                    ),
                    padding=padding,
                    kernel=kernel,
                    fitting=kernel // 2,
                    larger=2 * padding,
                )

    @property
    def steps(self) -> tuple[int, int]:
        """The stride in use: the kernel's size where none is given."""
        return self.kernel_size if self.stride is None else self.stride


@dataclass(frozen=True, slots=True)
class PoolAxis:
    """One axis of a pooling window, in pixels."""

    size: int
    kernel: int
    stride: int
    padding: int = 0
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        """Raise SettingError where no window fits."""
        _require_least("the picture's side", self.size, 1)
        if self.output < 1:
            raise SettingError(
                N_(
                    "a window of {kernel} pixels does not fit on {padded} (with padding): lower "
                    "kernel_size to {smaller} or raise padding to {padding}"
                ),
                kernel=self.kernel,
                padded=self.padded,
                smaller=self.padded,
                padding=-(-(self.kernel - self.size) // 2),
            )

    @property
    def padded(self) -> int:
        """Size with the padding on both sides."""
        return self.size + 2 * self.padding

    @property
    def whole(self) -> int:
        """Windows that end within the padded axis; 0 or less where not even one does."""
        return (self.padded - self.kernel) // self.stride + 1

    @property
    def remainder(self) -> int:
        """Pixels of the padded axis behind the last whole window."""
        return (self.padded - self.kernel) % self.stride

    @property
    def output(self) -> int:
        """Number of windows; `ceil_mode` adds one where a remainder is left and it may begin."""
        return self.whole + (self.ceil_mode and self.remainder > 0 and not self.dropped)

    @property
    def dropped(self) -> bool:
        """Whether ceil_mode's further window would begin in the padding at the end: it is left out.

        Always False without ceil_mode or without a remainder.
        """
        begins_outside = self.whole * self.stride >= self.size + self.padding
        return self.ceil_mode and self.remainder > 0 and begins_outside

    @property
    def overhang(self) -> int:
        """Cells of the last window beyond the padded axis; they are not there for PyTorch."""
        return max(0, (self.output - 1) * self.stride + self.kernel - self.padded)

    @property
    def windows(self) -> AxisGeometry:
        """The same windows on an axis long enough for the overhang, for counting visits."""
        after = self.padding + self.overhang
        return AxisGeometry(self.size, self.kernel, self.stride, self.padding, after)

    @property
    def starts(self) -> NDArray[np.int64]:
        """First pixel of each window, (output,) int64; negative in the padding."""
        return np.arange(self.output) * self.stride - self.padding

    @property
    def real_taps(self) -> NDArray[np.int64]:
        """How many real pixels each window holds, (output,) int64, at least 1."""
        ends = np.minimum(self.starts + self.kernel, self.size)
        return np.asarray(ends - np.maximum(self.starts, 0))

    @property
    def padded_taps(self) -> NDArray[np.int64]:
        """How many cells each window holds, padding counted and the overhang not, (output,)."""
        return np.asarray(
            np.minimum(self.starts + self.kernel, self.size + self.padding) - self.starts
        )


@dataclass(frozen=True, slots=True)
class PoolGeometry:
    """A pooling layer laid over pictures of H × W pixels."""

    settings: PoolSettings
    rows: PoolAxis
    columns: PoolAxis

    @property
    def output_size(self) -> tuple[int, int]:
        """(H_out, W_out)."""
        return (self.rows.output, self.columns.output)

    @property
    def never_visited(self) -> int:
        """Pixels of H × W that no window touches."""
        axes = (self.rows, self.columns)
        seen = math.prod(axis.size - axis.windows.lost.size for axis in axes)
        return self.rows.size * self.columns.size - seen

    def divisors(self) -> NDArray[np.int64]:
        """What each window's sum is divided by for an average, (H_out, W_out) int64."""
        return np.outer(*(_taps(axis, self.settings) for axis in (self.rows, self.columns)))

    def average_weights(self) -> NDArray[np.float64]:
        """How much each pixel adds to the sum of all averages, (H, W) float64."""
        return np.outer(*(_shares(axis, self.settings) for axis in (self.rows, self.columns)))

    def window(self, row: int, column: int) -> tuple[slice, slice]:
        """Return the real pixels of output cell (row, column)."""
        places = ((row, self.rows), (column, self.columns))
        starts = [int(axis.starts[index]) for index, axis in places]
        ends = [min(s + a.kernel, a.size) for s, (_i, a) in zip(starts, places, strict=True)]
        return slice(max(starts[0], 0), ends[0]), slice(max(starts[1], 0), ends[1])


@dataclass(frozen=True, slots=True)
class PoolRemedies:
    """Smallest single changes after which every pixel is used; None, False where none helps."""

    padding: int | None
    ceil_mode: bool
    stride: int


def lay_out_pool(settings: PoolSettings, height: int, width: int) -> PoolGeometry:
    """Lay a pooling layer over `height` × `width` pixels; raises SettingError if none fits."""
    axes = [
        PoolAxis(
            size,
            settings.kernel_size[axis],
            settings.steps[axis],
            settings.padding[axis],
            settings.ceil_mode,
        )
        for axis, size in enumerate((height, width))
    ]
    return PoolGeometry(settings, *axes)


def remedies_for_lost(axis: PoolAxis) -> PoolRemedies:
    """Find what lets every pixel of an axis be used; no padding beyond half a window."""

    def loses_none(changed: PoolAxis) -> bool:
        return changed.windows.lost.size == 0

    paddings = range(axis.padding, axis.kernel // 2 + 1)
    strides = range(axis.stride, 0, -1)  # stride 1 loses nothing
    return PoolRemedies(
        padding=next((p for p in paddings if loses_none(replace(axis, padding=p))), None),
        ceil_mode=loses_none(replace(axis, ceil_mode=True)),
        stride=next(s for s in strides if loses_none(replace(axis, stride=s))),
    )


def _taps(axis: PoolAxis, settings: PoolSettings) -> NDArray[np.int64]:
    return axis.padded_taps if settings.count_include_pad else axis.real_taps


def _shares(axis: PoolAxis, settings: PoolSettings) -> NDArray[np.float64]:
    """Sum, over the windows of each pixel, of one over the window's divisor: (size,) float64."""
    used = axis.starts[:, None] + np.arange(axis.kernel)  # (output, kernel)
    each = np.broadcast_to(1.0 / _taps(axis, settings)[:, None], used.shape)
    real = (used >= 0) & (used < axis.size)
    shares = np.bincount(used[real], weights=each[real], minlength=axis.size)
    return np.asarray(shares, dtype=np.float64)


def _require_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise SettingError(
            N_("{name} is {value}: set it to {least} or more"), name=name, value=value, least=least
        )
