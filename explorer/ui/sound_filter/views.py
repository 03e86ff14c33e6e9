"""Closer looks: the window step by step, response and delay, a tone under the stride."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.errors import SettingError
from explorer.signals.aliasing import (
    alias_frequency,
    folds,
    guard_filter,
    strongest_frequency,
    tone,
)
from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d
from explorer.signals.frequency_response import frequency_response, group_delay
from explorer.text import N_
from explorer.ui.components.frequency_chart import (
    FrequencyCurve,
    FrequencyMark,
    FrequencyPanel,
    frequency_chart,
)
from explorer.ui.components.sliding_product import sliding_product
from explorer.ui.components.sound_track import sound_track
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.sound_filter import pitch_view
from explorer.ui.sound_filter.compute import LayerView
from explorer.ui.sound_filter.excerpt import Excerpt
from explorer.ui.sound_filter.pictures import frequency_marks
from explorer.ui.sound_filter.settings import TONE
from explorer.ui.wording import aligned, tex_text

_POINTS = 513
_TONE_S, _TONE_LEVEL = 1.5, 0.5


def show_steps(view: LayerView, excerpt: Excerpt) -> None:
    """The window sliding over a piece of the sound, sample by sample."""
    layer, rate = view.state.layer, view.clip.sample_rate_hz
    sliding_product(
        excerpt.samples,
        view.taps,
        excerpt.output,
        mode="stems",
        start=1000 * excerpt.start_s,
        step=1000 / rate,
        unit=_("ms"),
        output_start=excerpt.first,
        stride=layer.stride,
        dilation=layer.dilation,
        pads=excerpt.pads,
        alt=_("The window slides over {length} ms of the sound").format(
            length=show_number(1000 * len(excerpt.samples) / rate)
        ),
        key="sound_slide",
    )
    st.caption(lesson_section("sound", "waveform_steps"))


def show_response(view: LayerView) -> None:
    """Gain as a factor, and by how much each frequency is shifted in time."""
    rate, layer = view.clip.sample_rate_hz, view.state.layer
    response = frequency_response(view.taps, rate, dilation=layer.dilation, points=_POINTS)
    spread = np.zeros(layer.span)
    spread[:: layer.dilation] = view.taps
    delay_ms = 1000 / rate * (layer.pads()[0] - group_delay(spread, rate, _POINTS))
    step = float(response.frequencies_hz[1])
    heard = delay_ms[np.isfinite(delay_ms)]
    middle = float(np.median(heard)) if heard.size else 0.0
    reach = max(1.0, 1.2 * layer.span * 1000 / rate)
    panels = (
        FrequencyPanel(
            _("Gain"),
            (FrequencyCurve("|H(f)|", response.magnitude, 0.0, step, "second"),),
            0.0,
            max(1.1, 1.1 * float(response.magnitude.max())),
            unit="×",
        ),
        FrequencyPanel(
            _("Delay of a short group of waves"),
            (FrequencyCurve(_("group delay"), delay_ms, 0.0, step),),
            middle - reach / 2,
            middle + reach / 2,
            unit=_("ms"),
            height_px=120,
        ),
    )
    frequency_chart(
        panels,
        view.clip.nyquist_hz,
        marks=frequency_marks(view),
        alt=_("Gain of the kernel and its group delay over frequency"),
        key="sound_response",
    )
    st.markdown(_describe_response(view, response.magnitude))
    st.markdown(lesson_section("sound", "waveform_response"))


def _describe_response(view: LayerView, gain: np.ndarray) -> str:
    taps, rate = view.taps.astype(np.float64), view.clip.sample_rate_hz
    alternating = float((taps * (-1.0) ** np.arange(len(taps))).sum())
    told = _(
        "At 0 Hz the gain is the sum of the taps, {zero}; at Nyquist it is their alternating sum, "
        "{nyquist}. The largest gain is {largest}, at {place} Hz."
    ).format(
        zero=show_number(abs(float(taps.sum()))),
        nyquist=show_number(abs(alternating)),
        largest=show_number(float(gain.max())),
        place=f"{int(gain.argmax()) * rate / 2 / (len(gain) - 1):,.0f}",
    )
    if view.state.layer.dilation > 1:
        told = _(
            "With dilation {dilation} neighbouring taps are {dilation} samples apart: the response "
            "is squeezed {dilation} times and repeats up to Nyquist, a comb."
        ).format(dilation=view.state.layer.dilation)
    kind = view.bank.kinds[view.state.shown]
    if kind in {"low_pass", "high_pass"} and view.state.layer.dilation == 1:
        between = np.flatnonzero((gain > 0.1) & (gain < 0.9))
        width_hz = len(between) * rate / 2 / (len(gain) - 1)
        told += " " + _(
            "Between nine tenths and one tenth lie about {width} Hz; fs / K is {unit} Hz."
        ).format(width=show_number(width_hz, 2), unit=show_number(rate / len(taps)))
    if np.allclose(taps, taps[::-1], atol=1e-6):
        told += " " + _("The kernel is symmetric: every frequency is shifted by the same time.")
    return told


def show_alias(view: LayerView) -> None:
    """One tone through the stride alone: where theory says it is heard, and where it is."""
    rate, stride = view.clip.sample_rate_hz, view.state.layer.stride
    hz = TONE.draw(st)
    if hz >= rate / 2:
        raise SettingError(
            N_("at {rate} samples a second there is no tone of {hz:,.0f} Hz: lower it"),
            rate=f"{rate:,}",
            hz=hz,
        )
    before = tone(hz, rate, _TONE_S, _TONE_LEVEL)
    given = before
    if view.state.guard:
        guard = guard_filter(rate, stride).astype(np.float32)[None]
        given = run_conv1d(before, guard, Conv1dSettings(1, guard.shape[1], padding="same"))[0]
    after = given[::stride].copy()
    heard_hz = alias_frequency(hz, view.rate_hz)
    left, right = st.columns(2, gap="medium")
    with left:
        _tone_track(before, rate, _("Tone of {hz} Hz").format(hz=f"{hz:,.0f}"), "sound_tone_before")
        name = _("One sample in {stride} of it").format(stride=stride) if stride > 1 else _("Tone")
        _tone_track(after, view.rate_hz, name, "sound_tone_after")
        st.latex(_fold_formula(hz, view.rate_hz))
        st.markdown(_measured(after, view.rate_hz, heard_hz, guarded=view.state.guard))
    with right:
        _show_folding(view, hz, heard_hz)
    pitch_view.show_pitch(view)
    st.markdown(lesson_section("sound", "waveform_alias"))


def _tone_track(samples: np.ndarray, rate_hz: float, name: str, key: str) -> None:
    sound_track(
        samples,
        rate_hz,
        name=name,
        note=_("{rate} samples a second").format(rate=f"{rate_hz:,.0f}"),
        limit=_TONE_LEVEL,
        duration_s=_TONE_S,
        height_px=48,
        alt=name,
        key=key,
    )


def _fold_formula(hz: float, new_rate_hz: float) -> str:
    times = folds(hz, new_rate_hz)
    rate = rf"{new_rate_hz:,.0f}".replace(",", r"{,}")
    shown = rf"{hz:,.0f}".replace(",", r"{,}")
    heard = rf"{alias_frequency(hz, new_rate_hz):,.0f}".replace(",", r"{,}")
    words = tex_text(_("heard"))
    return aligned(
        rf"f_{words} &= \left| f - k \cdot f_s' \right|",
        rf"&= \left| {shown} - {times} \cdot {rate} \right| = {heard}\ \text{{Hz}}",
    )


def _measured(samples: np.ndarray, rate_hz: float, heard_hz: float, *, guarded: bool) -> str:
    peak = float(np.abs(samples).max())
    if guarded and peak < 0.001 * _TONE_LEVEL:
        return _("The low-pass in front has left less than a thousandth: nothing is heard.")
    found = strongest_frequency(samples, rate_hz)
    return _(
        "Theory says {theory} Hz; the spectrum of what you hear has its peak at {found} Hz."
    ).format(theory=f"{heard_hz:,.1f}", found=f"{found:,.1f}")


def _show_folding(view: LayerView, hz: float, heard_hz: float) -> None:
    """The zigzag: the frequency that is heard over the one that was there."""
    nyquist, new = view.clip.nyquist_hz, view.rate_hz / 2
    step = nyquist / (16 * view.state.layer.stride)  # every corner of the zigzag is a point
    places = np.arange(16 * view.state.layer.stride + 1) * step
    heard = np.array([alias_frequency(float(place), view.rate_hz) for place in places])
    curve = FrequencyCurve(_("is heard at"), heard, 0.0, step)
    told = _("{hz} Hz → {heard} Hz").format(hz=f"{hz:,.0f}", heard=f"{heard_hz:,.0f}")
    marks = [FrequencyMark(hz, told)]
    frequency_chart(
        (FrequencyPanel(_("A tone of this frequency"), (curve,), 0.0, new, "Hz", 150),),
        nyquist,
        marks=marks,
        alt=_("The frequency that is heard, over the frequency of the tone: a zigzag"),
        key="sound_folding",
    )
