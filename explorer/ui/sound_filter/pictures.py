"""What is seen and heard of a layer: its kernel, both sounds, their spectra and the response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.signals.frequency_response import (
    FrequencyResponse,
    frequency_response,
    to_decibels,
)
from explorer.signals.tap_text import MAX_TAP, format_taps
from explorer.ui.components.frequency_chart import (
    FrequencyCurve,
    FrequencyMark,
    FrequencyPanel,
    frequency_chart,
)
from explorer.ui.components.kernel_bars import kernel_bars
from explorer.ui.components.sound_track import TrackMark, common_gain, sound_track
from explorer.ui.language import _, ngettext
from explorer.ui.link import set_controls
from explorer.ui.numerals import show_number
from explorer.ui.sound_filter import settings as controls
from explorer.ui.sound_filter.compute import Floats, LayerView, Spectra

_SHOWN_DB = 80  # below the strongest of a panel: what is less is not heard beside it
_FOLDED_DB = -70  # from here on what is folded is drawn; a low-pass in front leaves −75
_SAME_PEAK = 1.05
_POINTS = 513  # of the frequency response


def show_kernel(view: LayerView) -> None:
    """Its taps as bars; dragged, they become a kernel drawn by hand."""
    peak = float(np.abs(view.taps).max())
    by_hand = view.state.filter.kind == "hand"
    layer = view.state.layer
    kernel_bars(
        view.taps,
        name=_("Kernel: {name}").format(name=view.title),
        note=ngettext(
            "{taps} tap, {span} ms · drag it",
            "{taps} taps over {span} ms · drag them",
            len(view.taps),
        ).format(
            taps=len(view.taps), span=show_number(1000 * layer.span / view.clip.sample_rate_hz)
        ),
        dilation=layer.dilation,
        limit=1.2 * peak or 1.0,
        by_finger=by_hand,
        on_draw=_keep_taps,
        alt=_("The kernel's {count} taps as bars").format(count=layer.kernel_size),
        key="sound_kernel_bars",
    )


def _keep_taps(taps: NDArray[np.float64]) -> None:
    limited = np.clip(taps, -MAX_TAP, MAX_TAP)
    set_controls(
        {
            controls.FILTER.key: "hand",
            controls.KERNEL_SIZE.key: len(taps),
            controls.TAPS.key: format_taps(limited),
            controls.CHANNEL.key: "0",
        }
    )


def show_tracks(view: LayerView, marks: list[TrackMark]) -> None:
    """The sound before and after, on one axis and at one level; a click says where to look."""
    clip, state = view.clip, view.state
    peaks = [float(np.abs(samples).max()) for samples in (clip.samples, view.output)]
    # a little more is cut off in the drawing: another limit would send the first track anew
    limit = peaks[0] if peaks[1] <= _SAME_PEAK * peaks[0] else peaks[1]
    scale = _Scale(common_gain(clip.samples, view.output), limit or 1.0, clip.duration_s)
    first, second = st.container(), st.container()
    with second:  # sent first: a change is heard the sooner
        name = _("After") if state.layer.out_channels == 1 else _("After, filter {number}")
        _show_track(
            view.output,
            view.rate_hz,
            scale,
            name=name.format(number=state.shown),
            alt=_("The sound after the layer"),
            key="sound_after",
        )
    with first:
        _show_track(
            clip.samples,
            clip.sample_rate_hz,
            scale,
            name=_("Before"),
            alt=_("The sound before the layer"),
            key="sound_before",
            marks=marks,
        )


@dataclass(frozen=True, slots=True)
class _Scale:
    """What both tracks share: the gain they are played at, the edge and the end of the drawing."""

    gain: float
    limit: float
    duration_s: float


def _show_track(
    samples: Floats,
    rate_hz: float,
    scale: _Scale,
    *,
    name: str,
    alt: str,
    key: str,
    marks: Sequence[TrackMark] = (),
) -> None:
    sound_track(
        samples,
        rate_hz,
        name=name,
        note=_("{count} samples, {rate} a second").format(
            count=f"{len(samples):,}", rate=f"{rate_hz:,.0f}"
        ),
        gain=scale.gain,
        limit=scale.limit,
        duration_s=scale.duration_s,
        marks=marks,
        on_pick=_look_at,
        alt=alt,
        key=key,
    )


def _look_at(seconds: float) -> None:
    set_controls({controls.PLACE.key: str(round(1000 * seconds))})


def show_frequencies(view: LayerView, spectra: Spectra) -> None:
    """Spectra before and after over the kernel's response, on one axis in hertz."""
    response = frequency_response(
        view.taps,
        view.clip.sample_rate_hz,
        dilation=view.state.layer.dilation,
        points=_POINTS,
    )
    panels = (_spectrum_panel(view, spectra), response_panel(response))
    frequency_chart(
        panels,
        view.clip.nyquist_hz,
        marks=frequency_marks(view),
        alt=_("Spectrum of the sound before and after, and what the kernel lets through"),
        key="sound_frequencies",
    )


def _spectrum_panel(view: LayerView, spectra: Spectra) -> FrequencyPanel:
    strongest = float(spectra.before.power.max())
    width = spectra.before.width_hz
    before = to_decibels(spectra.before.power, strongest)
    after = to_decibels(spectra.after.power, strongest)
    curves = [FrequencyCurve(_("before"), before, width / 2, width, "area")]
    if view.state.layer.stride > 1:
        folded = to_decibels(spectra.folded, strongest)
        folded[folded < _FOLDED_DB] = np.nan
        if not np.isnan(folded).all():
            curves.append(FrequencyCurve(_("folded down"), folded, width / 2, width, "folded"))
    curves.append(FrequencyCurve(_("after"), after, width / 2, width, "line"))
    high = 5 * np.ceil((max(0.0, float(after.max())) + 2) / 5)
    return FrequencyPanel(
        _("Spectrum"), tuple(curves), high - _SHOWN_DB - 5, float(high), height_px=170
    )


def response_panel(response: FrequencyResponse) -> FrequencyPanel:
    """|H(f)| in decibels: what each frequency is multiplied with."""
    values = response.magnitude_db
    high = 5 * np.ceil((max(0.0, float(values.max())) + 2) / 5)
    step = float(response.frequencies_hz[1])
    curve = FrequencyCurve("|H(f)|", values, 0.0, step, "second")
    return FrequencyPanel(
        _("Response of the kernel"), (curve,), high - _SHOWN_DB - 5, float(high), height_px=110
    )


def frequency_marks(view: LayerView) -> list[FrequencyMark]:
    """The cut-offs, the new Nyquist frequency and what lies above it."""
    made, stride = view.state.filter, view.state.layer.stride
    nyquist = view.clip.nyquist_hz
    marks = [] if stride > 1 else [FrequencyMark(nyquist, _("Nyquist"))]
    if view.state.shown == 0:
        cutoffs = {"low_pass": [made.cutoff_hz], "high_pass": [made.cutoff_hz]}
        cutoffs["band_pass"] = sorted((made.cutoff_hz, made.cutoff_high_hz))
        marks += [FrequencyMark(hz, f"{hz:,.0f} Hz") for hz in cutoffs.get(made.kind, ())]
    if stride > 1:
        new = nyquist / stride
        marks.append(FrequencyMark(new, _("new Nyquist {hz} Hz").format(hz=f"{new:,.0f}")))
        what = _("taken away first") if view.state.guard else _("folds down")
        marks.append(FrequencyMark(new, what, end_hz=nyquist))
    return marks
