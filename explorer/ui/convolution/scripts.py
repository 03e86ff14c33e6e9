"""The convolution page's exported script."""

from __future__ import annotations

import inspect

import numpy as np

from explorer.data import bands
from explorer.data.pictures import Picture
from explorer.layers.filter_bank import make_weights
from explorer.layers.scripts import convolution_script
from explorer.ui.convolution.compute import FIRST_KERNEL, LayerView
from explorer.ui.layout import code_section


def show_script(picture: Picture, view: LayerView) -> None:
    """Show the script that makes the maps on screen."""
    code_section(write_script(picture, view), "convolution.py")


def write_script(picture: Picture, view: LayerView) -> str:
    """Write a complete script for this picture and layer; it ends in asserts on what is shown."""
    state = view.state
    return convolution_script(
        "\n".join([picture.load_code.strip(), *_input_lines(picture, state.settings.in_channels)]),
        state.settings,
        view.bank,
        view.result.output,
        source="random" if state.weights == "random" else "bank",
        seed=state.seed,
        edited=None if state.kernel is None else (state.shown, state.kernel),
    )


def _input_lines(picture: Picture, in_channels: int) -> list[str]:
    """Write how the layer's input is made from `picture`, as `compute.make_input` does it."""
    colour = [
        "picture = np.broadcast_to(picture, (3, *picture.shape[1:])).copy()  # grey fills all three"
    ]
    if len(picture.pixels) == 3:
        colour = []
    if in_channels == 1:
        return ["picture = picture.mean(axis=0, keepdims=True)  # grey = RGB/3"]
    if in_channels == 3:
        return colour
    if in_channels == len(bands.BAND_NAMES):
        return [*colour, "", "", *_source_of_bands(), "", "", "picture = thirteen_bands(picture)"]
    first = make_weights(in_channels, 3, 1, FIRST_KERNEL).weight
    literal = np.array2string(first, separator=", ", threshold=first.size, floatmode="unique")
    return [
        *colour,
        f"first = torch.tensor({literal})  # the first layer, made by hand",
        "with torch.no_grad():",
        "    maps = nn.functional.conv2d(torch.from_numpy(picture)[None], first, padding='same')",
        "picture = maps[0].numpy()",
    ]


def _source_of_bands() -> list[str]:
    return inspect.getsource(bands.thirteen_bands).splitlines()
