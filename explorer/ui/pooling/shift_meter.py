"""The shift meter: slide the picture by a few pixels and see how much each method's map changes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.data.pictures import to_grey
from explorer.layers.shifting import METHODS, ShiftPair, align_maps, show_shift
from explorer.plots.colours import enlarge, grey_picture, signed_limit
from explorer.plots.shift import shift_figure
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.controls import draw_all
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.pooling import settings as controls
from explorer.ui.pooling.compute import PoolView
from explorer.ui.pooling.meter import ShiftState, read_meter
from explorer.ui.pooling.scripts import show_shift_script
from explorer.ui.pooling.shift_words import describe_shift, method_names

Floats = NDArray[np.float32]
Floats64 = NDArray[np.float64]

_LEAST_SIDE = 240
_GAP = 8  # pixels between two pictures


def show_meter(view: PoolView) -> None:
    """Question, filter and shift; the curves; the maps' differences at the chosen shift."""
    question = controls.SHIFT_QUESTION.draw(st)
    values = draw_all(controls.OF_SHIFT, st.columns(len(controls.OF_SHIFT)))
    asked = values["pool_shift"]
    state = read_meter(view, values["pool_shift_filter"], asked)
    chart, windows = st.columns([3, 2])
    curves = state.curves.stays if question == "stays" else state.curves.moves
    with chart:
        _show_curves(state, curves)
    pair = show_shift(to_grey(view.picture.pixels)[0], state.settings, state.shift)
    with windows:
        _show_windows(pair, state.shift)
    st.markdown(
        " ".join(describe_shift(state.curves, state.settings, state.shift, asked, question))
    )
    _show_differences(pair.stays if question == "stays" else pair.moves, curves, state)
    st.markdown(lesson_section("pooling", "shift"))
    if question == "stays":
        st.markdown(lesson_section("pooling", "stays"))
    else:
        st.markdown(lesson_section("pooling", "moves"))
    if controls.SHIFT_CODE.draw(st):
        show_shift_script(view, state)


def _show_curves(state: ShiftState, curves: Mapping[str, Floats64]) -> None:
    names = method_names(state.settings)
    st.plotly_chart(
        shift_figure(
            {names[method]: curves[method] for method in METHODS},
            shift=state.shift,
            shift_label=_("picture slid by, pixels"),
            change_label=_("change, in spreads of the map"),
            unrelated_label=_("two unrelated maps: √2"),
        ),
        width="stretch",
        key="shift_chart",
        alt=_("Change of four maps over shifts of 0 to {longest} pixels").format(
            longest=state.curves.largest_shift
        ),
    )


def _show_windows(pair: ShiftPair, shift: int) -> None:
    """Both windows side by side, on one grey scale."""
    low = float(min(pair.before.min(), pair.after.min()))
    high = float(max(pair.before.max(), pair.after.max()))
    before, after = (grey_picture(window, low, high) for window in (pair.before, pair.after))
    factor = -(-_LEAST_SIDE // len(before))
    before, after = (enlarge(window, factor * max(window.shape[:2])) for window in (before, after))
    gap = np.full((len(before), _GAP, 3), 128, np.uint8)
    st.image(
        np.concatenate([before, gap, after], axis=1),
        caption=ngettext(
            "The window before, and after a slide by {shift} pixel",
            "The window before, and after a slide by {shift} pixels",
            shift,
        ).format(shift=shift),
        alt=_("The picture's window before and after the slide"),
        width="stretch",
    )


def _show_differences(
    maps: Mapping[str, Floats], changes: Mapping[str, Floats64], state: ShiftState
) -> None:
    """The four difference maps on one scale, in spreads of each unshifted map."""
    names = method_names(state.settings)
    tile_wall(
        align_maps(maps, state.settings.stride),
        names=[f"{names[m]}: {show_number(float(changes[m][state.shift]), 2)}" for m in METHODS],
        limit=max(signed_limit(values) for values in maps.values()),
        labels={"fixed": _("Differences in spreads of each map, one scale")},
        alt=_("Four maps of differences after a slide by {shift} pixels").format(shift=state.shift),
        key="shift_wall",
    )
    st.caption(
        _("Each cell of a smaller map is drawn over {stride} × {stride} pixels.").format(
            stride=state.settings.stride
        )
    )
