"""The architecture page's controls, and the network they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.errors import SettingError
from explorer.layers.layer_shapes import Shape
from explorer.layers.layer_specs import Stack
from explorer.layers.network_stack import MOST_LAYERS
from explorer.layers.stack_code import decode_stack, encode_stack
from explorer.layers.stack_presets import PRESETS
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, Whole, parse_whole
from explorer.ui.kept_state import Kept

MOST_INPUT = 512  # channels, or pixels a side


def _check_layer(text: str) -> None:
    if parse_whole(text, 0, MOST_LAYERS - 1) is None:
        raise SettingError(
            N_("there is no layer {number}: choose one in the drawing"), number=text[:20]
        )


def _check_input(text: str) -> None:
    if parse_whole(text, 1, MOST_INPUT) is None:
        raise SettingError(
            N_("an input of {number} is none: choose a number from 1 to {most}"),
            number=text[:20],
            most=MOST_INPUT,
        )


STACK = Code("stack", decode_stack)  # empty: the preset as it is
LAYER = Code("arch_layer", _check_layer)  # chosen in the drawing; empty: the first
CHANNELS = Code("arch_channels", _check_input)  # empty: what the network was made for
SIZE = Code("arch_size", _check_input)  # height and width in pixels; empty likewise
PRESET = Choice(
    "preset",
    N_("network"),
    {key: preset.title for key, preset in PRESETS.items()},
    "lecture_mnist",
    help=N_("Where to start. Each layer can be changed below the drawing."),
    clears=(STACK.key, LAYER.key, CHANNELS.key, SIZE.key),
)
SEED = Whole(
    "arch_seed",
    N_("seed of the random weights"),
    0,
    99,
    0,
    N_("For the closer looks that run a picture through."),
)
VIEW = Choice(
    "arch_view",
    N_("Look closer"),
    {
        "table": N_("Table"),
        "text": N_("nn.Sequential"),
        "flatten": N_("Flatten"),
        "relu": N_("Why the ReLU"),
        "maps": N_("Maps"),
        "compare": N_("A / B"),
        "code": N_("PyTorch code"),
    },
    "table",
    widget="segments",
    show_label=False,
)
RELU_WEIGHTS = Choice(
    "arch_relu_weights",
    N_("weights"),
    {"edges": N_("edges, made by hand"), "random": N_("random, untrained")},
    "edges",
    widget="segments",
)
RELU_MAPS = Whole("arch_relu_maps", N_("maps between the two convolutions"), 1, 16, 8)

MAIN: tuple[Control, ...] = (PRESET, CHANNELS, SIZE)
MORE: tuple[Control, ...] = (SEED,)
OF_NETWORK: tuple[Control, ...] = (*MAIN, STACK)


@dataclass(frozen=True, slots=True)
class NetworkState:
    """All that decides what the page shows: the layers, what goes in, which layer is chosen."""

    preset: str
    stack: Stack
    input_shape: Shape
    selected: int | None
    seed: int

    @property
    def edited(self) -> bool:
        """Whether the layers differ from the preset's."""
        return self.stack != PRESETS[self.preset].layers


def read_state(values: Mapping[str, Any]) -> NetworkState:
    """Turn control values into a network; raises SettingError for a code that is none."""
    preset = PRESETS[values[PRESET.key]]
    stack = decode_stack(values[STACK.key]) if values[STACK.key] else preset.layers
    channels, side, _width = preset.input_shape
    channels, side = int(values[CHANNELS.key] or channels), int(values[SIZE.key] or side)
    chosen = min(int(values.get(LAYER.key) or 0), len(stack) - 1)
    return NetworkState(
        preset=values[PRESET.key],
        stack=stack,
        input_shape=(channels, side, side),
        selected=chosen if chosen >= 0 else None,
        seed=values.get(SEED.key, SEED.default),
    )


def stack_values(preset: str, stack: Stack, chosen: int | None = None) -> dict[str, object]:
    """Return the control values that put `stack` on the page; none for a preset as it is."""
    code = "" if stack == PRESETS[preset].layers else encode_stack(stack)
    values: dict[str, object] = {STACK.key: code}
    if chosen is not None:
        place = max(0, min(chosen, len(stack) - 1))
        values[LAYER.key] = str(place) if place else LAYER.default
    return values


COMPARE = Kept("arch_compare", OF_NETWORK)
CONTROLS: tuple[Control, ...] = (
    *OF_NETWORK,
    *MORE,
    LAYER,
    VIEW,
    RELU_WEIGHTS,
    RELU_MAPS,
    COMPARE.code,
)
