"""Two functions: their controls, g sliding over f, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.functions import STEP, FunctionSettings, grid, sample_function
from explorer.signals.sliding import SlidPair
from explorer.ui.components.curve_pad import curve_pad
from explorer.ui.components.sliding_product import sliding_product
from explorer.ui.controls import Choice, Code, Real
from explorer.ui.language import _
from explorer.ui.link import set_controls
from explorer.ui.place import Place
from explorer.ui.sliding import settings as controls
from explorer.ui.sliding.settings import Operation

Floats = NDArray[np.float64]
_REACHES = (3.0, 5.0, 8.0)  # how far from 0 the axis may go
_SEEN = 0.005  # times the greatest value: less is no reason for a longer axis


@dataclass(frozen=True, slots=True, eq=False)
class CurvesView:
    """The two functions as chosen, their samples and results, and the operation on show."""

    f: FunctionSettings
    g: FunctionSettings
    pair: SlidPair
    operation: Operation

    @property
    def result(self) -> Floats:
        """The operation's result at all shifts, around zero."""
        return self.pair.result(self.operation)

    @property
    def reach(self) -> float:
        """How far the axis goes to either side."""
        for reach in _REACHES[:-1]:
            parts = (self.pair.f, self.pair.convolution, self.pair.correlation)
            if all(_fits(values, reach) for values in parts):
                return reach
        return _REACHES[-1]

    @property
    def shifts(self) -> Floats:
        """The shifts that the axis holds, a multiple of STEP each."""
        count = round(self.reach / STEP)
        return np.arange(-count, count + 1, dtype=np.float64) * STEP

    def on_axis(self, result: Floats) -> Floats:
        """The part of a result that the axis holds."""
        middle, count = len(result) // 2, round(self.reach / STEP)
        return result[middle - count : middle + count + 1]


def _fits(values: Floats, reach: float) -> bool:
    places = (np.arange(len(values)) - (len(values) - 1) / 2) * STEP
    outside = np.abs(values[np.abs(places) > reach])
    return float(outside.max(initial=0.0)) <= _SEEN * float(np.abs(values).max(initial=0.0))


def choose_functions(operation: Operation) -> CurvesView:
    """Draw shape, width and shift of both functions, and a pad for one drawn by hand."""
    with st.container(key="page_choices"):
        places = st.columns([3, 3, 3, 3, 2], vertical_alignment="bottom")
        f_shape, f_width = _draw_shape(controls.F, controls.F_WIDTH, places[:2])
        g_shape, g_width = _draw_shape(controls.G, controls.G_WIDTH, places[2:4])
        with places[4].popover(_("More"), icon=":material/tune:", width="stretch"):
            f_shift, g_shift = controls.F_SHIFT.draw(st), controls.G_SHIFT.draw(st)
    pads = [("f", controls.F_POINTS, f_shape), ("g", controls.G_POINTS, g_shape)]
    drawn = [(name, code) for name, code, shape in pads if shape == "drawn"]
    for place, (name, code) in zip(st.columns(max(1, len(drawn))), drawn, strict=False):
        with place:
            _draw_pad(name, code)
    f = FunctionSettings(f_shape, f_width, f_shift, controls.F_POINTS.draw())
    g = FunctionSettings(g_shape, g_width, g_shift, controls.G_POINTS.draw())
    return CurvesView(f, g, SlidPair.of(sample_function(f), sample_function(g)), operation)


def _draw_shape(choice: Choice, width: Real, places: Sequence[Place]) -> tuple[str, float]:
    shape = choice.draw(places[0])
    if shape == "impulse":  # it has no width
        places[1].caption(_("An impulse has area 1 and no width."))
        return shape, width.default
    return shape, width.draw(places[1])


def _draw_pad(name: str, code: Code) -> None:
    curve_pad(
        code.draw(),
        title=_("{name}, drawn by hand").format(name=name),
        alt=_("Pad to draw {name} on").format(name=name),
        key=f"sliding_pad_{name}",
        on_draw=lambda points: set_controls({code.key: points}),
    )


def show_product(view: CurvesView, operation: Operation, key: str) -> float:
    """Draw g sliding over f; return the shift that was pinned, or else the one of the peak."""
    axis, pair = grid(), view.pair
    kept = np.abs(axis) < view.reach
    used = np.flatnonzero(pair.g)
    # One sample more at either end, which is 0: the line falls to the axis there.
    first, last = (max(0, used[0] - 1), used[-1] + 1) if len(used) else (0, 0)
    output = view.on_axis(pair.result(operation))
    pinned = sliding_product(
        pair.f[kept],
        pair.g[first : last + 1],
        output,
        mode="area",
        start=float(axis[kept][0]),
        step=STEP,
        kernel_start=float(axis[first]),
        output_start=float(view.shifts[0]),
        flipped=operation == "convolution",
        impulses=(view.f.is_impulse, view.g.is_impulse),
        alt=_("g slides over f: the functions, their product, and its area at each shift"),
        key=key,
    )
    shown = int(np.abs(output.astype(np.float32)).argmax()) if pinned is None else pinned
    return float(view.shifts[shown])
