"""The cost page's closer looks at the counts: growth, bottleneck, and separable layers."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.counting import (
    bottleneck_layers,
    break_even,
    chain_costs,
    join_costs,
    separable_layers,
)
from explorer.plots.cost import Curve, break_even_figure, growth_figure, share_figure
from explorer.ui.cost.compute import CostView, count_layers
from explorer.ui.cost.lab import draw_bars
from explorer.ui.cost.settings import MID_CHANNELS, CostState
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import tex_number
from explorer.ui.wording import aligned, layer_name, ratio, tex, tex_text

SIDES = (8, 16, 32, 64, 128, 256, 512)  # pixels
_CHANNELS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
_LEAST_RANGE = 8  # middle channels that the curve shows at least


def show_growth(view: CostView) -> None:
    """Both counts of the three layers over the input's side."""
    seen = _grow(view.state)
    names = (_("convolution"), _("linear layer"), _("linear layer, as many outputs"))
    sides = [shown.state.side for shown in seen]
    counted = {
        _("Parameters"): [[s.convolution.parameters, s.linear.parameters, s.matching.parameters]
                          for s in seen],
        _("Multiply-adds"): [
            [s.convolution.multiply_adds, s.linear.multiply_adds, s.matching.multiply_adds]
            for s in seen
        ],
    }  # fmt: skip
    for number, (place, (title, rows)) in enumerate(
        zip(st.columns(2), counted.items(), strict=True)
    ):
        columns = list(zip(*rows, strict=True))
        place.plotly_chart(
            growth_figure(
                [Curve(name, sides, values) for name, values in zip(names, columns, strict=True)],
                view.state.side,
                title=title,
                axis_label=_("height and width in pixels"),
                present_label=_("now {side}").format(side=view.state.side),
            ),
            width="stretch",
            key=f"cost_growth_{number}",
            alt=_("{title} of the three layers from {low} to {high} pixels").format(
                title=title, low=sides[0], high=sides[-1]
            ),
        )
    st.markdown(_describe_doubling(view))
    st.markdown(lesson_section("cost", "growth"))


def _grow(state: CostState) -> list[CostView]:
    """Count the layers on every side that the kernel fits."""
    seen = []
    for side in SIDES:
        linear = replace(state.linear, in_features=state.convolution.in_channels * side * side)
        try:
            seen.append(count_layers(CostState(state.convolution, linear, side)))
        except SettingError:
            continue  # a small input under a large kernel: the curve begins further right
    return seen


def _describe_doubling(view: CostView) -> str:
    state = view.state
    side = 2 * state.side
    linear = replace(state.linear, in_features=4 * state.linear.in_features)
    doubled = count_layers(CostState(state.convolution, linear, side))
    return _(
        "From {side} × {side} to {doubled} × {doubled} pixels the convolution keeps its {count} "
        "parameters and takes {work} times the multiply-adds; the linear layer grows to {linear} "
        "times its parameters, and one with as many outputs as the convolution to {matching} times."
    ).format(
        side=state.side,
        doubled=side,
        count=f"{view.convolution.parameters:,}",
        work=ratio(doubled.convolution.multiply_adds / view.convolution.multiply_adds),
        linear=ratio(doubled.linear.parameters / view.linear.parameters),
        matching=ratio(doubled.matching.parameters / view.matching.parameters),
    )


def show_bottleneck(view: CostView) -> None:
    """A 1 × 1 down to C_mid before the kernel: where it saves and where it costs."""
    mid = MID_CHANNELS.draw(st)
    plain, side = view.state.convolution, view.state.side
    pair = join_costs(chain_costs(bottleneck_layers(plain, mid), side, side))
    border = break_even(view.geometry, "parameters")
    places = st.columns(3)
    places[0].metric(_("Parameters, bottleneck"), f"{pair.parameters:,}")
    places[1].metric(_("Multiply-adds, bottleneck"), f"{pair.multiply_adds:,}")
    places[2].metric(_("Break-even C_mid"), f"{border:.2f}")
    st.markdown(_describe_bottleneck(view, mid, pair.parameters))
    st.latex(_bottleneck_formula(view, mid, pair.parameters))
    last = max(_LEAST_RANGE, mid, round(1.5 * border))
    mids = [1, last]  # a straight line
    counts = [
        join_costs(chain_costs(bottleneck_layers(plain, m), side, side)).parameters for m in mids
    ]
    st.plotly_chart(
        break_even_figure(
            Curve(_("1 × 1, then {kernel}").format(kernel=_kernel(view)), mids, counts),
            view.convolution.parameters,
            border,
            (mid, pair.parameters),
            axis_label=_("C_mid"),
            count_label=_("parameters"),
            plain_label=_("{kernel} alone").format(kernel=_kernel(view)),
            border_label=_("break-even"),
            present_label=_("now"),
        ),
        width="stretch",
        key="cost_bottleneck_chart",
        alt=_("Parameters of the bottleneck over C_mid; they pass {plain} at {border}").format(
            plain=f"{view.convolution.parameters:,}", border=f"{border:.2f}"
        ),
    )
    st.markdown(lesson_section("cost", "bottleneck"))


def _kernel(view: CostView) -> str:
    return layer_name(view.state.convolution.kernel_size)


def _describe_bottleneck(view: CostView, mid: int, count: int) -> str:
    plain = view.convolution.parameters
    values = {
        "chain": f"{view.state.convolution.in_channels} → {mid} → "
        f"{view.state.convolution.out_channels}",
        "count": f"{count:,}",
        "plain": f"{plain:,}",
        "share": ratio(100 * abs(count - plain) / plain),
    }
    if count < plain:
        told = _("{chain} takes {count} parameters where one layer takes {plain}: {share} % fewer.")
    elif count > plain:
        told = _("{chain} takes {count} parameters where one layer takes {plain}: {share} % more.")
    else:
        told = _("{chain} takes {count} parameters, exactly as many as one layer.")
    borders = _(
        "With biases the pair is cheaper below C_mid = {parameters}, in weights alone below "
        "{weights}, in multiply-adds below {work}."
    ).format(
        parameters=f"{break_even(view.geometry, 'parameters'):.2f}",
        weights=f"{break_even(view.geometry, 'weights'):.2f}",
        work=f"{break_even(view.geometry, 'multiply_adds'):.2f}",
    )
    return f"{told.format(**values)} {borders}"


def _bottleneck_formula(view: CostView, mid: int, count: int) -> str:
    plain, biases = view.state.convolution, view.convolution.biases
    kernel = r" \cdot ".join(map(str, plain.kernel_size))
    first = rf"{plain.in_channels} \cdot {mid}" + (f" + {mid}" if biases else "")
    last = rf"{mid} \cdot {plain.out_channels} \cdot {kernel}" + (f" + {biases}" if biases else "")
    total = view.convolution.parameters
    sign = "<" if count < total else ">" if count > total else "="
    return rf"({first}) + ({last}) = {tex(count)} {sign} {tex(total)}"


def show_separable(view: CostView) -> None:
    """A depthwise layer and a 1 × 1 in place of one layer: what is left of its cost."""
    plain, side = view.state.convolution, view.state.side
    stages = chain_costs(separable_layers(plain), side, side)
    pair = join_costs(stages)
    share = pair.multiply_adds / view.convolution.multiply_adds
    names = (_("Depthwise, {kernel}").format(kernel=_kernel(view)), _("Pointwise, 1 × 1"))
    draw_bars(
        [
            (_("One convolution, {kernel}").format(kernel=_kernel(view)), view.convolution),
            *zip(names, stages, strict=True),
        ],
        key="cost_separable_bars",
    )
    places = st.columns(3)
    places[0].metric(_("Parameters, separable"), f"{pair.parameters:,}")
    places[1].metric(_("Multiply-adds, separable"), f"{pair.multiply_adds:,}")
    places[2].metric(_("Share of the multiply-adds"), f"{ratio(100 * share)} %")
    st.markdown(_describe_separable(view, share))
    st.latex(_separable_formula(view, share))
    area = plain.kernel_size[0] * plain.kernel_size[1]
    st.plotly_chart(
        share_figure(
            Curve(_("depthwise and 1 × 1"), _CHANNELS, [1 / n + 1 / area for n in _CHANNELS]),
            (plain.out_channels, share),
            1 / area,
            axis_label="out_channels",
            share_label=_("share of one layer's cost"),
            floor_label=_("never below 1 / {area}").format(area=area),
            present_label=_("now"),
        ),
        width="stretch",
        key="cost_separable_chart",
        alt=_("Share of the cost over out_channels, now {share} %").format(
            share=ratio(100 * share)
        ),
    )
    st.markdown(lesson_section("cost", "separable"))


def _describe_separable(view: CostView, share: float) -> str:
    plain = view.state.convolution
    if share < 1:
        told = _("The pair does {share} % of the multiply-adds: {times} times fewer.").format(
            share=ratio(100 * share), times=ratio(1 / share)
        )
    else:
        told = _(
            "Here the pair does {share} % of the multiply-adds: with a kernel or a number of maps "
            "this small, splitting saves nothing."
        ).format(share=ratio(100 * share))
    terms = _(
        "1 / out_channels = {maps} is the depthwise part, 1 / K² = {kernel} the 1 × 1 part."
    ).format(maps=ratio(1 / plain.out_channels), kernel=ratio(1 / plain.kernel_size[0] ** 2))
    return f"{told} {terms}"


def _separable_formula(view: CostView, share: float) -> str:
    plain = view.state.convolution
    area = plain.kernel_size[0] * plain.kernel_size[1]
    kernel = r" \cdot ".join(map(str, plain.kernel_size))
    inputs, outputs = plain.in_channels, plain.out_channels
    quotient = rf"\frac{{{inputs} \cdot {kernel} + {inputs} \cdot {outputs}}}" + (
        rf"{{{inputs} \cdot {outputs} \cdot {kernel}}}"
    )
    return aligned(
        rf"{tex_text(_('share'))} &= {quotient} = \frac{{1}}{{{outputs}}} + \frac{{1}}{{{area}}} "
        rf"= {tex_number(share)}"
    )
