"""A short and a long window side by side: what each tells apart at the picked place."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.signals.resolution import (
    SHOWN_DB,
    CloseUp,
    Lobe,
    TwoPeaks,
    close_up,
    find_two_peaks,
    level_over_frequency,
    level_over_time,
    measure_lobe,
)
from explorer.ui.components.spectrogram_view import SpectrogramImage, spectrogram_view
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.spectrogram import settings as controls
from explorer.ui.spectrogram.compute import SpectrogramState
from explorer.ui.wording import ratio

_NEAR_S, _AROUND_S = 0.04, 0.2  # on either side of the place
_AROUND_HZ = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class _Pane:
    """One window at the place: its length, its picture, and the peaks it parts."""

    win_length: int
    picture: CloseUp
    lobe: Lobe
    clicks: TwoPeaks | None  # in time
    tones: TwoPeaks | None  # in frequency


def show_tradeoff(state: SpectrogramState) -> None:
    """Two spectrograms of one place, and what each window can and cannot part there."""
    places = st.columns([3, 3, 2], vertical_alignment="bottom")
    lengths = controls.SHORT.draw(places[0]), controls.LONG.draw(places[1])
    zoom = controls.ZOOM.draw(places[2])
    panes = [_compute_pane(state, length, zoom) for length in lengths]
    span = _span(state, zoom)
    names = (_("Short window"), _("Long window"))
    for place, (name, pane) in zip(
        st.columns(2, gap="medium"), zip(names, panes, strict=True), strict=True
    ):
        with place:
            _draw_pane(state, pane, name, span)
    rate = state.clip.sample_rate_hz
    st.table(_rows(dict(zip(names, panes, strict=True)), rate, zoom), hide_index=True)
    st.markdown(_verdict(panes, names, zoom))
    st.latex(_formula(panes, rate))
    st.markdown(lesson_section("sound", "spectrogram_tradeoff"))


def _middle_s(state: SpectrogramState) -> float:
    return (state.part.start_s + state.part.end_s) / 2


def _span(state: SpectrogramState, zoom: str) -> tuple[float, float]:
    around = _NEAR_S if zoom == "time" else _AROUND_S
    return _middle_s(state) - around, _middle_s(state) + around


def _band(state: SpectrogramState) -> tuple[float, float]:
    nyquist = state.clip.nyquist_hz
    low = max(0.0, min(state.part.hz, nyquist) - _AROUND_HZ)
    return low, min(nyquist, low + 2 * _AROUND_HZ)


def _compute_pane(state: SpectrogramState, win_length: int, zoom: str) -> _Pane:
    clip, window = state.clip, state.settings.window
    sound = (clip.samples, clip.sample_rate_hz, window, win_length)
    band = _band(state)
    times, over_time = level_over_time(*sound, _span(state, "time"))
    hertz, over_hertz = level_over_frequency(*sound, time_s=_middle_s(state), band_hz=band)
    shown = (0.0, clip.nyquist_hz) if zoom == "time" else band
    return _Pane(
        win_length,
        close_up(*sound, span_s=_span(state, zoom), band_hz=shown),
        measure_lobe(window, win_length, clip.sample_rate_hz),
        find_two_peaks(over_time, times),
        find_two_peaks(over_hertz, hertz),
    )


def _draw_pane(
    state: SpectrogramState, pane: _Pane, name: str, span_s: tuple[float, float]
) -> None:
    found = pane.picture
    spectrogram_view(
        SpectrogramImage(
            found.levels, found.frequencies_hz, found.times_s, -SHOWN_DB, 0.0, "dB",
            _("against the loudest of this picture"),
        ),
        name=name,
        note=_("{win} samples, {ms} ms").format(
            win=f"{pane.win_length:,}",
            ms=ratio(1000 * pane.win_length / state.clip.sample_rate_hz),
        ),
        span_s=span_s,
        height_px=260,
        alt=_("{name}: the place close up").format(name=name),
        key=f"spectrogram_pane_{'short' if name == _('Short window') else 'long'}",
    )  # fmt: skip


def _rows(panes: dict[str, _Pane], rate: int, zoom: str) -> dict[str, list[str]]:
    peaks = _("peaks in time at the place") if zoom == "time" else _("peaks in frequency there")
    rows = {
        "": [
            _("window"),
            _("sampling rate / win_length"),
            _("a tone's line, from zero to zero"),
            peaks,
        ]
    }
    for name, pane in panes.items():
        rows[name] = [
            f"{ratio(1000 * pane.win_length / rate)} ms",
            f"{ratio(rate / pane.win_length)} Hz",
            f"{ratio(pane.lobe.zeros_hz)} Hz",
            _peaks(pane.clicks, 1000, "ms") if zoom == "time" else _peaks(pane.tones, 1, "Hz"),
        ]
    return rows


def _peaks(found: TwoPeaks | None, factor: float, unit: str) -> str:
    if found is None:
        return _("not parted")
    gap = show_number(factor * (found.second - found.first))
    if found.dip_db > SHOWN_DB:
        return _("two, {gap} {unit} apart, silence between them").format(gap=gap, unit=unit)
    return _("two, {gap} {unit} apart, {dip} dB less between them").format(
        gap=gap, unit=unit, dip=show_number(found.dip_db, 2)
    )


def _verdict(panes: list[_Pane], names: tuple[str, str], zoom: str) -> str:
    found = [pane.clicks if zoom == "time" else pane.tones for pane in panes]
    parting = [name for name, peaks in zip(names, found, strict=True) if peaks is not None]
    what = _("in time") if zoom == "time" else _("in frequency")
    if len(parting) == 2:
        return _("Both windows part two peaks {what} here.").format(what=what)
    if parting:
        return _("Only one parts two peaks {what} here: {name}.").format(
            what=what, name=parting[0].lower()
        )
    return _("Neither window parts two peaks {what} here.").format(what=what)


def _formula(panes: list[_Pane], rate: int) -> str:
    """Duration times width: the same for every length of one window."""
    pane = panes[0]
    product = pane.lobe.zeros_hz * pane.win_length / rate
    return (
        r"\text{duration} \cdot \text{width of a line} = "
        rf"\frac{{M}}{{f_s}} \cdot \frac{{{show_number(round(product, 1))}\, f_s}}{{M}} = "
        rf"{show_number(round(product, 1))}"
    )
