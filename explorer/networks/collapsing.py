"""Two convolutions without an activation between them are one convolution: which one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explorer.errors import SettingError
from explorer.text import N_

MOST_WEIGHTS = 16_000_000
MOST_MULTIPLY_ADDS = 1_000_000_000

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class CollapsedPair:
    """One convolution that does the work of two, and where it does.

    Away from the border the maps are the same. Where the second layer pads, its windows at the
    border see zeros in place of what the first layer would give there, and one layer cannot.
    """

    layer: nn.Conv2d
    first: nn.Conv2d
    second: nn.Conv2d

    @property
    def same_everywhere(self) -> bool:
        """Whether the border agrees too: the second layer has no padding."""
        return _padding(self.second) == (0, 0)

    def interior(self, height: int, width: int) -> tuple[slice, slice]:
        """Return the output's rows and columns that agree, for an input of height × width.

        Empty slices where each window of the second layer reaches into its padding.
        """
        rows, columns = (self._inside(axis, size) for axis, size in enumerate((height, width)))
        return rows, columns

    def _inside(self, axis: int, size: int) -> slice:
        between = _outputs(self.first, axis, size)
        padding, stride = _padding(self.second)[axis], self.second.stride[axis]
        first = -(-padding // stride)  # the first window that starts behind the padding
        last = (between + padding - _span(self.second, axis)) // stride
        return slice(first, max(first, last + 1))


def collapse_convolutions(first: nn.Conv2d, second: nn.Conv2d) -> CollapsedPair:
    """Join two convolutions into one: weights, bias, stride, padding and dilation.

    w[o, c, d₁·a + s₁·d₂·b] = Σₘ w₂[o, m, b] · w₁[m, c, a], b = b₂ + Σₘ b₁[m] · Σ w₂[o, m], so that
    kernels K₁ and K₂ give K₁ + s₁·(K₂ − 1) taps without dilation. Strides multiply. Raises
    SettingError where the pair cannot be one `nn.Conv2d`.
    """
    _require_joinable(first, second)
    weight, dilation = _join_weights(first, second)
    outputs, inputs, rows, columns = weight.shape
    (top, left), (top_behind, left_behind) = _padding(first), _padding(second)
    biased = first.bias is not None or second.bias is not None
    layer = nn.Conv2d(
        inputs,
        outputs,
        kernel_size=(rows, columns),
        stride=(first.stride[0] * second.stride[0], first.stride[1] * second.stride[1]),
        padding=(top + first.stride[0] * top_behind, left + first.stride[1] * left_behind),
        dilation=dilation,
        bias=biased,
        padding_mode=first.padding_mode,
        dtype=weight.dtype,
        device="meta",  # no random start, which would read the state all sessions share
    ).to_empty(device="cpu")
    with torch.no_grad():
        layer.weight.copy_(weight)
        if layer.bias is not None:
            layer.bias.copy_(_join_biases(first, second))
    return CollapsedPair(layer.eval().requires_grad_(requires_grad=False), first, second)


def _join_weights(first: nn.Conv2d, second: nn.Conv2d) -> tuple[Tensor, _Pair]:
    """Return the joint weight (O, C, kh, kw) float64 to the first's type, and its dilation."""
    inner, outer = _dense_weight(first), _dense_weight(second)  # (M, C, a, a'), (O, M, b, b')
    reach = [_span(first, axis) for axis in (0, 1)]
    step = [first.stride[axis] * second.dilation[axis] for axis in (0, 1)]
    sides = [r + s * (k - 1) for r, s, k in zip(reach, step, outer.shape[2:], strict=True)]
    joint = inner.new_zeros(outer.shape[0], inner.shape[1], *sides)
    for row in range(outer.shape[2]):
        for column in range(outer.shape[3]):
            rows = slice(row * step[0], row * step[0] + reach[0], first.dilation[0])
            columns = slice(column * step[1], column * step[1] + reach[1], first.dilation[1])
            joint[:, :, rows, columns] += torch.einsum(
                "om,mcij->ocij", outer[:, :, row, column], inner
            )
    gaps = [_common_gap(first, second, axis) for axis in (0, 1)]
    return joint[:, :, :: gaps[0], :: gaps[1]].to(first.weight.dtype), (gaps[0], gaps[1])


def _join_biases(first: nn.Conv2d, second: nn.Conv2d) -> Tensor:
    outer = _dense_weight(second)
    total = outer.new_zeros(outer.shape[0])
    if second.bias is not None:
        total += second.bias
    if first.bias is not None:
        total += outer.sum(dim=(2, 3)) @ first.bias.to(outer)
    return total


def _dense_weight(layer: nn.Conv2d) -> Tensor:
    """Return the weight with the zeros that `groups` leaves out, (out, in, kh, kw) float64."""
    weight = layer.weight.detach().double()
    share = layer.out_channels // layer.groups
    dense = weight.new_zeros(layer.out_channels, layer.in_channels, *layer.kernel_size)
    for group in range(layer.groups):
        outputs = slice(group * share, (group + 1) * share)
        inputs = slice(group * weight.shape[1], (group + 1) * weight.shape[1])
        dense[outputs, inputs] = weight[outputs]
    return dense


def _common_gap(first: nn.Conv2d, second: nn.Conv2d, axis: int) -> int:
    """Return the distance that all taps of the joint kernel are multiples of."""
    gaps = [first.dilation[axis]] if first.kernel_size[axis] > 1 else []
    if second.kernel_size[axis] > 1:
        gaps.append(first.stride[axis] * second.dilation[axis])
    return math.gcd(*gaps) or 1


def _span(layer: nn.Conv2d, axis: int) -> int:
    return layer.dilation[axis] * (layer.kernel_size[axis] - 1) + 1


def _outputs(layer: nn.Conv2d, axis: int, size: int) -> int:
    return (size + 2 * _padding(layer)[axis] - _span(layer, axis)) // layer.stride[axis] + 1


def _padding(layer: nn.Conv2d) -> _Pair:
    """Return the padding of each axis, the same at both ends; raises SettingError if it is not."""
    if layer.padding == "valid":
        return (0, 0)
    if layer.padding == "same":
        totals = (_span(layer, 0) - 1, _span(layer, 1) - 1)
        if totals[0] % 2 or totals[1] % 2:
            raise SettingError(
                N_(
                    "padding 'same' of kernel_size {kernel} adds one pixel more at one end: give "
                    "padding as a number"
                ),
                kernel=layer.kernel_size,
            )
        return totals[0] // 2, totals[1] // 2
    return int(layer.padding[0]), int(layer.padding[1])


def _require_joinable(first: nn.Conv2d, second: nn.Conv2d) -> None:
    if first.out_channels != second.in_channels:
        raise SettingError(
            N_(
                "the first convolution gives {given} channels, the second expects {expected}: set "
                "its in_channels to {given}"
            ),
            given=first.out_channels,
            expected=second.in_channels,
        )
    if first.padding_mode != "zeros" and _padding(second) != (0, 0):
        raise SettingError(
            N_(
                "with padding_mode '{mode}' the first convolution's border cannot be joined to a "
                "padding of the second: set the second's padding to 0"
            ),
            mode=first.padding_mode,
        )
    taps = [
        (_span(first, axis) + first.stride[axis] * (_span(second, axis) - 1)) for axis in (0, 1)
    ]
    weights = first.in_channels * second.out_channels * math.prod(taps)
    products = math.prod((first.in_channels, first.out_channels, second.out_channels))
    products *= math.prod(first.kernel_size) * math.prod(second.kernel_size)
    if weights > MOST_WEIGHTS or products > MOST_MULTIPLY_ADDS:
        raise SettingError(
            N_(
                "the one kernel would have {count:,} weights, computed in {products:,} "
                "multiply-adds, which is too much here: choose fewer channels or a smaller dilation"
            ),
            count=weights,
            products=products,
        )
