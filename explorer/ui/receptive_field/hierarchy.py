"""The lecture's hierarchy from receptor to cortex, each stage beside a layer of this network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from explorer.networks.tracing import LayerField
from explorer.plots.hierarchy import Stage, hierarchy_figure
from explorer.text import N_
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.receptive_field.compute import FieldView


@dataclass(frozen=True, slots=True)
class _Area:
    """A stage of the path; `ratio` is its field's size over a V1 simple cell's, roughly."""

    name: str
    answers_to: str
    ratio: float
    linked: bool = True


# Round numbers, and the page says so. Fields grow along the path (Freeman and Simoncelli 2011);
# those of IT span more than 10 degrees (Gross and others 1969). Before V1 no layer stands beside.
_AREAS = (
    _Area(N_("Receptor"), N_("light at one point"), 1 / 16, linked=False),
    _Area(N_("Bipolar and ganglion cells"), N_("a spot and its surround"), 1 / 8, linked=False),
    _Area(N_("LGN"), N_("passes spots on"), 1 / 8, linked=False),
    _Area(N_("V1, simple cells"), N_("an edge at one place"), 1),
    _Area(N_("V1, complex cells"), N_("an edge anywhere near"), 1.5),
    _Area(N_("V2, V4"), N_("corners, curves, textures"), 4),
    _Area(N_("IT"), N_("objects, faces"), 12),
)


def show_hierarchy(view: FieldView) -> None:
    """Draw the path and, beside it, the layers whose field is as many times the first one's."""
    layers = [f for f in view.analysis.fields if (f.field.rows.size or 0) > 1]
    if not layers:
        st.caption(_("No layer of this network sees more than one pixel: nothing to set beside."))
        return
    stages = match_layers(layers)
    st.plotly_chart(
        hierarchy_figure(
            [stage for _layer, stage in stages],
            left_title=_("Eye and cortex"),
            right_title=_("This network"),
        ),
        width="stretch",
        key="rf_hierarchy_chart",
        config={"displayModeBar": False},
        alt=_("From receptor to cortex: {links}").format(
            links="; ".join(
                f"{stage.name}: {layer.name}" for layer, stage in stages if layer is not None
            )
        ),
    )
    st.caption(
        _(
            "Layers are linked by size alone: of all layers, the one whose field is nearest to as "
            "many times that of `{first}` ({size} px) as the area's is of a V1 simple cell. The "
            "diameters follow the logarithm of these ratios; before V1 they are not to scale. The "
            "areas' ratios are round numbers chosen to show the order, not measurements."
        ).format(first=layers[0].name, size=layers[0].field.rows.size)
    )
    st.markdown(lesson_section("receptive_field", "hierarchy"))


def match_layers(layers: list[LayerField]) -> list[tuple[LayerField | None, Stage]]:
    """Set beside each area the layer whose field, relative to the first one's, is nearest."""
    first = layers[0].field.rows.size or 1
    stages: list[tuple[LayerField | None, Stage]] = []
    for area in _AREAS:
        layer = _nearest(layers, first * area.ratio) if area.linked else None
        size = (layer.field.rows.size or 1) if layer else 1
        told = ""
        if layer is not None:
            told = _("{layer}<br>{size} px, ×{ratio}").format(
                layer=layer.name, size=size, ratio=f"{size / first:.3g}"
            )
        stages.append(
            (layer, Stage(_(area.name), _(area.answers_to), area.ratio, told, size / first))
        )
    return stages


def _nearest(layers: list[LayerField], size: float) -> LayerField:
    return min(layers, key=lambda each: abs(math.log((each.field.rows.size or 1) / size)))
