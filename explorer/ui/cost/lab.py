"""The cost page's picture: weights times uses, the four counts, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.layers.counting import LayerCost
from explorer.ui.components.product_bars import ProductBar, product_bars
from explorer.ui.cost.compute import CostView
from explorer.ui.cost.sentences import (
    convolution_formulas,
    describe_counts,
    describe_layers,
    linear_formulas,
)
from explorer.ui.language import _, ngettext
from explorer.ui.layout import what_you_see
from explorer.ui.wording import layer_name, ratio


def show_bars(view: CostView) -> None:
    """Three layers as bars: few weights used often, many used once, and the fair comparison."""
    convolution = view.state.convolution
    draw_bars(
        [
            (
                _("Convolution, {kernel}, {inputs} → {outputs} channels").format(
                    kernel=layer_name(convolution.kernel_size),
                    inputs=convolution.in_channels,
                    outputs=convolution.out_channels,
                ),
                view.convolution,
            ),
            (_linear_name(view.linear), view.linear),
            (
                _linear_name(view.matching) + _(", as many as the convolution"),
                view.matching,
            ),
        ],
        key="cost_bars",
    )


def _linear_name(cost: LayerCost) -> str:
    return ngettext(
        "Linear layer with {count} output", "Linear layer with {count} outputs", cost.outputs
    ).format(count=f"{cost.outputs:,}")


def draw_bars(layers: Sequence[tuple[str, LayerCost]], key: str) -> None:
    """Draw each named layer's weights, their uses, and the product: its multiply-adds."""
    bars = [_bar(name, cost) for name, cost in layers]
    product_bars(
        bars,
        axis_label=_("Logarithmic axis: each line stands for ten times as many as the one before."),
        alt=_("Weights times uses of each layer: {layers}").format(
            layers="; ".join(f"{bar.name}: {bar.product_text}" for bar in bars)
        ),
        key=key,
    )


def _bar(name: str, cost: LayerCost) -> ProductBar:
    weights, uses = f"{cost.weights:,}", cost.uses_per_weight
    shown = f"{uses:,.0f}" if uses == int(uses) else ratio(uses)
    products = f"{cost.multiply_adds:,}"
    return ProductBar(
        name,
        cost.weights,
        uses,
        ngettext("{count} weight", "{count} weights", cost.weights).format(count=weights),
        ngettext("{count} use each", "{count} uses each", int(uses)).format(count=shown),
        ngettext("{count} multiply-add", "{count} multiply-adds", cost.multiply_adds).format(
            count=products
        ),
    )


def show_numbers(view: CostView) -> None:
    """The four counts, the sentences, and the formulas with the numbers in them."""
    numbers = {
        _("Parameters, convolution"): view.convolution.parameters,
        _("Parameters, linear"): view.linear.parameters,
        _("Multiply-adds, convolution"): view.convolution.multiply_adds,
        _("Multiply-adds, linear"): view.linear.multiply_adds,
    }
    for place, (label, value) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        place.metric(label, f"{value:,}")
    what_you_see(describe_counts(view))
    left, right = st.columns(2)
    formulas = (convolution_formulas(view), linear_formulas(view))
    for place, formula, code in zip(
        (left, right), formulas, describe_layers(view.state), strict=True
    ):
        place.latex(formula)
        place.caption(f"`{code}`", text_alignment="center")
