"""Shapes of any Conv3d, the lecture's two among them: each axis by its formula, and by PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from explorer.signals.volumes import AXES, Triple, VolumeGeometry, VolumeSettings, lay_out_volume
from explorer.ui.controls import Text, draw_all
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.place import Place
from explorer.ui.volume import shape_settings as controls
from explorer.ui.volume.compute import VolumeView
from explorer.ui.volume.sentences import count_formulas, describe_settings, size_formulas

BATCH = 20
LECTURE_INPUT = (10, 50, 100)  # D, H, W
LECTURE = {
    "cubic": VolumeSettings(16, 33, (3, 3, 3), stride=(2, 2, 2)),
    "unequal": VolumeSettings(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0)),
}


def chosen_layer(view: VolumeView, place: Place) -> VolumeGeometry:
    """Draw the choice of a layer and return it, laid over its volume."""
    name = controls.EXAMPLE.draw(place)
    if name == "above":
        return view.geometry
    if name in LECTURE:
        return lay_out_volume(LECTURE[name], *LECTURE_INPUT)
    values = draw_all(controls.OWN_NUMBERS, st.columns(len(controls.OWN_NUMBERS)))
    with st.container(key="page_choices"):
        values |= draw_all(controls.OWN_TEXTS, st.columns(len(controls.OWN_TEXTS)))
    return read_own(values)


def read_own(values: Mapping[str, Any]) -> VolumeGeometry:
    """Turn the visitor's own numbers into a layer; raises SettingError for an impossible one."""

    def triple(control: Text) -> Triple:
        return cast("Triple", control.check(values[control.key]))

    layer = VolumeSettings(
        values["volume_own_in"],
        values["volume_own_out"],
        triple(controls.OWN_KERNEL),
        stride=triple(controls.OWN_STRIDE),
        padding=triple(controls.OWN_PADDING),
        dilation=triple(controls.OWN_DILATION),
        groups=values["volume_own_groups"],
    )
    return lay_out_volume(layer, *triple(controls.OWN_SIZE))


def show_shapes(view: VolumeView) -> None:
    """Input and output shape, the three formulas, what PyTorch says, and what is left over."""
    geometry = chosen_layer(view, st)
    settings = geometry.settings
    sizes = [axis.size for axis in geometry.axes]
    batch = BATCH if geometry is not view.geometry else 1
    given = (batch, settings.in_channels, *sizes)
    made = (batch, *geometry.output_shape)
    st.markdown(f"#### {_times(given)} → {_times(made)}")
    st.caption(f"`{describe_settings(settings)}` · (N, C, D, H, W)")
    left, right = st.columns([3, 2])
    left.latex(size_formulas(geometry))
    right.latex(count_formulas(geometry))
    if torch_shape(settings, given) == made:
        left.caption(
            ":material/check: "
            + _("PyTorch's own layer gives the same shape (run without values, on device 'meta').")
        )
    for name, axis in zip(AXES, geometry.axes, strict=True):
        if axis.remainder:
            told = _("Left over at the end of {axis}: ({padded} − {span}) mod {stride} = {count}")
            told = told.format(
                axis=name,
                count=axis.remainder,
                padded=axis.padded,
                span=axis.span,
                stride=axis.stride,
            )
            where = _("part of the input") if axis.lost.size else _("padding, no input is lost")
            st.markdown(f"{told}; {where}.")
    st.markdown(lesson_section("volume", "shapes"))


def torch_shape(settings: VolumeSettings, given: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that `torch.nn.Conv3d` gives, without computing a value."""
    import torch

    layer = torch.nn.Conv3d(
        settings.in_channels,
        settings.out_channels,
        settings.kernel_size,
        stride=settings.stride,
        padding=settings.padding,
        dilation=settings.dilation,
        groups=settings.groups,
        bias=settings.bias,
        device="meta",
    )
    return tuple(layer(torch.empty(given, device="meta")).shape)


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
