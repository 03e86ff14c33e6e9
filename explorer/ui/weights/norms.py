"""A layer's weights against a random start: how far training has moved them."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from explorer.networks.loaded_network import RANDOM_SEED
from explorer.plots.weights import spread_figure
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.choosing import source_name
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.weights.compute import WeightsView


def show_norms(view: WeightsView) -> None:
    """The spread of the layer's weights, the start's beside it, and the filters' norms."""
    layers = {source_name(view.network): view.bank.weight}
    if view.start is not None:
        name = _("random: He's start, seed {seed}").format(seed=RANDOM_SEED)
        layers[name] = view.start.weight
    st.plotly_chart(
        spread_figure(
            layers, weight_label=_("weight"), share_label=_("share of the layer's weights")
        ),
        width="stretch",
        key="weights_spread",
        alt=_("How often weights of each size occur in {layer}").format(layer=view.bank.name),
    )
    fan_in = view.weight.size
    st.latex(
        rf"\sigma_{{\text{{He}}}} = \sqrt{{\tfrac{{2}}{{\text{{fan\_in}}}}}} = "
        rf"\sqrt{{\tfrac{{2}}{{{fan_in}}}}} = {tex_number(math.sqrt(2 / fan_in))}"
    )
    st.markdown(" ".join(_sentences(view)))
    st.markdown(lesson_section("weights", "norms"))


def _sentences(view: WeightsView) -> list[str]:
    norms = view.bank.norms
    said = [
        _(
            "Weights: **{source}**, deviation {deviation}, largest |w| {largest}; the filters' "
            "norms run from {low} to {high}."
        ).format(
            source=source_name(view.network),
            deviation=show_number(float(view.bank.weight.std())),
            largest=show_number(float(np.abs(view.bank.weight).max())),
            low=show_number(float(norms.min())),
            high=show_number(float(norms.max())),
        )
    ]
    if view.start is None:
        said.append(_("This is the random start itself: there is nothing to compare it with."))
        return said
    start = view.start.norms
    said.append(
        _(
            "At the random start the deviation is {deviation} and the norms run from {low} to "
            "{high}: filters differ little before they have learned."
        ).format(
            deviation=show_number(float(view.start.weight.std())),
            low=show_number(float(start.min())),
            high=show_number(float(start.max())),
        )
    )
    return said
