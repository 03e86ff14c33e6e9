"""How a receptive field grows with depth, and how many layers it takes to see a whole picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from explorer.errors import SettingError
from explorer.layers.axis_field import AxisField
from explorer.layers.limits import require_within
from explorer.text import N_

POOL = 2  # kernel and stride of the pools
MAX_KERNEL = 31
MAX_STRIDE = 4
MAX_DILATION = 16
MAX_DEPTH = 200
MAX_PIXELS = 65_536

GrowthKind = Literal["picture", "convolution", "pool"]


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """A stack of equal convolutions along one axis, unpadded.

    `pool_every`: a pool of 2 with stride 2 follows every so many convolutions; 0 is never.
    """

    kernel_size: int = 3
    stride: int = 1
    dilation: int = 1
    pool_every: int = 0

    def __post_init__(self) -> None:
        """Raise SettingError for a value out of range."""
        require_within("kernel_size", self.kernel_size, 1, MAX_KERNEL)
        require_within("stride", self.stride, 1, MAX_STRIDE)
        require_within("dilation", self.dilation, 1, MAX_DILATION)
        require_within("pool_every", self.pool_every, 0, MAX_DEPTH)

    @property
    def span(self) -> int:
        """Pixels from a window's first tap to its last: d·(K − 1) + 1."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def grows(self) -> bool:
        """Whether a deeper stack sees more: 1×1 windows without a pool never do."""
        return self.span > 1 or self.pool_every > 0


@dataclass(frozen=True, slots=True)
class GrowthStep:
    """A unit's field after `convolutions` of them; `kind` names the layer just passed."""

    kind: GrowthKind
    convolutions: int
    field: AxisField


def grow_field(settings: GrowthSettings, depth: int) -> tuple[GrowthStep, ...]:
    """Return the field on the picture and after each layer, `depth` convolutions deep."""
    require_within("depth", depth, 0, MAX_DEPTH)
    steps = []
    for step in _steps(settings):
        if step.convolutions > depth:
            break
        steps.append(step)
    return tuple(steps)


def layers_until_covers(pixels: int, settings: GrowthSettings) -> int:
    """Return how many convolutions a unit needs to see `pixels` in a row; pools are not counted.

    3×3 with stride 1: size 1 + 2L, so 1024 pixels need L = ⌈1023/2⌉ = 512.
    Raises SettingError where the field never grows.
    """
    require_within("pixels", pixels, 1, MAX_PIXELS)
    if not settings.grows and pixels > 1:
        raise SettingError(
            N_(
                "a unit under 1 × 1 windows always sees 1 pixel, never {pixels}: set kernel_size "
                "to 2 or more, or add pools"
            ),
            pixels=pixels,
        )
    if settings.stride == 1 and settings.pool_every == 0:
        return -(-(pixels - 1) // max(settings.span - 1, 1))
    return next(step.convolutions for step in _steps(settings) if step.field.size >= pixels)


def _steps(settings: GrowthSettings) -> Iterator[GrowthStep]:
    """Yield the picture and then one layer after another, without end."""
    field, convolutions = AxisField(), 0
    yield GrowthStep("picture", convolutions, field)
    while True:
        field = field.widened(settings.span, settings.stride)
        convolutions += 1
        yield GrowthStep("convolution", convolutions, field)
        if settings.pool_every and convolutions % settings.pool_every == 0:
            field = field.widened(POOL, POOL)
            yield GrowthStep("pool", convolutions, field)
