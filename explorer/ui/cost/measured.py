"""Milliseconds measured on this server beside the counted operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from explorer.layers.contenders import EMPTY, Race, line_up, require_measurable
from explorer.plots.timing import TimedPoint, timing_figure
from explorer.ui.cost.compute import CostView
from explorer.ui.cost.scripts import write_timing_script
from explorer.ui.cost.settings import MID_CHANNELS, TIMING_CODE
from explorer.ui.language import _
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.wording import layer_name

if TYPE_CHECKING:
    from explorer.layers.timing import Timing  # needs torch, which this page imports late

_NOTHING = "–"


def show_measurement(view: CostView) -> None:
    """A button that measures, and what the last measurement of these layers gave."""
    from explorer.ui.cost.shelf import measurement_shelf  # it needs torch

    width, press = st.columns([2, 1], vertical_alignment="bottom")
    race = Race(
        view.state.convolution,
        view.state.side,
        MID_CHANNELS.draw(width),
        view.state.linear.out_features,
    )
    require_measurable(race)
    pressed = press.button(
        _("Measure here"), key="cost_measure", icon=":material/timer:", type="primary"
    )
    place = st.container()  # stands still while the bar comes and goes
    if pressed:
        with place:
            _measure(race)
    timings = measurement_shelf().find(race)
    if timings is None:
        st.caption(
            _(
                "Nothing is measured yet for these layers. It takes about two seconds, on one "
                "thread of this server, with one picture at a time."
            )
        )
    else:
        _show_timings(timings, race)
    st.markdown(lesson_section("cost", "measured"))
    if TIMING_CODE.draw(st):
        code_section(write_timing_script(race), "timing.py")


def _measure(race: Race) -> None:
    """Run the measurement with a bar, and keep its result for this server's visitors."""
    from explorer.layers.timing import measure_layers
    from explorer.ui.cost.shelf import measurement_shelf

    shelf = measurement_shelf()
    names = contender_names(race)
    contenders = line_up(race)
    with shelf.measuring():
        bar = st.progress(0.0, _("Measuring {layer} …").format(layer=names["plain"]))
        timings = []
        for timing in measure_layers(race):
            timings.append(timing)
            done = len(timings)
            upcoming = contenders[min(done, len(contenders) - 1)].key
            bar.progress(
                done / len(contenders), _("Measuring {layer} …").format(layer=names[upcoming])
            )
        bar.empty()
        shelf.keep(race, tuple(timings))


def contender_names(race: Race) -> Mapping[str, str]:
    """Name each contender in the visitor's language."""
    kernel = layer_name(race.plain.kernel_size)
    return {
        "plain": _("{kernel} convolution").format(kernel=kernel),
        "pointwise": _("1 × 1 convolution"),
        "depthwise": _("depthwise {kernel}").format(kernel=kernel),
        "separable": _("depthwise {kernel}, then 1 × 1").format(kernel=kernel),
        "bottleneck": _("1 × 1 to {mid}, then {kernel}").format(
            mid=race.mid_channels, kernel=kernel
        ),
        "linear": _("linear layer"),
        EMPTY: _("call with nothing to do"),
    }


def _show_timings(timings: Sequence[Timing], race: Race) -> None:
    from explorer.ui.cost.verdicts import describe_times

    names = contender_names(race)
    st.table(_rows(timings, names), hide_index=True)
    unmeasured = len(line_up(race)) - len(timings)
    if unmeasured:
        st.caption(
            ":material/timer_off: "
            + _("Time ran out on this machine: {count} layers were left unmeasured.").format(
                count=unmeasured
            )
        )
    picture, words = st.columns([3, 2])
    picture.plotly_chart(
        timing_figure(
            [
                TimedPoint(
                    names[t.contender.key],
                    t.contender.cost.multiply_adds,
                    1000 * t.median_s,
                    _milliseconds(t.quartiles_s),
                )
                for t in timings
                if t.contender.key != EMPTY
            ],
            0,
            axis_label=_("counted multiply-adds"),
            time_label=_("ms, median and middle half"),
            rate_label=_("at the rate of: {layer}").format(layer=names["plain"]),
        ),
        width="stretch",
        key="cost_timing_chart",
        alt=_("Measured milliseconds over counted multiply-adds of {count} layers").format(
            count=sum(t.contender.key != EMPTY for t in timings)
        ),
    )
    words.markdown("\n".join(f"- {line}" for line in describe_times(timings, names)))


def _milliseconds(seconds: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if seconds is None else (1000 * seconds[0], 1000 * seconds[1])


def _rows(timings: Sequence[Timing], names: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        _("layer"): [names[t.contender.key] for t in timings],
        _("multiply-adds"): [f"{t.contender.cost.multiply_adds:,}" for t in timings],
        _("ms, median"): [show_number(1000 * t.median_s) for t in timings],
        _("middle half of the runs, ms"): [
            "–".join(map(show_number, _milliseconds(t.quartiles_s) or ())) or _NOTHING
            for t in timings
        ],
        _("billion multiply-adds a second"): [
            _NOTHING if t.contender.key == EMPTY else show_number(t.multiply_adds_per_s / 1e9)
            for t in timings
        ],
        _("multiply-adds a byte moved"): [
            _NOTHING if t.contender.key == EMPTY else show_number(t.contender.cost.intensity())
            for t in timings
        ],
    }
