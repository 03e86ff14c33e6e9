"""The pixels page's picture: a picture, its numbers and its vector, linked, and what they say."""

from __future__ import annotations

import streamlit as st

from explorer.layers.counting import linear_cost
from explorer.layers.flattening import Pixel
from explorer.ui.components.pixel_vector import pixel_vector
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.pixels.compute import PixelsView, drawn_range
from explorer.ui.pixels.sentences import describe_flattening, index_formula, layer_formula
from explorer.ui.pixels.settings import AT, write_pixel


def show_picture(view: PixelsView) -> None:
    """Picture, numbers and vector; a pinned pixel goes into the link."""
    flattening = view.flattening
    pixel_vector(
        view.pixels,
        flattening,
        pinned=view.pinned,
        channel_names=view.names,
        value_range=drawn_range(view),
        factor=view.factor,
        decimals=view.decimals,
        notes=_notes(view),
        on_pin=_keep_pin,
        alt=_("Picture of {height} × {width} pixels, its numbers, and its vector, linked").format(
            height=flattening.height, width=flattening.width
        ),
        key="pixel_explorer",
    )


def _keep_pin(pixel: Pixel) -> None:
    set_controls({AT.key: write_pixel(pixel)})


def _notes(view: PixelsView) -> dict[str, str]:
    flattening = view.flattening
    low, high = (view.write_value(end) for end in drawn_range(view))
    scale = _("black {low}, white {high}") if len(view.pixels) == 1 else _("{low} to {high}")
    order = ", ".join(map(str, flattening.shape[flattening.channels == 1 :]))
    return {
        "picture": f"{flattening.height} × {flattening.width} · "
        + scale.format(low=low, high=high),
        "strip": _(
            "x of shape ({shape}) → {count} numbers; bracketed: what is enlarged below"
        ).format(shape=order, count=f"{flattening.length:,}"),
        "stretch": _("arcs: how far each neighbour went; a tick begins each row"),
    }


def say_misfit(view: PixelsView, height: int, width: int) -> None:
    """Say that a small array is not made larger than it is."""
    flattening = view.flattening
    if view.picture.kind == "array" and (flattening.height < height or flattening.width < width):
        st.caption(
            ":material/info: "
            + _(
                "{title}: a small array keeps its numbers. Width and height cut it, but beyond "
                "{height} × {width} pixels they are not in use."
            ).format(
                title=_(view.picture.title), height=view.picture.height, width=view.picture.width
            )
        )


def show_numbers(view: PixelsView) -> None:
    """The four results, the sentences, and the formulas with the numbers in them."""
    flattening = view.flattening
    nobody = _("none")
    numbers = {
        _("Vector length"): f"{flattening.length:,}",
        _("Neighbour left or right"): f"{flattening.across:,}" if flattening.width > 1 else nobody,
        _("Neighbour above or below"): f"{flattening.down:,}" if flattening.height > 1 else nobody,
        _("Parameters of the linear layer"): f"{linear_cost(view.layer).parameters:,}",
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see(describe_flattening(view))
    place_of, cost_of = st.columns(2)
    place_of.latex(index_formula(view))
    cost_of.latex(layer_formula(view))
    shape = f"{view.layer.out_features} × {view.layer.in_features}"
    st.caption(
        f"`nn.Linear({view.layer.in_features}, {view.layer.out_features})` · "
        + _(
            "`weight` {shape}, `bias` {bias}; counted, not learned: no weights are shown here"
        ).format(shape=shape, bias=view.layer.out_features),
        text_alignment="center",
    )


def write_gap(gap: float) -> str:
    """Write a difference: nothing, or two digits."""
    return "0" if gap == 0 else show_number(gap, 2)
