"""Hand-made filters that treat red, green and blue differently, and their names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.colour_recipe import colour_weight
from explorer.layers.limits import require_within
from explorer.text import N_

Floats = NDArray[np.float32]

KERNEL_SIZES = (1, 3, 5, 7)
BIAS_RANGE = (-1.0, 1.0)

# In the order a layer takes them; a 1 x 1 kernel has no shape, so there the mix has its own name.
TITLES: dict[str, tuple[str, str]] = {
    "edge": (N_("edge, all colours alike"), N_("mean of the colours")),
    "red_green_edge": (N_("edge, red − green"), N_("red − green")),
    "blue_edge": (N_("edge, blue alone"), N_("blue alone")),
    "red_spot": (N_("red spot in green"), N_("red − cyan")),
    "blue_yellow": (N_("blue − yellow"), N_("blue − yellow")),
    "brightness": (N_("grey: mean of the colours"), N_("luma")),
    "red_copy": (N_("red, copied"), N_("red alone")),
    "three_ways": (N_("edge, a direction a colour"), N_("green alone")),
    "fringe": (N_("red left, blue right"), N_("magenta")),
    "edge_down": (N_("horizontal edge, all alike"), N_("green − blue")),
    "red_blue_edge": (N_("edge, red − blue"), N_("red − blue")),
    "spot": (N_("spot, all colours alike"), N_("yellow")),
    "green_magenta": (N_("green − magenta"), N_("green − magenta")),
    "blur": (N_("blur, all colours alike"), N_("cyan")),
    "blue_spot": (N_("blue spot in yellow"), N_("orange")),
    "negative": (N_("negative of grey"), N_("negative of grey")),
}
MAX_FILTERS = len(TITLES)


@dataclass(frozen=True, slots=True)
class ColourLayer:
    """A layer of the first `out_channels` filters on three planes, without padding.

    `shown` is the filter on show and the only one whose `bias` is not 0. Raises SettingError.
    """

    out_channels: int = 4
    kernel_size: int = 3
    shown: str = "edge"
    bias: float = 0.0

    def __post_init__(self) -> None:
        """Raise SettingError for a filter that is not in the layer, or a size there is not."""
        require_within("out_channels", self.out_channels, 1, MAX_FILTERS)
        require_within("bias", self.bias, *BIAS_RANGE)
        if self.kernel_size not in KERNEL_SIZES:
            raise SettingError(
                N_("kernel_size is {value}: choose one of {sizes}"),
                value=self.kernel_size,
                sizes=", ".join(map(str, KERNEL_SIZES)),
            )
        if self.shown not in self.keys:
            raise SettingError(
                N_("a layer of {out_channels} has no filter {name}: choose one of {names}"),
                out_channels=self.out_channels,
                name=self.shown[:40],
                names=", ".join(self.keys),
            )

    @property
    def keys(self) -> tuple[str, ...]:
        """The filters' keys, in their order."""
        return tuple(TITLES)[: self.out_channels]

    @property
    def index(self) -> int:
        """Place of the filter on show."""
        return self.keys.index(self.shown)

    def make_weight(self) -> Floats:
        """Return `weight`, (out_channels, 3, kernel_size, kernel_size) float32."""
        return colour_weight(self.keys, self.kernel_size)

    def make_bias(self) -> Floats:
        """Return `bias`, (out_channels,) float32: 0 but for the filter on show."""
        bias = np.zeros(self.out_channels, np.float32)
        bias[self.index] = self.bias
        return bias


def filter_titles(kernel_size: int) -> dict[str, str]:
    """Return the filters' names by key, English: what a kernel of this size looks for."""
    return {key: both[kernel_size == 1] for key, both in TITLES.items()}
