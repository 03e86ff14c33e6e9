"""Which units of each layer a square on the picture touches, and which of them a unit needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import fx

from explorer.layers.axis_field import MapAxis
from explorer.layers.geometry import AxisGeometry
from explorer.networks.moving_square import Starts

Slides = tuple[AxisGeometry, AxisGeometry]
Range = tuple[int, int]  # from the first unit to one past the last


@dataclass(frozen=True, slots=True, eq=False)
class AxisWindow:
    """Units of one axis of a map: for each place, `length` of them from `starts` (places,) on."""

    starts: Starts
    length: int

    def same_as(self, other: AxisWindow) -> bool:
        """Whether both are the same units at every place."""
        return self.length == other.length and np.array_equal(self.starts, other.starts)

    def read_from(self, place: int, slide: AxisGeometry | None) -> Range:
        """Return what these units read: the first unit, negative in the padding, and how many."""
        start = int(self.starts[place])
        if slide is None:
            return start, self.length
        return start * slide.stride - slide.before, (self.length - 1) * slide.stride + slide.span


def touched_units(axis: MapAxis, starts: Starts, side: int, needed: Range) -> AxisWindow:
    """Return the needed units that depend on pixels starts … starts + side − 1, for each start.

    The windows have one length, that of the longest, so that many places run at once; they stay
    within `needed`, whose units need nothing from outside of what is computed.
    """
    low, high = needed
    first, last = axis.first[low:high], axis.last[low:high]
    touched = (first < starts[:, None] + side) & (last >= starts[:, None])  # (places, units)
    begin = touched.argmax(axis=1)
    end = touched.shape[1] - touched[:, ::-1].argmax(axis=1)
    lengths = np.where(touched.any(axis=1), end - begin, 1)
    length = int(lengths.max())
    return AxisWindow(low + np.minimum(begin, high - low - length), length)


def needed_units(
    nodes: Sequence[fx.Node],
    units: Mapping[fx.Node, tuple[int, int]],
    slides: Mapping[fx.Node, Slides | None],
    unit: tuple[int, int],
) -> dict[fx.Node, tuple[Range, Range]]:
    """Return the rows and columns of each operation's map that a unit of the last one needs."""
    row, column = unit
    needed = {nodes[-1]: ((row, row + 1), (column, column + 1))}
    for node in reversed(nodes):
        windows = slides.get(node) or (None, None)
        for source in node.all_input_nodes:
            rows, columns = (
                _read_range(asked, slide, size)
                for asked, slide, size in zip(needed[node], windows, units[source], strict=True)
            )
            known = needed.get(source, (rows, columns))
            needed[source] = (_hull(rows, known[0]), _hull(columns, known[1]))
    return needed


def _read_range(asked: Range, slide: AxisGeometry | None, size: int) -> Range:
    """Return which of `size` units a range of windows reads; one at least, the nearest."""
    if slide is None:
        return asked
    low = asked[0] * slide.stride - slide.before
    high = (asked[1] - 1) * slide.stride - slide.before + slide.span
    low = min(max(low, 0), size - 1)
    return low, max(low + 1, min(high, size))


def _hull(one: Range, other: Range) -> Range:
    return min(one[0], other[0]), max(one[1], other[1])
