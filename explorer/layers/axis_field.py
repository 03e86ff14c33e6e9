"""What units see along one axis: size, jump and start, and the exact reach of each unit.

The recurrences are those of Araujo, Norris and Sim, "Computing receptive fields of convolutional
neural networks", Distill 2019, https://distill.pub/2019/computing-receptive-fields.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry, PaddingMode
from explorer.text import N_

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AxisField:
    """What the units along one axis see where all see alike, in pixels.

    Unit i sees start + i·jump to start + i·jump + size − 1, which may lie outside the picture.
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    @property
    def effective_padding(self) -> int:
        """How far the first unit's field begins before the picture, in pixels."""
        return -self.start

    def interval(self, unit: int) -> tuple[int, int]:
        """Return the first and the last pixel of a unit's field."""
        first = self.start + unit * self.jump
        return first, first + self.size - 1

    def centre(self, unit: int) -> float:
        """Return i·jump − padding + (size − 1)/2, a pixel's position; halves fall between two."""
        return unit * self.jump - self.effective_padding + (self.size - 1) / 2

    def through(self, window: AxisGeometry) -> AxisField:
        """Return the field of the units that slide `window` over these."""
        return self.widened(window.span, window.stride, window.before)

    def widened(self, span: int, stride: int, before: int = 0) -> AxisField:
        """Return the field of windows that span so many units, on an axis of any length."""
        return AxisField(
            size=self.size + (span - 1) * self.jump,
            jump=self.jump * stride,
            start=self.start - before * self.jump,
        )

    def union(self, other: AxisField) -> AxisField:
        """Return the hull of two branches that meet.

        Raises SettingError where their jumps differ: there is then no one size for all units.
        """
        if self.jump != other.jump:
            raise SettingError(
                N_(
                    "one branch moves {jump} pixels from unit to unit, the other {other}: their "
                    "union has no single size; give both branches the same stride"
                ),
                jump=self.jump,
                other=other.jump,
            )
        start = min(self.start, other.start)
        end = max(self.start + self.size, other.start + other.size)
        return AxisField(end - start, self.jump, start)


@dataclass(frozen=True, slots=True, eq=False)
class MapAxis:
    """One axis of a layer's map over a picture of `pixels` pixels.

    `first`, `last`: (units,) int64 in [0, pixels), the outermost real pixels that each unit
    depends on; first > last where it depends on none. `regular`: None where the units see unlike
    widths, and where `whole` says that a global operation has merged the axis.
    """

    pixels: int
    first: Whole
    last: Whole
    regular: AxisField | None
    whole: bool = False

    @classmethod
    def of_picture(cls, pixels: int) -> MapAxis:
        """Return the axis of a picture itself: each pixel sees itself."""
        own = np.arange(pixels, dtype=np.int64)
        return cls(pixels, own, own, AxisField())

    @property
    def units(self) -> int:
        """Number of units along the axis."""
        return len(self.first)

    @property
    def size(self) -> int | None:
        """Receptive field in pixels; None where the units have no common one."""
        return self.regular.size if self.regular else None

    @property
    def jump(self) -> int | None:
        """Pixels from one unit's field to the next one's; None where there is no one number."""
        return self.regular.jump if self.regular else None

    @property
    def start(self) -> int | None:
        """First pixel of the first unit's field, negative in the padding; None if irregular."""
        return self.regular.start if self.regular else None

    @property
    def effective_padding(self) -> int | None:
        """How far the first unit's field begins before the picture; None if irregular."""
        return self.regular.effective_padding if self.regular else None

    def interval(self, unit: int) -> tuple[int, int]:
        """Return first and last pixel of a unit's field, past the border where it is past it.

        Irregular and whole axes answer with the outermost real pixels.
        """
        if self.regular:
            return self.regular.interval(unit)
        return int(self.first[unit]), int(self.last[unit])

    def through(self, window: AxisGeometry, padding_mode: PaddingMode = "zeros") -> MapAxis:
        """Return the axis of the units that slide `window` over these."""
        self._require_units(window.size)
        sources = _padded_sources(window, padding_mode)  # (padded,), −1 where zeros stand
        starts = np.arange(window.output) * window.stride
        taps = sources[starts[:, None] + np.arange(window.kernel) * window.dilation]
        first = np.append(self.first, self.pixels)[taps]  # (output, kernel)
        last = np.append(self.last, -1)[taps]
        regular = self.regular.through(window) if self.regular else None
        return MapAxis(self.pixels, first.min(axis=1), last.max(axis=1), regular, self.whole)

    def pooled_to(self, units: int) -> MapAxis:
        """Return the axis after adaptive pooling: window i is ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉ − 1.

        https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
        """
        if units == 1:
            return self.merged()
        if units == self.units:
            return self
        places = np.arange(units)
        starts, ends = places * self.units // units, -(-(places + 1) * self.units // units)
        first = [self.first[s:e].min() for s, e in zip(starts, ends, strict=True)]
        last = [self.last[s:e].max() for s, e in zip(starts, ends, strict=True)]
        regular = None
        if self.regular and self.units % units == 0:
            step = self.units // units
            regular = self.regular.through(AxisGeometry(self.units, step, step))
        return MapAxis(self.pixels, np.array(first), np.array(last), regular, self.whole)

    def merged(self, units: int = 1) -> MapAxis:
        """Return the axis after a global operation: each unit sees what all of these see."""
        first, last = np.full(units, self.first.min()), np.full(units, self.last.max())
        return MapAxis(self.pixels, first, last, regular=None, whole=True)

    def union(self, other: MapAxis) -> MapAxis:
        """Return the axis of two branches that meet, each unit with the hull of both.

        Branches whose jumps differ can only meet on maps of a few units; no one size is left then,
        the reach of each unit stays exact.
        """
        self._require_units(other.units)
        regular = None
        if self.regular and other.regular and self.regular.jump == other.regular.jump:
            regular = self.regular.union(other.regular)
        return MapAxis(
            self.pixels,
            np.minimum(self.first, other.first),
            np.maximum(self.last, other.last),
            regular,
            self.whole and other.whole,
        )

    def _require_units(self, units: int) -> None:
        if units != self.units:
            raise SettingError(
                N_("a map of {units} units meets one of {other}: give both the same size"),
                units=self.units,
                other=units,
            )


def _padded_sources(window: AxisGeometry, padding_mode: PaddingMode) -> NDArray[np.intp]:
    """Return which unit stands at each padded position, (padded,), −1 for zeros."""
    units, pads = np.arange(window.size), (window.before, window.after)
    if padding_mode == "zeros":
        return np.pad(units, pads, constant_values=-1)
    numpy_mode = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}[padding_mode]
    return np.pad(units, pads, mode=numpy_mode)  # type: ignore[call-overload,no-any-return]
