"""Where a convolution's windows fall: sizes, remainders, visits and counts, in whole numbers.

Formulas: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html (section Shape) and
Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
Padding = tuple[int, int] | Literal["same", "valid"]
PADDING_MODES: tuple[PaddingMode, ...] = get_args(PaddingMode)


@dataclass(frozen=True, slots=True)
class AxisGeometry:
    """One axis of a sliding window: all sizes in pixels, `before` and `after` are the padding."""

    size: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        """Raise SettingError where no window fits."""
        _require_whole_numbers(
            size=(self.size, 1),
            kernel=(self.kernel, 1),
            stride=(self.stride, 1),
            padding=(min(self.before, self.after), 0),
            dilation=(self.dilation, 1),
        )
        if self.span > self.padded:
            raise SettingError(
                N_(
                    "kernel {kernel} with dilation {dilation} spans {span} pixels, the padded "
                    "input has {padded}: raise padding to {padding} or lower the kernel to "
                    "{smaller}"
                ),
                kernel=self.kernel,
                dilation=self.dilation,
                span=self.span,
                padded=self.padded,
                padding=-(-(self.span - self.size) // 2),
                smaller=(self.padded - 1) // self.dilation + 1,
            )

    @property
    def span(self) -> int:
        """Pixels from the first tap of a window to its last: d·(K − 1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padded(self) -> int:
        """Size with the padding on both sides."""
        return self.size + self.before + self.after

    @property
    def output(self) -> int:
        """Number of windows: ⌊(padded − span) / stride⌋ + 1."""
        return (self.padded - self.span) // self.stride + 1

    @property
    def remainder(self) -> int:
        """Pixels at the end of the padded axis that no window reaches any more."""
        return (self.padded - self.span) % self.stride

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many windows use each padded position, (padded,) int64."""
        starts = np.arange(self.output) * self.stride
        taps = np.arange(self.kernel) * self.dilation
        used = (starts[:, None] + taps[None, :]).ravel()  # (output * kernel,)
        return np.bincount(used, minlength=self.padded)

    @property
    def real_counts(self) -> NDArray[np.int64]:
        """How many windows use each real position, (size,) int64; padding left out."""
        return self.counts[self.before : self.before + self.size]

    @property
    def lost(self) -> NDArray[np.intp]:
        """Real positions that no window touches, ascending, (n,) in [0, size)."""
        return np.flatnonzero(self.real_counts == 0)


@dataclass(frozen=True, slots=True)
class ConvSettings:
    """The arguments of `torch.nn.Conv2d`, by its names; pairs are (rows, columns)."""

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    padding: Padding = (0, 0)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1
    bias: bool = True
    padding_mode: PaddingMode = "zeros"

    def __post_init__(self) -> None:
        """Raise SettingError for what `torch.nn.Conv2d` would refuse."""
        _require_whole_numbers(
            in_channels=(self.in_channels, 1),
            out_channels=(self.out_channels, 1),
            groups=(self.groups, 1),
        )
        if self.in_channels % self.groups or self.out_channels % self.groups:
            common = math.gcd(self.in_channels, self.out_channels)
            raise SettingError(
                N_(
                    "groups must divide in_channels ({in_channels}) and out_channels "
                    "({out_channels}), {groups} does not: set groups to {fitting}"
                ),
                in_channels=self.in_channels,
                out_channels=self.out_channels,
                groups=self.groups,
                fitting=max(n for n in range(1, self.groups + 1) if common % n == 0),
            )
        if self.padding == "same" and self.stride != (1, 1):
            raise SettingError(
                N_(
                    "padding 'same' keeps the size only with stride 1, and PyTorch refuses it with "
                    "stride {stride}: set stride to 1 or give padding as a number"
                ),
                stride=max(self.stride),
            )

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """Shape of `weight`: (out_channels, in_channels / groups, rows, columns)."""
        return (self.out_channels, self.in_channels // self.groups, *self.kernel_size)

    @property
    def parameters(self) -> int:
        """Learned numbers: the weights, and one bias a filter."""
        return math.prod(self.weight_shape) + (self.out_channels if self.bias else 0)

    def pads(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return ((top, bottom), (left, right)); 'same' puts an odd pixel at the end."""
        if self.padding == "valid":
            return (0, 0), (0, 0)
        if self.padding == "same":
            totals = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            rows, columns = ((total // 2, total - total // 2) for total in totals)
            return rows, columns
        return (self.padding[0], self.padding[0]), (self.padding[1], self.padding[1])


@dataclass(frozen=True, slots=True)
class LayerGeometry:
    """A convolution laid over a picture of H × W pixels."""

    settings: ConvSettings
    rows: AxisGeometry
    columns: AxisGeometry

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """Shape of the output: (out_channels, H_out, W_out)."""
        return (self.settings.out_channels, self.rows.output, self.columns.output)

    @property
    def multiply_adds(self) -> int:
        """Products summed in one forward pass; those with padding zeros count too."""
        return math.prod(self.output_shape) * math.prod(self.settings.weight_shape[1:])

    @property
    def never_visited(self) -> int:
        """Real positions (of H × W) that no window touches; padding left out."""
        seen = [axis.size - axis.lost.size for axis in (self.rows, self.columns)]
        return self.rows.size * self.columns.size - seen[0] * seen[1]

    @property
    def never_visited_padding(self) -> int:
        """Padding positions that no window touches."""
        seen = [int(np.count_nonzero(axis.counts)) for axis in (self.rows, self.columns)]
        return self.rows.padded * self.columns.padded - seen[0] * seen[1] - self.never_visited

    def coverage(self) -> NDArray[np.int64]:
        """How many windows use each padded cell, (H + pad, W + pad) int64."""
        return np.outer(self.rows.counts, self.columns.counts)


@dataclass(frozen=True, slots=True, eq=False)
class WindowTrace:
    """One output cell and the padded input cells behind it."""

    output: tuple[int, int]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]


def lay_out(settings: ConvSettings, height: int, width: int) -> LayerGeometry:
    """Lay a convolution over a picture of `height` × `width` pixels.

    Raises SettingError where the kernel does not fit or the padding mode has too few pixels.
    """
    axes = []
    for axis, size in enumerate((height, width)):
        before, after = settings.pads()[axis]
        _require_copyable(settings.padding_mode, max(before, after), size)
        axes.append(
            AxisGeometry(
                size,
                settings.kernel_size[axis],
                settings.stride[axis],
                before,
                after,
                settings.dilation[axis],
            )
        )
    return LayerGeometry(settings, *axes)


def trace_window(geometry: LayerGeometry, row: int, column: int) -> WindowTrace:
    """Return the padded rows and columns that output cell (row, column) is computed from.

    Raises SettingError if the output has no such cell.
    """
    if not (0 <= row < geometry.rows.output and 0 <= column < geometry.columns.output):
        raise SettingError(
            N_(
                "the output has {rows} rows and {columns} columns, there is no cell "
                "[{row}, {column}]: choose a row below {rows} and a column below {columns}"
            ),
            rows=geometry.rows.output,
            columns=geometry.columns.output,
            row=row,
            column=column,
        )
    taps = [
        index * axis.stride + np.arange(axis.kernel) * axis.dilation
        for index, axis in ((row, geometry.rows), (column, geometry.columns))
    ]
    return WindowTrace((row, column), *taps)


def _require_copyable(mode: PaddingMode, padding: int, size: int) -> None:
    """Raise SettingError where `reflect` or `circular` would need more pixels than there are."""
    limits = {"reflect": size - 1, "circular": size}
    if mode in limits and padding > limits[mode]:
        raise SettingError(
            N_(
                "padding_mode '{mode}' copies at most {limit} of {size} pixels, padding asks for "
                "{padding}: lower padding to {limit} or set padding_mode to 'zeros'"
            ),
            mode=mode,
            limit=limits[mode],
            size=size,
            padding=padding,
        )


def _require_whole_numbers(**arguments: tuple[int, int]) -> None:
    """Raise SettingError for the first argument below its least value."""
    for name, (value, least) in arguments.items():
        if value < least:
            raise SettingError(
                N_("{name} is {value}: set it to {least} or more"),
                name=name,
                value=value,
                least=least,
            )
