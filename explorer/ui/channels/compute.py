"""From a picture and the page's settings to everything the channels page shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.data.pictures import Picture, to_grey
from explorer.errors import SettingError
from explorer.layers.colour_filters import KERNEL_SIZES, filter_titles
from explorer.layers.convolution import clear_rounding, run_convolution
from explorer.layers.filter_bank import FilterBank, make_weights
from explorer.layers.geometry import ConvSettings, LayerGeometry, lay_out
from explorer.layers.mixing import split_response
from explorer.text import N_
from explorer.ui.channels.settings import ChannelState
from explorer.ui.components.channel_sum import decimals_for
from explorer.ui.components.packing import fitting_size, shrink_maps
from explorer.ui.language import _

Floats = NDArray[np.float32]
Place = tuple[int, int]

_EQUAL = 1e-6  # of the largest answer: float32's rounding
FIRST_KERNEL = (3, 3)  # of the first layer whose maps are mixed or grouped


@dataclass(frozen=True, slots=True, eq=False)
class PlaceSum:
    """One place of the shown filter's map: what each plane adds, the bias, and the total."""

    at: Place
    pinned: bool
    parts: tuple[float, ...]
    bias: float
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class ChannelView:
    """The layer on one picture, with all that is drawn of it.

    `planes` (3, H, W) in the order the layer is given them; `parts` (3, H_out, W_out): what each
    adds to the shown filter's map; `maps` (out_channels, H_out, W_out); `drawn` (5, H_out, W_out):
    the parts, their sum and the shown map, which share a scale; all float32.
    """

    state: ChannelState
    geometry: LayerGeometry
    planes: Floats
    weight: Floats
    parts: Floats
    maps: Floats
    drawn: Floats
    grey: bool

    @property
    def shown_map(self) -> Floats:
        """The shown filter's map, (H_out, W_out) float32."""
        return np.asarray(self.maps[self.state.layer.index])

    @property
    def decimals(self) -> int:
        """Decimals that every number of the maps is written with."""
        return decimals_for(float(np.abs(self.drawn).max()))

    @property
    def shown_kernels(self) -> Floats:
        """The shown filter's weights, (3, k, k) float32."""
        return np.asarray(self.weight[self.state.layer.index])

    @property
    def names(self) -> list[str]:
        """Each filter's name in the visitor's language."""
        titles = filter_titles(self.state.layer.kernel_size)
        return [_(titles[key]) for key in self.state.layer.keys]

    @property
    def plane_names(self) -> tuple[str, ...]:
        """The planes' names in the order the layer is given them."""
        return plane_names()[:: 1 if self.state.order == "rgb" else -1]

    def sum_at(self, place: Place | None) -> PlaceSum:
        """Take the sum apart at a place, or where the answer is strongest."""
        height, width = self.shown_map.shape
        pinned = place is not None and place[0] < height and place[1] < width
        if place is None or not pinned:
            place = self._strongest()
        row, column = place
        parts = tuple(float(part) for part in self.parts[:, row, column])
        total = float(self.shown_map[row, column])
        return PlaceSum(place, pinned, parts, self.state.layer.bias, total)

    def _strongest(self) -> Place:
        """Return the place of the largest |answer|; of equal ones, where the planes add most."""
        answers = np.abs(self.shown_map)
        equal = answers >= answers.max() * (1 - _EQUAL)
        added = np.where(equal, np.abs(self.parts).sum(axis=0), -1)
        row, column = divmod(int(added.argmax()), answers.shape[1])
        return row, column

    def centre_of(self, place: PlaceSum) -> Place:
        """Return the pixel in the middle of a place's window."""
        before = self.state.layer.kernel_size // 2
        return place.at[0] + before, place.at[1] + before


def plane_names() -> tuple[str, ...]:
    """Red, green, blue in the visitor's language."""
    return _("red"), _("green"), _("blue")


def make_colour(picture: Picture) -> Floats:
    """Return three planes (3, H, W) float32; a grey picture fills all three alike."""
    colour: Floats = np.broadcast_to(picture.pixels, (3, *picture.pixels.shape[1:]))
    return colour


def run_layer(picture: Picture, state: ChannelState) -> ChannelView:
    """Run the layer on the picture, without padding; raises SettingError where it does not fit."""
    layer = state.layer
    colour = make_colour(picture)
    planes = np.ascontiguousarray(colour if state.order == "rgb" else colour[::-1])
    size = (layer.kernel_size, layer.kernel_size)
    _require_fit(layer.kernel_size, picture)
    settings = ConvSettings(3, layer.out_channels, size)
    weight, bias = layer.make_weight(), layer.make_bias()
    maps = run_convolution(planes, weight, bias).output
    maps = clear_rounding(maps, weight, planes, bias)
    parts = split_response(planes, weight[layer.index])
    drawn = np.concatenate([parts, parts.sum(axis=0, keepdims=True), maps[layer.index][None]])
    return ChannelView(
        state=state,
        geometry=lay_out(settings, picture.height, picture.width),
        planes=planes,
        weight=weight,
        parts=parts,
        maps=maps,
        drawn=drawn,
        grey=bool((planes == planes[:1]).all()),
    )


def _require_fit(kernel_size: int, picture: Picture) -> None:
    """Raise SettingError where no window fits on the picture."""
    least = min(picture.height, picture.width)
    if kernel_size > least:
        raise SettingError(
            N_(
                "a {size} × {size} kernel does not fit on {height} × {width} pixels: set "
                "kernel_size to {fitting} or choose a larger picture"
            ),
            size=kernel_size,
            height=picture.height,
            width=picture.width,
            fitting=max(size for size in KERNEL_SIZES if size <= least),
        )


@lru_cache(maxsize=2)
def _make_first_bank(out_channels: int) -> FilterBank:
    bank = make_weights(out_channels, 3, 1, FIRST_KERNEL)
    bank.weight.flags.writeable = False
    return bank


def make_first_maps(picture: Picture, out_channels: int, side: int) -> tuple[Floats, list[str]]:
    """Return maps (out_channels, H, W) of a hand-made 3 × 3 layer on the picture, and their names.

    A picture of more than `side` × `side` pixels is averaged down to that first. The border is
    repeated around it, so that the maps keep the size and hold no edge that is not in the picture.
    """
    colour = np.ascontiguousarray(make_colour(picture))
    size = fitting_size(1, picture.height, picture.width, side**2)
    bank = _make_first_bank(out_channels)
    small = shrink_maps(colour, size)
    maps = run_convolution(
        small, bank.weight, bank.bias, padding="same", padding_mode="replicate"
    ).output
    maps = clear_rounding(maps, bank.weight, small, bank.bias)
    return maps, [name.label(_) for name in bank.names]


def grey_of(picture: Picture) -> Floats:
    """Return the lecture's grey, RGB / 3, (H, W) float32."""
    return np.asarray(to_grey(picture.pixels)[0])
