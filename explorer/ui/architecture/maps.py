"""The architecture page's maps: a real picture run through the layers up to the chosen one."""

from __future__ import annotations

import threading

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.fitting import fit_picture
from explorer.data.pictures import LEAST_SIZE, Picture, to_grey
from explorer.errors import SettingError
from explorer.layers.layer_shapes import product_text
from explorer.layers.network_stack import follow
from explorer.layers.stack_code import decode_stack, encode_stack
from explorer.layers.stack_text import write_layer
from explorer.networks.building import build_sequential, require_affordable, run_stack
from explorer.networks.feeding import enlarge_array
from explorer.text import N_
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.architecture.edits import fold_sides
from explorer.ui.architecture.settings import LAYER
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.picture_picker import chosen_picture

Floats = NDArray[np.float32]

_MOST_VALUES = 4_000_000  # VGG-16's largest maps have 3.2 million
_one_at_a_time = threading.Lock()  # a large network's weights take a quarter of a gigabyte


def make_input(picture: Picture, channels: int, side: int) -> Floats:
    """Make (channels, side, side) float32 of a picture: grey or RGB.

    A photograph is averaged to its size, a small array is enlarged by repeating its cells. Raises
    SettingError for other numbers of channels.
    """
    if channels not in {1, 3}:
        raise SettingError(
            N_("a picture has 1 or 3 channels, the network takes {count}: set input channels to 3"),
            count=channels,
        )
    if picture.kind == "array":
        pixels = enlarge_array(picture.pixels, side)
    else:
        pixels = fit_picture(picture, side, side)
    if channels == 1:
        return np.ascontiguousarray(to_grey(pixels))
    return np.broadcast_to(pixels, (3, side, side)).copy()  # grey fills all three


@st.cache_data(max_entries=4, show_spinner=False)
def _run_up_to(code: str, pixels: Floats, seed: int) -> Floats:
    """Output of the last layer of a stack; the weights of AlexNet take a second to draw."""
    with _one_at_a_time:
        return run_stack(build_sequential(decode_stack(code), seed), pixels)[-1]


def show_maps(view: NetworkView) -> None:
    """What the chosen layer makes of the picture, every map a tile."""
    step, state = view.chosen_step, view.state
    if step is None or state.selected is None:
        st.info(_("Choose a layer before the misfit in the drawing."), icon=":material/touch_app:")
        return
    _show_steps(view, state.selected)
    channels, side, _width = state.input_shape
    picture = chosen_picture(max(side, LEAST_SIZE))
    pixels = make_input(picture, channels, side)
    part = state.stack[: state.selected + 1]
    _require_shown(step.activations)
    require_affordable(follow(part, state.input_shape))
    output = _run_up_to(encode_stack(part), pixels, state.seed)
    if output.ndim == 1:
        rows, columns = fold_sides(len(output))
        maps = output.reshape(1, rows, columns)
        names = [_("all {count} values").format(count=f"{len(output):,}")]
    else:
        maps, names = output, [_("map {number}").format(number=n) for n in range(len(output))]
    tile_wall(
        maps,
        names=names,
        alt=_("Output of layer {index}, {kind}: {shape}").format(
            index=state.selected, kind=step.layer.kind, shape=product_text(step.output_shape)
        ),
        key="arch_maps_wall",
    )
    st.caption(_whose_weights(view, picture))
    if output.ndim == 1:
        st.caption(
            _("The vector is folded into {rows} rows of {columns} to be seen.").format(
                rows=rows, columns=columns
            )
        )
    st.markdown(lesson_section("architecture", "maps"))


def _require_shown(values: int) -> None:
    if values > _MOST_VALUES:
        raise SettingError(
            N_(
                "the layer gives {count} values, {most} at most are shown here: choose a smaller "
                "input or fewer channels"
            ),
            count=f"{values:,}",
            most=f"{_MOST_VALUES:,}",
        )


def _show_steps(view: NetworkView, chosen: int) -> None:
    """The way from layer to layer without going back to the drawing."""
    layer = view.state.stack[chosen]
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, label, icon, place in (
            ("before", _("Layer before"), "arrow_back", chosen - 1),
            ("after", _("Layer after"), "arrow_forward", chosen + 1),
        ):
            st.button(
                label,
                key=f"arch_maps_{name}",
                icon=f":material/{icon}:",
                disabled=not 0 <= place < len(view.walk.steps),
                on_click=set_controls,
                args=({LAYER.key: str(place) if place > 0 else ""},),
            )
        st.markdown(
            "**" + _("Layer {index}").format(index=chosen) + f"** `{write_layer(layer)}`",
            width="content",
        )


def _whose_weights(view: NetworkView, picture: Picture) -> str:
    shape = product_text(view.state.input_shape)
    return _(
        "{picture} as {shape}, nothing subtracted. Weights: random start, seed {seed}, nothing "
        "learned; Dropout lets all pass, a BatchNorm2d has not seen a batch yet."
    ).format(picture=_(picture.title), shape=shape, seed=view.state.seed)
