"""The strongest places of the chosen map, and what each of them sees of the picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.data.pictures import Floats
from explorer.plots.activation_pictures import crops_picture, cut_field, encode_png
from explorer.ui.activations.compute import LayerView
from explorer.ui.activations.sentences import shown_name, value_text
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section

_DRAWN = "_activation_crops"


def show_places(found: LayerView) -> None:
    """A crop a place, in the order of the values, with the values below."""
    if not found.places:
        st.markdown(
            _(
                "Channel {channel} is 0 everywhere on this picture: there is no place to point at. "
                "Choose another map, or look before the activation."
            ).format(channel=found.channel)
        )
        return
    boxes = [found.field.box_of(place.row, place.column) for place in found.places]
    crops, past = zip(*(cut_field(found.view.photo, box) for box in boxes), strict=True)
    listed = "; ".join(
        f"**{number}** [{place.row}, {place.column}] {value_text(place.value)}"
        for number, place in enumerate(found.places, start=1)
    )
    st.image(
        _encode_once(found, crops),
        alt=_("What the strongest places of channel {channel} see: {places}").format(
            channel=found.channel, places=listed.replace("**", "")
        ),
    )
    st.markdown(
        _("Place [row, column] and value, {shown}: {places}.").format(
            shown=shown_name(found), places=listed
        )
    )
    st.caption(_describe_crops(found, sum(past)))
    st.markdown(lesson_section("activations", "places"))


def _encode_once(found: LayerView, crops: Sequence[Floats]) -> bytes:
    """Encode the crops once a map; in the session, since they may be of the visitor's picture."""
    key = (*found.view.key, found.show, found.channel)
    drawn: tuple[object, bytes] | None = st.session_state.get(_DRAWN)
    if drawn is None or drawn[0] != key:
        drawn = st.session_state[_DRAWN] = (key, encode_png(crops_picture(crops)))
    return drawn[1]


def _describe_crops(found: LayerView, past: int) -> str:
    side = found.view.inputs.shape[-1]
    if found.field.whole_image:
        return _("Each unit of this layer sees the whole picture, {side} × {side} pixels.").format(
            side=side
        )
    box = found.field.box_of(found.places[0].row, found.places[0].column)
    told = _(
        "Each crop is all a unit can see, {height} × {width} of {side} × {side} pixels."
    ).format(height=box.bottom - box.top, width=box.right - box.left, side=side)
    if past:
        told += " " + _(
            "Reaching past the border: {past} of {count}; what lies outside is drawn grey, the "
            "network pads its maps with zeros there."
        ).format(past=past, count=len(found.places))
    if found.field.global_context:
        told += " " + _("A global operation lets the rest of the picture have a say too.")
    return told
