"""The effective field: where in its box a unit's influence lies, as picture, numbers and curve."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.receptive_field import Box
from explorer.networks.field_measures import MassCurve, measure_mass
from explorer.plots.growth import mass_figure
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.receptive_field.answers import show_answers
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.measures import measure_effective
from explorer.ui.receptive_field.occlusion import find_result
from explorer.ui.receptive_field.sentences import percent
from explorer.ui.receptive_field.settings import INPUTS

SHARES = (0.5, 0.9)
_POINTS = 120  # of the curve that is drawn


def show_effective(view: FieldView) -> None:
    """The three answers side by side, and how concentrated the influence is."""
    inputs = INPUTS.draw(st)
    field = measure_effective(view, inputs)
    show_answers(view, field, find_result(view))
    curve = measure_mass(field, view.box)
    words, chart = st.columns([2, 3])
    words.markdown("\n".join(f"- {line}" for line in _describe(view, curve, inputs)))
    words.markdown(lesson_section("receptive_field", "effective"))
    if not curve.dead:
        _draw_curve(chart, curve)


def _describe(view: FieldView, curve: MassCurve, inputs: int) -> list[str]:
    over = ngettext(
        "Measured on the picture alone.",
        "Averaged over {count} pictures: the one on show, the others noise.",
        inputs,
    ).format(count=inputs)
    if curve.dead:
        return [
            _(
                "No pixel moves this unit on any of the pictures: an activation cuts it off. "
                "Choose another unit, or average over more pictures."
            ),
            over,
        ]
    lines = [
        _("**{share}** of the influence lies in **{area}** of the box's pixels.").format(
            share=percent(share), area=percent(curve.area_holding(share))
        )
        for share in SHARES
    ]
    if curve.in_box < 1:
        lines.append(
            _(
                "{share} of the influence lies in the box; the rest acts through a global "
                "operation."
            ).format(share=percent(curve.in_box))
        )
    return [*lines, _("The box has {count} pixels in the picture.").format(
        count=f"{_pixels(view.box, view):,}"
    ), over]  # fmt: skip


def _pixels(box: Box, view: FieldView) -> int:
    return box.clipped(*view.sides).area


def _draw_curve(place: st.delta_generator.DeltaGenerator, curve: MassCurve) -> None:
    picked = np.unique(np.linspace(0, curve.pixels, _POINTS).round().astype(int))
    marks = [(curve.area_holding(share), share) for share in SHARES]
    place.plotly_chart(
        mass_figure(
            (picked / curve.pixels).tolist(),
            curve.mass[picked].tolist(),
            marks,
            area_label=_("share of the box's pixels, strongest first"),
            mass_label=_("share of the influence"),
            curve_label=_("this unit"),
            even_label=_("if all pixels counted alike"),
            mark_label=_("50 % and 90 %"),
        ),
        width="stretch",
        key="rf_mass_chart",
        alt=_("Share of the influence over the share of the box: 90 % lie in {area}").format(
            area=percent(curve.area_holding(0.9))
        ),
    )
