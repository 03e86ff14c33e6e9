"""The closer look that deals the pixels out anew before a linear layer and a convolution."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import to_grey
from explorer.layers.kernels import KernelSettings, build_kernel
from explorer.layers.shuffling import (
    ConvolutionShuffle,
    LinearShuffle,
    make_shuffle,
    run_kernel,
    run_linear,
    shuffle_pixels,
    shuffle_places,
)
from explorer.plots.colours import enlarge, grey_picture
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.pixels.compute import PixelsView, drawn_range
from explorer.ui.pixels.lab import write_gap
from explorer.ui.pixels.settings import SEED

Floats = NDArray[np.float32]

_TOLD_OUTPUTS = 4  # outputs that the table names


def show_shuffle(view: PixelsView) -> None:
    """Both pictures, both layers, and the largest difference that shuffling makes to each."""
    seed = SEED.draw(st.columns(3)[0])
    flattening = view.flattening
    places = make_shuffle(flattening.height, flattening.width, seed)
    linear = run_linear(
        view.vector, shuffle_places(flattening, places), view.layer.out_features, seed
    )
    kernel = build_kernel(KernelSettings("sobel_x")).astype(np.float32)
    convolution = run_kernel(to_grey(view.pixels), kernel, places)
    pictures, words = st.columns([3, 4])
    with pictures:
        _show_pictures(view, shuffle_pixels(view.pixels, places))
    with words:
        _show_linear(view, linear, seed)
    _show_convolution(convolution)
    st.markdown(lesson_section("pixels", "shuffle"))


def _show_pictures(view: PixelsView, shuffled: Floats) -> None:
    for place, (caption, pixels) in zip(
        st.columns(2),
        ((_("As it is"), view.pixels), (_("Shuffled"), shuffled)),
        strict=True,
    ):
        place.image(
            enlarge(_paint(pixels, drawn_range(view)), min_side=256),
            caption=caption,
            alt=_("The picture, {state}").format(state=caption),
            width="stretch",
        )


def _paint(pixels: Floats, ends: tuple[float, float]) -> NDArray[np.uint8]:
    """Paint (C, H, W) from black to white: (H, W, 3) uint8."""
    planes = [grey_picture(plane, *ends)[:, :, 0] for plane in pixels]
    return np.stack(planes * (3 // len(planes)), axis=-1)


def _show_linear(view: PixelsView, linear: LinearShuffle, seed: int) -> None:
    st.metric(_("Linear layer: largest difference"), write_gap(linear.gap))
    verdict = _("nothing") if linear.gap == 0 else _("float32 rounding, sums in another order")
    if not linear.agrees:  # never so far; said rather than hidden
        verdict = _("more than rounding")
    st.markdown(
        _(
            "`{layer}` with random weights (PyTorch's start, seed {seed}, nothing learned), its "
            "columns shuffled like the pixels. What differs: {verdict}."
        ).format(
            layer=f"nn.Linear({view.layer.in_features}, {view.layer.out_features})",
            seed=seed,
            verdict=verdict,
        )
    )
    told = range(min(_TOLD_OUTPUTS, len(linear.before)))
    st.table(
        {
            _("output"): [str(number) for number in told],
            _("picture"): [show_number(float(linear.before[n]), 6) for n in told],
            _("shuffled picture, shuffled weights"): [
                show_number(float(linear.after[n]), 6) for n in told
            ],
        },
        hide_index=True,
    )


def _show_convolution(convolution: ConvolutionShuffle) -> None:
    st.metric(_("3 × 3 convolution: largest difference"), write_gap(convolution.gap))
    tile_wall(
        np.stack([convolution.plain, convolution.shuffled_after, convolution.shuffled_before]),
        names=[_("filtered"), _("filtered, then shuffled"), _("shuffled, then filtered")],
        alt=_("Sobel x of the picture, shuffled after it and before it"),
        key="pixel_shuffle_wall",
    )
    st.caption(
        _(
            "Sobel x, made by hand, on the grey picture, its edge repeated. Its nine weights "
            "belong to places side by side: shuffled pixels give it other sums."
        )
    )
