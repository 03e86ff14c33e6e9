"""All layers of the network, one a row."""

from __future__ import annotations

import streamlit as st

from explorer.networks.tracing import LayerField
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.sentences import in_pixels, shape_text, size_text, status_text

_ROW_PX, _MOST_PX = 35, 560


def show_layers(view: FieldView) -> None:
    """Output, field, jump, start, padding and status of every layer; the shown one is marked."""
    fields = view.analysis.fields
    st.dataframe(
        layer_rows(fields, view.layer.name),
        hide_index=True,
        width="stretch",
        height=min(_MOST_PX, _ROW_PX * (len(fields) + 1) + 3),
        key="rf_layers",
    )
    st.caption(
        ngettext("{count} layer.", "{count} layers.", len(fields)).format(count=len(fields))
        + " "
        + _("Rows × columns where both differ; ▸ marks the layer on show.")
    )
    st.markdown(lesson_section("receptive_field", "table"))


def layer_rows(fields: tuple[LayerField, ...], shown: str) -> dict[str, list[str]]:
    """Return the table, a list a column."""
    rows = [(each.field.rows, each.field.columns) for each in fields]
    return {
        "": ["▸" if each.name == shown else "" for each in fields],
        _("layer"): [each.name for each in fields],
        _("kind"): [each.kind for each in fields],
        _("output"): [shape_text(each.output_shape) for each in fields],
        _("receptive field"): [size_text(each) for each in fields],
        _("jump"): [in_pixels(r.jump, c.jump) for r, c in rows],
        _("start"): [in_pixels(r.start, c.start) for r, c in rows],
        _("effective padding"): [
            in_pixels(r.effective_padding, c.effective_padding) for r, c in rows
        ],
        _("status"): [status_text(each) for each in fields],
    }
