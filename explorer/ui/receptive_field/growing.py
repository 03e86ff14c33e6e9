"""How the field grows: a stack of equal convolutions, and how deep it must be to see all."""

from __future__ import annotations

import streamlit as st

from explorer.layers.field_growth import (
    GrowthSettings,
    GrowthStep,
    grow_field,
    layers_until_covers,
)
from explorer.plots.growth import growth_figure
from explorer.ui.controls import draw_all
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.receptive_field.settings import GROWTH

PLAIN = GrowthSettings()  # 3 × 3, stride 1
_MOST_WRITTEN = 10**9


def show_growth() -> None:
    """The sliders, the curve, and the number of layers a whole row of pixels needs."""
    places = [*st.columns(3), *st.columns(3)]
    values = draw_all(GROWTH, places)
    settings = GrowthSettings(
        values["rf_kernel_size"],
        values["rf_stride"],
        values["rf_dilation"],
        values["rf_pool_every"],
    )
    depth, goal = values["rf_depth"], values["rf_pixels"] or 1024
    steps = grow_field(settings, depth)
    needed = layers_until_covers(goal, settings)
    st.markdown(" ".join(_describe(steps, settings, goal, needed)))
    st.plotly_chart(
        growth_figure(
            _points(steps),
            _points(grow_field(PLAIN, depth)),
            goal,
            depth_label=_("convolutions"),
            size_label=_("receptive field, px"),
            present_label=_("this stack"),
            plain_label=_("3 × 3, stride 1: 1 + 2L"),
            goal_label=_("{pixels} pixels").format(pixels=f"{goal:,}"),
        ),
        width="stretch",
        key="rf_growth_chart",
        alt=_("Receptive field over depth, {size} pixels after {depth} convolutions").format(
            size=_size(steps[-1]), depth=depth
        ),
    )
    st.latex(_formula(settings, goal, needed))
    st.markdown(lesson_section("receptive_field", "growth"))


def _points(steps: tuple[GrowthStep, ...]) -> list[tuple[int, int]]:
    return [(step.convolutions, step.field.size) for step in steps]


def _size(step: GrowthStep) -> str:
    size = step.field.size
    return f"{size:,}" if size < _MOST_WRITTEN else show_number(float(size))


def _describe(
    steps: tuple[GrowthStep, ...], settings: GrowthSettings, goal: int, needed: int
) -> list[str]:
    last = steps[-1]
    seen = ngettext(
        "After {depth} convolution a unit sees **{size} pixels** in a row.",
        "After {depth} convolutions a unit sees **{size} pixels** in a row.",
        last.convolutions,
    ).format(depth=last.convolutions, size=_size(last))
    until = ngettext(
        "To see {goal} pixels it takes **{needed} convolution**.",
        "To see {goal} pixels it takes **{needed} convolutions**.",
        needed,
    ).format(goal=f"{goal:,}", needed=f"{needed:,}")
    if settings.stride > 1 or settings.pool_every:
        how = _("Each step apart makes all later windows wider: the field grows exponentially.")
    else:
        how = _("Every convolution adds the same {step} pixels: the field grows in a line.").format(
            step=settings.span - 1
        )
    return [seen, until, how]


def _formula(settings: GrowthSettings, goal: int, needed: int) -> str:
    """Return how many layers it takes, with the numbers substituted, as LaTeX."""
    grown = settings.span - 1
    if settings.stride == 1 and not settings.pool_every and grown:
        return (
            rf"r_L = 1 + L \cdot d\,(k - 1) = 1 + {grown}\,L \ge {goal} \quad\Rightarrow\quad "
            rf"L = \left\lceil \tfrac{{{goal} - 1}}{{{grown}}} \right\rceil = {needed}"
        )
    if settings.pool_every:
        return r"r_i = r_{i-1} + d\,(k - 1)\, j_{i-1}, \qquad j \to 2 j \text{ at each pool}"
    return (
        rf"r_L = 1 + {grown} \cdot \sum_{{i=0}}^{{L-1}} {settings.stride}^i \ge {goal} "
        rf"\quad\Rightarrow\quad L = {needed}"
    )
