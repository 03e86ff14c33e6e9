"""Which smallest change lets every real pixel be used, and whether there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry

_Test = Callable[[AxisGeometry], bool]


@dataclass(frozen=True, slots=True)
class Remedies:
    """Smallest changes to one axis; None where no value helps.

    `padding`: a symmetric padding no smaller than now; `extra`: more padding at the end alone;
    `smaller`, `larger`: the nearest input sizes.
    """

    padding: int | None
    extra: int | None
    smaller: int | None
    larger: int | None

    @property
    def exists(self) -> bool:
        """Whether padding or input size can mend the axis at all."""
        return any(v is not None for v in (self.padding, self.extra, self.smaller, self.larger))


def remedies_for_pixels(axis: AxisGeometry) -> Remedies:
    """Smallest changes after which every real pixel is touched by some window."""
    return _smallest_changes(axis, lambda changed: changed.lost.size == 0)


def remedies_for_remainder(axis: AxisGeometry) -> Remedies:
    """Smallest changes after which the windows end flush with the padded axis.

    With an even stride a symmetric padding can only mend an even remainder: for 32 pixels,
    K = 3 and S = 2 the remainder (32 + 2P − 3) mod 2 is 1 whatever P is.
    """
    return _smallest_changes(axis, lambda changed: changed.remainder == 0)


def lost_only_at_the_end(axis: AxisGeometry) -> bool:
    """Whether all lost real pixels lie behind the last window."""
    behind = (axis.output - 1) * axis.stride + axis.span - axis.before
    return bool((axis.lost >= behind).all())


def stride_without_gaps(axis: AxisGeometry) -> int:
    """Largest stride up to the present one at which some padding lets every real pixel be used."""
    return next(
        stride
        for stride in range(axis.stride, 0, -1)
        if remedies_for_pixels(replace(axis, stride=stride)).padding is not None
    )


def _smallest_changes(axis: AxisGeometry, mended: _Test) -> Remedies:
    """Search each kind of change over one full period.

    From padding ≥ span − 1 on, windows hang over both ends and the pattern repeats with the
    stride, so `span − 1 + stride` steps see every case.
    """
    reach = range(axis.span + axis.stride)
    symmetric = min(axis.before, axis.after)
    padded = (replace(axis, before=axis.before + n, after=axis.after + n) for n in reach)
    longer_end = (replace(axis, after=axis.after + n) for n in reach)
    steps = range(axis.stride + 1)
    padding = _first(padded, mended)
    extra = _first(longer_end, mended)
    return Remedies(
        padding=None if padding is None else symmetric + padding,
        extra=extra,
        smaller=_first_size(axis, (axis.size - n for n in steps), mended),
        larger=_first_size(axis, (axis.size + n for n in steps), mended),
    )


def _first(candidates: Iterable[AxisGeometry], mended: _Test) -> int | None:
    return next((n for n, candidate in enumerate(candidates) if mended(candidate)), None)


def _first_size(axis: AxisGeometry, sizes: Iterable[int], mended: _Test) -> int | None:
    for size in sizes:
        try:
            candidate = replace(axis, size=size)
        except SettingError:
            return None  # the kernel no longer fits, and smaller inputs fit even less
        if mended(candidate):
            return size
    return None
