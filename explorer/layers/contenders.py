"""The layers that are timed against each other, and how large they may be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.errors import SettingError
from explorer.layers.counting import (
    LayerCost,
    LinearSettings,
    bottleneck_layers,
    chain_costs,
    join_costs,
    linear_cost,
    separable_layers,
)
from explorer.layers.geometry import ConvSettings
from explorer.text import N_

MOST_MULTIPLY_ADDS = 500_000_000  # of one layer: a slow core takes half a second for it
MOST_BYTES = 256 * 2**20  # of one layer with its unfolded input
SECONDS_A_LAYER = 0.15  # of calling it over and over
_FLOAT32 = 4
EMPTY = "empty"  # the contender that is nearly all call and no work


@dataclass(frozen=True, slots=True)
class Race:
    """What decides a measurement: a layer, the side of its picture, and its rivals' sizes."""

    plain: ConvSettings
    side: int
    mid_channels: int
    out_features: int


@dataclass(frozen=True, slots=True)
class Contender:
    """One layer, or a chain of convolutions, for pictures of shape (C, H, W)."""

    key: str
    layers: tuple[ConvSettings, ...] | LinearSettings
    input_shape: tuple[int, int, int]
    cost: LayerCost


def line_up(race: Race) -> tuple[Contender, ...]:
    """Return the contenders; raises SettingError where the kernel does not fit the picture."""
    plain = race.plain
    pointwise = ConvSettings(plain.in_channels, plain.out_channels, (1, 1), bias=plain.bias)
    depthwise, _mixing = separable = separable_layers(plain)
    chains: dict[str, tuple[ConvSettings, ...]] = {
        "plain": (plain,),
        "pointwise": (pointwise,),
        "depthwise": (depthwise,),
        "separable": separable,
        "bottleneck": bottleneck_layers(plain, race.mid_channels),
    }
    shape = (plain.in_channels, race.side, race.side)
    contenders = [
        Contender(key, chain, shape, join_costs(chain_costs(chain, race.side, race.side)))
        for key, chain in chains.items()
    ]
    linear = LinearSettings(shape[0] * shape[1] * shape[2], race.out_features, plain.bias)
    empty = (ConvSettings(1, 1, (1, 1), bias=False),)
    return (
        *contenders,
        Contender("linear", linear, shape, linear_cost(linear)),
        Contender(EMPTY, empty, (1, 1, 1), join_costs(chain_costs(empty, 1, 1))),
    )


def require_measurable(race: Race) -> None:
    """Raise SettingError, with a size that will do, for layers too large to be timed here."""
    if _fits(race):
        return
    side = _largest_fitting_side(race)
    largest = max(line_up(race), key=lambda contender: contender.cost.multiply_adds)
    values = {
        "count": f"{largest.cost.multiply_adds:,}",
        "most": f"{MOST_MULTIPLY_ADDS:,}",
        "mebibytes": f"{max(_bytes_held(c) for c in line_up(race)) / 2**20:,.0f}",
        "most_mebibytes": MOST_BYTES // 2**20,
    }
    if side is None:
        raise SettingError(
            N_(
                "measured are layers of at most {most} multiply-adds and {most_mebibytes} MiB, "
                "here the largest would take {count} and {mebibytes} MiB: lower in_channels, "
                "out_channels or padding"
            ),
            **values,
        )
    raise SettingError(
        N_(
            "measured are layers of at most {most} multiply-adds and {most_mebibytes} MiB, here "
            "the largest would take {count} and {mebibytes} MiB: lower height and width to {side}"
        ),
        side=side,
        **values,
    )


def _fits(race: Race) -> bool:
    return all(
        contender.cost.multiply_adds <= MOST_MULTIPLY_ADDS and _bytes_held(contender) <= MOST_BYTES
        for contender in line_up(race)
    )


def _bytes_held(contender: Contender) -> int:
    """Bytes of all tensors, and of the input unfolded, which some implementations write out."""
    unfolded = 0
    if not isinstance(contender.layers, LinearSettings):
        plain = contender.layers[-1]
        positions = contender.cost.outputs // plain.out_channels
        rows, columns = plain.kernel_size
        unfolded = positions * plain.in_channels * rows * columns
    return _FLOAT32 * (contender.cost.values_moved + unfolded)


def _largest_fitting_side(race: Race) -> int | None:
    """Bisect over the sides on which the kernel fits; None where even the least is too large."""
    (top, bottom), _columns = race.plain.pads()
    least = max(1, race.plain.kernel_size[0] - top - bottom)
    if not _fits(replace(race, side=least)):
        return None
    low, high = least, race.side  # low fits, high does not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(replace(race, side=middle)) else (low, middle)
    return low
