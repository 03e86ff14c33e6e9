"""Curves over frequency under each other, on one axis in hertz: spectra, responses.

Drawing and pointing happen in the browser; nothing comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _

_component = st.components.v2.component(
    "explorer_frequency_chart",
    css=read_inline("frequency_chart.css"),
    js=read_inline("drawing.js", "frequency_chart.js"),
)


@dataclass(frozen=True, slots=True, eq=False)
class FrequencyCurve:
    """Values at `first_hz`, `first_hz + step_hz` …: (N,), NaN leaves a gap.

    `look`: a filled `area` in grey, a hatched area (`folded`), or one of three lines.
    """

    name: str
    values: NDArray[np.floating]
    first_hz: float
    step_hz: float
    look: Literal["area", "folded", "line", "second", "dashed"] = "line"


@dataclass(frozen=True, slots=True, eq=False)
class FrequencyPanel:
    """One picture of curves: its title, the ends of its axis and the unit of its values."""

    title: str
    curves: tuple[FrequencyCurve, ...]
    low: float
    high: float
    unit: str = "dB"
    height_px: int = 170


@dataclass(frozen=True, slots=True)
class FrequencyMark:
    """A line across all panels at a frequency, with a word; or a shaded span, with `end_hz`."""

    hz: float
    label: str
    end_hz: float | None = None


def frequency_chart(
    panels: Sequence[FrequencyPanel],
    top_hz: float,
    *,
    marks: Sequence[FrequencyMark] = (),
    alt: str,
    key: str,
) -> None:
    """Draw the panels from 0 Hz to `top_hz`; under the pointer each curve tells its value."""
    _component(key=key, data=chart_payload(panels, top_hz, marks) | {"alt": alt, "key": key})


def chart_payload(
    panels: Sequence[FrequencyPanel], top_hz: float, marks: Sequence[FrequencyMark]
) -> dict[str, Any]:
    """Return what the browser draws: all values in one array, the rest beside it."""
    curves = [curve for panel in panels for curve in panel.curves]
    values = np.concatenate([np.asarray(curve.values, dtype=np.float32) for curve in curves])
    starts = np.cumsum([0, *(len(curve.values) for curve in curves)])
    described = iter(
        {
            "name": curve.name,
            "look": curve.look,
            "first": curve.first_hz,
            "step": curve.step_hz,
            "from": int(start),
            "to": int(end),
        }
        for curve, start, end in zip(curves, starts[:-1], starts[1:], strict=True)
    )
    return {
        "values": values,
        "token": digest(values),
        "top": float(top_hz),
        "panels": [
            {
                "title": panel.title,
                "low": panel.low,
                "high": panel.high,
                "unit": panel.unit,
                "height": panel.height_px,
                "curves": [next(described) for _curve in panel.curves],
            }
            for panel in panels
        ],
        "marks": [[mark.hz, mark.end_hz, mark.label] for mark in marks],
        "labels": {"hertz": _("Hz"), "place": _("Frequency, Hz")},
    }
