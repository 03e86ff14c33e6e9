"""The channels page's closer look at 64 maps made fewer by a 1 × 1 convolution."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import Picture
from explorer.layers.geometry import ConvSettings
from explorer.layers.mixing import (
    ChannelMix,
    ChannelSpread,
    measure_spread,
    mix_channels,
    random_mix,
    rectify,
)
from explorer.ui.channels.compute import FIRST_KERNEL, make_first_maps
from explorer.ui.channels.settings import FIRST_CHANNELS, SHRINK
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import draw_all
from explorer.ui.language import _, current_language
from explorer.ui.lessons import lesson_section

_SIDE = 96  # pixels: 64 maps of this size are what the tile wall sends whole
_KEPT = "_channel_first_layer"
Floats = NDArray[np.float32]


def show_shrink(picture: Picture) -> None:
    """64 maps of a first layer, the fewer maps they are mixed into, and what that keeps."""
    values = draw_all(SHRINK, st.columns(len(SHRINK), vertical_alignment="bottom"))
    out_channels, relu = values["channel_shrink_to"], values["channel_shrink_relu"]
    maps, names, spread = _first_layer(picture, relu=relu)
    principal = values["channel_shrink_weights"] == "principal"
    mix = spread.principal_mix(out_channels) if principal else _untrained(out_channels)
    mixed = mix_channels(maps, mix)
    _show_counts(mix, spread, maps.shape)
    before, after = st.columns(2)
    with before:
        st.markdown("**" + _("{count} maps in").format(count=len(maps)) + "**")
        tile_wall(
            maps,
            names=names,
            alt=_("{count} maps of the first layer").format(count=len(maps)),
            scale="each",
            key="channel_shrink_before",
        )
    with after:
        st.markdown("**" + _("{count} maps out").format(count=len(mixed)) + "**")
        label = _("direction {number}") if principal else _("random {number}")
        tile_wall(
            mixed,
            names=[label.format(number=number) for number in range(len(mixed))],
            alt=_("{count} maps of the 1 × 1 convolution").format(count=len(mixed)),
            scale="each",
            key="channel_shrink_after",
        )
    st.markdown(_describe(mix, spread, maps, principal=principal))
    st.markdown(lesson_section("channels", "shrink"))


def _first_layer(picture: Picture, *, relu: bool) -> tuple[Floats, list[str], ChannelSpread]:
    """Return the 64 maps, their names and spread; kept in the session while these stay the same.

    A slider of this page then need not compute them again; a server's cache would hold uploads.
    """
    kept = st.session_state.get(_KEPT)
    asked = (picture.key, picture.pixels.shape, relu, current_language())
    if kept is None or kept[0] != asked:
        maps, names = make_first_maps(picture, FIRST_CHANNELS, _SIDE)
        maps = rectify(maps) if relu else maps
        kept = st.session_state[_KEPT] = (asked, (maps, names, measure_spread(maps)))
    first: tuple[Floats, list[str], ChannelSpread] = kept[1]
    return first


def _untrained(out_channels: int) -> ChannelMix:
    return random_mix(out_channels, FIRST_CHANNELS, seed=0)


def _show_counts(mix: ChannelMix, spread: ChannelSpread, shape: tuple[int, ...]) -> None:
    kept, parameters, products = st.columns(3)
    kept.metric(
        _("Variance kept"),
        _percent(spread.share_kept(mix)),
        help=_("Part of the variance of the maps in that linear regression gets back."),
    )
    parameters.metric(_("Parameters of the 1 × 1"), f"{mix.parameters:,}")
    products.metric(_("Multiply-adds of the 1 × 1"), f"{mix.multiply_adds(*shape[1:]):,}")


def _describe(mix: ChannelMix, spread: ChannelSpread, maps: Floats, *, principal: bool) -> str:
    count = len(mix.weight)
    wide = ConvSettings(len(maps), count, FIRST_KERNEL).parameters
    told = _(
        "{inputs} · {outputs} + {outputs} = **{parameters}** parameters; a 3 × 3 layer between the "
        "same maps would have {wide}. Each output is one weighted sum of the {inputs} maps at its "
        "own place."
    ).format(inputs=len(maps), outputs=count, parameters=f"{mix.parameters:,}", wide=f"{wide:,}")
    told += " " + _(
        "On this picture, at {height} × {width}, the {inputs} maps vary in **{rank}** independent "
        "directions."
    ).format(height=maps.shape[1], width=maps.shape[2], inputs=len(maps), rank=spread.rank)
    if principal:
        other = spread.share_kept(_untrained(count))
        return (
            told
            + " "
            + _("A random start with as many outputs keeps {share} of their variance.").format(
                share=_percent(other)
            )
        )
    best = spread.share_kept(spread.principal_mix(count))
    return (
        told
        + " "
        + _("The principal directions, the best any {count} outputs can do, keep {share}.").format(
            count=count, share=_percent(best)
        )
    )


def _percent(share: float) -> str:
    """Write a share; only what keeps everything is called 100 %."""
    if share > 1 - 1e-9:
        return "100 %"
    return f"{np.floor(share * 1e4) / 1e2:.2f} %"
