"""Two pictures side by side: the same layer and channel, one scale, both answers."""

from __future__ import annotations

import streamlit as st

from explorer.data.samples import load_sample
from explorer.plots.activation_pictures import MapScale, encode_png, overlay_picture
from explorer.plots.colours import signed_limit
from explorer.ui.activations.choosing import Looks
from explorer.ui.activations.compute import LayerView, look_at_layer
from explorer.ui.activations.predictions import show_predictions
from explorer.ui.activations.sentences import shown_name, value_text
from explorer.ui.activations.settings import OTHER
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.viewing import fill_photo, look_at_photo


def show_pair(looks: Looks) -> None:
    """The page's picture and a second one."""
    found = looks.found
    other = look_at_other(found, OTHER.draw(st))
    limit = max(signed_limit(each.chosen) for each in (found, other))
    scale = MapScale(limit, found.signed)
    for each, place in zip((found, other), st.columns(2), strict=True):
        with place:
            _show_one(each, scale, looks.opacity)
    st.markdown(_compare(found, other))
    st.markdown(lesson_section("activations", "pair"))


def look_at_other(found: LayerView, key: str) -> LayerView:
    """Look at a sample picture as the page looks at its own."""
    view = found.view
    side = view.inputs.shape[-1]
    picture = load_sample(key, side)
    photo = fill_photo(picture, side)
    seen = look_at_photo(view.network, picture, photo, view.layer.name, view.stage)
    return look_at_layer(seen, found.show, str(found.channel))


def _show_one(each: LayerView, scale: MapScale, opacity: float) -> None:
    title, most = _(each.view.picture.title), value_text(float(each.chosen.max()))
    picture = overlay_picture(
        each.view.photo,
        each.chosen,
        each.field,
        scale,
        opacity=opacity,
        places=[(place.row, place.column) for place in each.places[:1]],
    )
    st.image(
        encode_png(picture),
        width="stretch",
        caption=_(
            "{title}: channel {channel}, {shown}, {low} to {high}, one scale for both; largest "
            "value {most}"
        ).format(
            title=title,
            channel=each.channel,
            shown=shown_name(each),
            low=value_text(-scale.limit) if scale.signed else "0",
            high=value_text(scale.limit),
            most=most,
        ),
        alt=_("Channel {channel} over “{title}”, largest value {most}").format(
            channel=each.channel, title=title, most=most
        ),
    )
    show_predictions(each.view, st)


def _compare(found: LayerView, other: LayerView) -> str:
    first, second = (float(each.view.maps[found.channel].max()) for each in (found, other))
    names = [_(each.view.picture.title) for each in (found, other)]
    if first == second:
        return _(
            "Channel {channel} answers both pictures with the same largest value, {value}."
        ).format(channel=found.channel, value=value_text(first))
    if second > first:
        names, first, second = names[::-1], second, first
    return _(
        "Channel {channel} answers “{stronger}” more strongly: its largest value there is "
        "**{most}**, on “{weaker}” it is **{least}**."
    ).format(
        channel=found.channel,
        stronger=names[0],
        weaker=names[1],
        most=value_text(first),
        least=value_text(second),
    )
