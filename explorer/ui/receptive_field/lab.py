"""The receptive-field page's picture: photo and map, linked; the numbers, and what they mean."""

from __future__ import annotations

import streamlit as st

from explorer.ui.components.field_view import FieldLabels, field_view
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.problems import tell
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.sentences import (
    describe_unit,
    in_pixels,
    shape_text,
    size_text,
)
from explorer.ui.receptive_field.settings import COLUMN, ROW
from explorer.ui.receptive_field.windows import field_formula


def show_fields(view: FieldView) -> None:
    """The photo with the unit's box, and the layer's map; a click goes into the link."""
    field_view(
        view.photo,
        view.layer.field,
        None if view.maps is None else view.maps[view.channel],
        selected=view.unit,
        labels=FieldLabels(
            _("The picture, {height} × {width}").format(height=view.sides[0], width=view.sides[1]),
            _("{layer}, channel {channel} of {channels}").format(
                layer=view.layer.name, channel=view.channel, channels=view.layer.channels
            ),
            _("No map: this layer's weights are not loaded. Its boxes need none."),
        ),
        alt=_("The box that a unit of {layer} sees in the picture, and the map of units").format(
            layer=view.layer.name
        ),
        key="rf_fields",
        on_select=_keep_unit,
    )


def _keep_unit(row: int, column: int) -> None:
    set_controls({ROW.key: str(row), COLUMN.key: str(column)})


def say_problems(view: FieldView) -> None:
    """Say where the network ends for this picture, and what of the link is of another map."""
    problem = view.analysis.problem
    if problem is not None:
        st.caption(
            ":material/info: "
            + _("Layers after `{layer}` do not fit this picture: {problem}.").format(
                layer=view.analysis.fields[-1].name, problem=tell(problem)
            )
        )
    if view.moved:
        st.caption(
            ":material/info: "
            + _(
                "The unit or channel asked for is not of this map: unit [{row}, {column}], "
                "channel {channel} stands instead."
            ).format(row=view.unit[0], column=view.unit[1], channel=view.channel)
        )


def show_numbers(view: FieldView) -> None:
    """The four results, the sentences, and the formulas with the numbers in them."""
    rows, columns = view.layer.field.rows, view.layer.field.columns
    numbers = {
        _("Receptive field"): size_text(view.layer),
        _("Jump"): in_pixels(rows.jump, columns.jump),
        _("Effective padding"): in_pixels(rows.effective_padding, columns.effective_padding),
        _("Output shape"): shape_text(view.layer.output_shape),
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, value)
    what_you_see(describe_unit(view))
    formula = field_formula(view)
    if formula:
        st.latex(formula)
