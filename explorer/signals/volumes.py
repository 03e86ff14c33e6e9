"""Conv3d: its arguments, and where its windows fall along depth, height and width.

Formulas: https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html (section Shape). PyTorch
calls the first axis depth; on a clip it is time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry, ConvSettings, PaddingMode
from explorer.text import N_

Triple = tuple[int, int, int]
VolumePadding = Triple | Literal["same", "valid"]

AXES = ("D", "H", "W")


@dataclass(frozen=True, slots=True)
class VolumeSettings:
    """The arguments of `torch.nn.Conv3d`, by its names; triples are (depth, rows, columns)."""

    in_channels: int
    out_channels: int
    kernel_size: Triple
    stride: Triple = (1, 1, 1)
    padding: VolumePadding = (0, 0, 0)
    dilation: Triple = (1, 1, 1)
    groups: int = 1
    bias: bool = True
    padding_mode: PaddingMode = "zeros"

    def __post_init__(self) -> None:
        """Raise SettingError for what `torch.nn.Conv3d` would refuse."""
        same = "same" if self.padding == "same" else (0, 0)
        ConvSettings(  # the same rules for channels, groups and 'same'
            self.in_channels,
            self.out_channels,
            (1, 1),
            stride=(max(self.stride), 1) if max(self.stride) > 1 else (1, 1),
            padding=same,  # type: ignore[arg-type]
            groups=self.groups,
        )

    @property
    def weight_shape(self) -> tuple[int, int, int, int, int]:
        """Shape of `weight`: (out_channels, in_channels / groups, depth, rows, columns)."""
        return (self.out_channels, self.in_channels // self.groups, *self.kernel_size)

    @property
    def products(self) -> int:
        """Products behind one output number."""
        return math.prod(self.weight_shape[1:])

    @property
    def parameters(self) -> int:
        """Learned numbers: the weights, and one bias a filter."""
        return math.prod(self.weight_shape) + (self.out_channels if self.bias else 0)

    def pads(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        """Return (before, after) of each axis; 'same' puts an odd one at the end."""
        if self.padding == "valid":
            return (0, 0), (0, 0), (0, 0)
        if self.padding == "same":
            totals = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            depth, rows, columns = ((total // 2, total - total // 2) for total in totals)
            return depth, rows, columns
        depth, rows, columns = ((pad, pad) for pad in self.padding)
        return depth, rows, columns


@dataclass(frozen=True, slots=True)
class VolumeGeometry:
    """A Conv3d laid over a volume of D × H × W."""

    settings: VolumeSettings
    depth: AxisGeometry
    rows: AxisGeometry
    columns: AxisGeometry

    @property
    def axes(self) -> tuple[AxisGeometry, AxisGeometry, AxisGeometry]:
        """Depth, rows, columns."""
        return self.depth, self.rows, self.columns

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output: (out_channels, D_out, H_out, W_out)."""
        depth, rows, columns = (axis.output for axis in self.axes)
        return (self.settings.out_channels, depth, rows, columns)

    @property
    def multiply_adds(self) -> int:
        """Products summed in one forward pass; those with padding zeros count too."""
        return math.prod(self.output_shape) * self.settings.products


def lay_out_volume(settings: VolumeSettings, depth: int, height: int, width: int) -> VolumeGeometry:
    """Lay a Conv3d over a volume.

    Raises SettingError where the kernel does not fit or the padding mode has too little to copy.
    """
    axes = []
    for place, size in enumerate((depth, height, width)):
        before, after = settings.pads()[place]
        kernel, dilation = settings.kernel_size[place], settings.dilation[place]
        _require_fit(AXES[place], kernel, dilation, size, before + after)
        _require_copyable(AXES[place], settings.padding_mode, max(before, after), size)
        axes.append(AxisGeometry(size, kernel, settings.stride[place], before, after, dilation))
    return VolumeGeometry(settings, *axes)


def _require_fit(axis: str, kernel: int, dilation: int, size: int, padding: int) -> None:
    span, padded = dilation * (kernel - 1) + 1, size + padding
    if span > padded:
        raise SettingError(
            N_(
                "along {axis} kernel {kernel} with dilation {dilation} spans {span}, the padded "
                "input has {padded}: raise padding there to {needed} or lower the kernel to "
                "{smaller}"
            ),
            axis=axis,
            kernel=kernel,
            dilation=dilation,
            span=span,
            padded=padded,
            needed=-(-(span - size) // 2),
            smaller=(padded - 1) // dilation + 1,
        )


def _require_copyable(axis: str, mode: PaddingMode, padding: int, size: int) -> None:
    limits = {"reflect": size - 1, "circular": size}
    if mode in limits and padding > limits[mode]:
        raise SettingError(
            N_(
                "along {axis} padding_mode '{mode}' copies at most {limit} of {size}, padding asks "
                "for {padding}: lower it or set padding_mode to 'zeros'"
            ),
            axis=axis,
            mode=mode,
            limit=limits[mode],
            size=size,
            padding=padding,
        )
