"""A Conv3d against 2D: what the time axis costs, and what it is good for."""

from __future__ import annotations

import streamlit as st

from explorer.signals.volume_rivals import Rival, compare_rivals, equal_middle
from explorer.signals.volumes import VolumeGeometry
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.volume.compute import VolumeView
from explorer.ui.volume.shape_settings import MID_CHANNELS
from explorer.ui.volume.shapes import chosen_layer
from explorer.ui.wording import layer_name, ratio


def show_rivals(view: VolumeView) -> None:
    """The layer and three others on the same volume: counts, shapes, frames behind a number."""
    layer, between = st.columns(2)
    geometry = chosen_layer(view, layer)
    asked = MID_CHANNELS.draw(between)
    middle = asked or equal_middle(geometry.settings)
    rivals = compare_rivals(geometry, middle)
    st.table(_rows(rivals, geometry, middle), hide_index=True)
    whole, flat = rivals[0], rivals[1]
    st.markdown(
        _(
            "The depth of the kernel makes the weights {weights} times as many as frame by frame "
            "in 2D, and the multiply-adds {adds} times."
        ).format(
            weights=ratio(whole.parameters / flat.parameters),
            adds=ratio(whole.multiply_adds / flat.multiply_adds),
        )
    )
    st.markdown(lesson_section("volume", "plane"))


def _rows(rivals: list[Rival], geometry: VolumeGeometry, middle: int) -> dict[str, list[str]]:
    depth, rows, columns = geometry.settings.kernel_size
    plane = layer_name((rows, columns))
    names = {
        "volume": _("Conv3d, {depth} × {plane}").format(depth=depth, plane=plane),
        "frames": _("Conv2d on each frame, {plane}").format(plane=plane),
        "stacked": _("Conv2d with the frames as channels, {plane}").format(plane=plane),
        "factorised": _("(2+1)D: {plane} to M = {middle}, then {depth} in time").format(
            plane=plane, middle=middle, depth=depth
        ),
    }
    return {
        _("layer"): [names[rival.key] for rival in rivals],
        _("output shape"): [" × ".join(map(str, rival.output)) for rival in rivals],
        _("parameters"): [f"{rival.parameters:,}" for rival in rivals],
        _("multiply-adds"): [f"{rival.multiply_adds:,}" for rival in rivals],
        _("frames seen at once"): [str(rival.frames) for rival in rivals],
    }
