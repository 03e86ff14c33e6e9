"""From a picture and a layer's settings to everything the convolution page shows of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.data.bands import BAND_NAMES, thirteen_bands
from explorer.data.pictures import Picture, to_grey
from explorer.layers.convolution import ConvolutionResult, clear_rounding, run_convolution
from explorer.layers.filter_bank import FilterBank, make_weights
from explorer.layers.geometry import LayerGeometry, lay_out
from explorer.ui.convolution.settings import LayerState
from explorer.ui.language import _

Floats = NDArray[np.float32]
FIRST_KERNEL = (3, 3)  # of the first layer whose maps can be the input


@dataclass(frozen=True, slots=True, eq=False)
class LayerInput:
    """What the layer is given: (C, H, W) float32, a name a channel, and whether it is RGB."""

    pixels: Floats
    names: tuple[str, ...]
    rgb: bool
    signed: bool


@dataclass(frozen=True, slots=True, eq=False)
class LayerView:
    """One layer on one input, with all that is drawn of it."""

    state: LayerState
    given: LayerInput
    geometry: LayerGeometry
    bank: FilterBank
    result: ConvolutionResult

    @property
    def names(self) -> list[str]:
        """Name of each filter in the visitor's language."""
        names = [name.label(_) for name in self.bank.names]
        if self.state.kernel is not None:
            names[self.state.shown] = _("edited by hand")
        return names

    @property
    def seen_channels(self) -> slice:
        """The input channels that the shown filter sees: its group's."""
        depth = self.bank.weight.shape[1]
        settings = self.state.settings
        group = self.state.shown // (settings.out_channels // settings.groups)
        return slice(group * depth, (group + 1) * depth)


def make_input(picture: Picture, in_channels: int) -> LayerInput:
    """Make the layer's input of a picture: grey, RGB, 13 bands or 8 maps of a first layer."""
    pixels = picture.pixels
    signed = bool(pixels.min() < 0)
    if in_channels == 1:
        return LayerInput(to_grey(pixels), (_("grey"),), rgb=False, signed=signed)
    colour = np.broadcast_to(pixels, (3, *pixels.shape[1:])).copy()  # grey fills all three
    if in_channels == 3:
        three = (_("red"), _("green"), _("blue"))
        return LayerInput(colour, three, rgb=picture.kind == "photo", signed=signed)
    if in_channels == 13:
        names = tuple(_(name) for name in BAND_NAMES)
        return LayerInput(thirteen_bands(colour), names, rgb=False, signed=True)
    bank = make_weights(in_channels, 3, 1, FIRST_KERNEL)
    maps = run_convolution(colour, bank.weight, bank.bias, padding="same").output
    return LayerInput(maps, tuple(name.label(_) for name in bank.names), rgb=False, signed=True)


def run_layer(picture: Picture, state: LayerState) -> LayerView:
    """Run the layer on the picture; raises SettingError where that is impossible."""
    settings = state.settings
    given = make_input(picture, settings.in_channels)
    geometry = lay_out(settings, *given.pixels.shape[1:])
    bank = make_weights(
        settings.out_channels,
        settings.in_channels,
        settings.groups,
        settings.kernel_size,
        source="random" if state.weights == "random" else "bank",
        seed=state.seed,
        bias=settings.bias,
    )
    if state.kernel is not None:
        weight = bank.weight.copy()
        weight[state.shown] = state.kernel  # the same in every channel it sees
        bank = replace(bank, weight=weight)
    result = run_convolution(
        given.pixels,
        bank.weight,
        bank.bias,
        stride=settings.stride,
        padding=settings.padding,
        padding_mode=settings.padding_mode,
        dilation=settings.dilation,
        groups=settings.groups,
    )
    output = clear_rounding(result.output, bank.weight, given.pixels, bank.bias)
    return LayerView(state, given, geometry, bank, replace(result, output=output))
