"""The channels page's closer look at a 1 × 1 convolution: three sliders mix three planes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from explorer.data.pictures import Picture, value_range
from explorer.layers.convolution import rounding_share
from explorer.layers.mixing import ChannelMix, mix_channels
from explorer.plots.colours import enlarge, signed_limit
from explorer.plots.ramps import grey_map, signed_map
from explorer.text import N_
from explorer.ui.channels.compute import Place, grey_of, make_colour, plane_names
from explorer.ui.channels.settings import MIX
from explorer.ui.controls import draw_all
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number

Floats = NDArray[np.float32]
Mixture = tuple[float, float, float, float]

# Red, green, blue, bias. Luma: ITU-R BT.601, which Pillow's convert("L") uses.
PRESETS: dict[str, tuple[str, Mixture]] = {
    "grey": (N_("grey = RGB / 3"), (1 / 3, 1 / 3, 1 / 3, 0.0)),
    "luma": (N_("luma"), (0.299, 0.587, 0.114, 0.0)),
    "red_green": (N_("red − green"), (1.0, -1.0, 0.0, 0.0)),
    "blue_yellow": (N_("blue − yellow"), (-0.5, -0.5, 1.0, 0.0)),
    "negative": (N_("negative"), (-1 / 3, -1 / 3, -1 / 3, 1.0)),
}
_SIDE = 256  # pixels a picture is enlarged to
_EXACT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class MixView:
    """A mixture on a picture: the mixed map and the lecture's grey, both (H, W) float32."""

    mixture: Mixture
    colour: Floats
    mixed: Floats
    grey: Floats


def show_mix(picture: Picture, at: Place) -> None:
    """Sliders, and beside them the picture, the mixed map and its difference to RGB / 3."""
    presets = st.container(horizontal=True, key="channel_mix_presets")
    sliders, pictures = st.columns([2, 5])
    with sliders:
        values = draw_all(MIX, [st] * len(MIX))
    view = _run(picture, (*(float(values[control.key]) for control in MIX),))
    with presets:
        _draw_presets(view.mixture)  # after the sliders, which take their values from the link
    with pictures:
        _show_pictures(view, picture)
    st.latex(_formula(view, at))
    st.markdown(_describe(view))
    st.markdown(lesson_section("channels", "mix"))


def _take_preset(mixture: Mixture) -> None:
    set_controls(dict(zip([control.key for control in MIX], mixture, strict=True)))


def _draw_presets(present: Mixture) -> None:
    """Draw a button a preset; the one that is set stands out."""
    for name, (title, mixture) in PRESETS.items():
        st.button(
            _(title),
            key=f"channel_preset_{name}",
            on_click=_take_preset,
            args=(mixture,),
            type="primary" if np.allclose(present, mixture, atol=_EXACT) else "secondary",
        )


def _run(picture: Picture, mixture: tuple[float, ...]) -> MixView:
    red, green, blue, bias = mixture
    weight = np.array([[red, green, blue]], dtype=np.float32)
    colour = np.ascontiguousarray(make_colour(picture))
    mixed = mix_channels(colour, ChannelMix(weight, np.array([bias], dtype=np.float32)))[0]
    reach = float(np.abs(weight).sum() * np.abs(colour).max(initial=0.0)) + abs(bias)
    noise = rounding_share(len(colour) + 1) * reach
    mixed = np.where(np.abs(mixed) <= noise, np.float32(0), mixed)  # white has a negative of 0
    return MixView((red, green, blue, bias), colour, mixed, grey_of(picture))


def _show_pictures(view: MixView, picture: Picture) -> None:
    low, high = value_range(picture)
    given, mixed, difference = st.columns(3)
    shown = (view.colour.transpose(1, 2, 0) - low) / (high - low)
    given.image(
        _png(enlarge(np.rint(np.clip(shown, 0, 1) * 255).astype(np.uint8), _SIDE)),
        caption=_("picture"),
        alt=_("The picture whose planes are mixed"),
        width="stretch",
    )
    painted, scale = _paint(view.mixed, low, high)
    mixed.image(
        _png(painted),
        caption=_("mixed map: {scale}").format(scale=scale),
        alt=_("The mixed map"),
        width="stretch",
    )
    apart = view.mixed - view.grey
    apart = np.where(np.abs(apart) <= 1e-6 * max(abs(low), abs(high)), np.float32(0), apart)
    limit = signed_limit(apart)
    difference.image(
        _png(signed_map(apart, limit, _SIDE)),
        caption=_("mixed map − RGB / 3: {scale}").format(scale=_signed_scale(limit)),
        alt=_("Difference of the mixed map and the mean of the three planes"),
        width="stretch",
    )


def _png(picture: NDArray[np.uint8]) -> bytes:
    """Encode fast rather than small: these pictures follow a slider."""
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _paint(values: Floats, low: float, high: float) -> tuple[NDArray[np.uint8], str]:
    """Paint a map around zero where it holds negatives, else grey; say which scale it is."""
    if values.min() < 0:
        limit = signed_limit(values)
        return signed_map(values, limit, _SIDE), _signed_scale(limit)
    top = max(high, float(values.max()))
    low = min(low, float(values.min()))
    scale = _("black {low}, white {high}").format(low=show_number(low), high=show_number(top))
    return grey_map(values, low, top, _SIDE), scale


def _signed_scale(limit: float) -> str:
    if not limit:
        return _("0 everywhere")
    return _("{low} to {high}, zero in the middle").format(
        low=show_number(-limit), high=show_number(limit)
    )


def _describe(view: MixView) -> str:
    red, green, blue, bias = view.mixture
    negative = float(np.mean(view.mixed < 0))
    told = _("1 × 1 × 3 weights and one bias: **4** parameters, the same at every pixel.")
    total = red + green + blue
    told += " " + _("The weights sum to {total}, so a white pixel becomes {white}.").format(
        total=show_number(total + 0.0 if abs(total) > _EXACT else 0.0),
        white=show_number(total + bias if abs(total + bias) > _EXACT else 0.0),
    )
    if negative:
        told += " " + _("{share} % of the values are negative; they are kept.").format(
            share=show_number(100 * negative)
        )
    return told


def _formula(view: MixView, at: Place) -> str:
    """Return the mixed value of one pixel with its numbers, as LaTeX."""
    row, column = at
    *weights, bias = view.mixture
    terms = " + ".join(
        rf"\underbrace{{{_fraction(weight)} \cdot {pixel:.3f}}}_{{\text{{{name}}}}}"
        for weight, pixel, name in zip(
            weights, view.colour[:, row, column], plane_names(), strict=True
        )
    )
    return (
        rf"y[{row},{column}] = {terms} + \underbrace{{{_fraction(bias)}}}_{{\text{{{_('bias')}}}}}"
        rf" = {view.mixed[row, column] + 0.0:.3f}"
    )


def _fraction(value: float) -> str:
    """Write a weight exactly where it is a third, in brackets where it is negative."""
    nearest = Fraction(value).limit_denominator(3)
    text = f"{value:.4g}"
    if abs(float(nearest) - value) <= _EXACT and nearest.denominator == 3:
        sign = "-" if value < 0 else ""
        text = rf"{sign}\tfrac{{{abs(nearest.numerator)}}}{{3}}"
    return f"({text})" if value < 0 else text
