"""Closer looks at more than one filter: all of the layer's, and two states side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from explorer.signals.frequency_response import frequency_response, to_decibels
from explorer.signals.sound_clip import SoundClip
from explorer.ui.components.frequency_chart import FrequencyCurve, FrequencyPanel, frequency_chart
from explorer.ui.components.sound_track import common_gain, sound_track
from explorer.ui.components.wave_rows import WaveRow, wave_rows
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.link import set_controls
from explorer.ui.sound_filter.compute import (
    Floats,
    LayerView,
    compare_spectra,
    run_layer,
    run_whole_bank,
)
from explorer.ui.sound_filter.sentences import write_layer
from explorer.ui.sound_filter.settings import CHANNEL, COMPARE, read_layer

_RESPONSE_POINTS = 129
_SHOWN_DB = 80


def show_bank(view: LayerView) -> None:
    """All outputs of the layer as rows; the chosen one is heard."""
    outputs = run_whole_bank(view)
    shown, layer = view.state.shown, view.state.layer
    sound_track(
        outputs[shown],
        view.rate_hz,
        name=_("Filter {number}: {name}").format(number=shown, name=view.title),
        gain=common_gain(outputs[shown]),
        duration_s=view.clip.duration_s,
        height_px=48,
        alt=_("The sound after the chosen filter"),
        key="sound_bank_track",
    )
    rows = _rows(view, outputs)
    wave_rows(
        rows,
        chosen=shown,
        on_choose=_hear,
        labels={
            "wave": _("output, one scale for all"),
            "response": _("|H(f)| up to Nyquist, each on its own scale"),
        },
        alt=_("The outputs of all {count} filters").format(count=len(rows)),
        key="sound_rows",
    )
    st.markdown(
        _("`{layer}`: {length} samples in, {channels} × {out} out.").format(
            layer=write_layer(layer),
            length=f"{len(view.clip.samples):,}",
            channels=layer.out_channels,
            out=f"{view.geometry.output:,}",
        )
        + " "
        + lesson_section("sound", "waveform_bank")
    )


def _rows(view: LayerView, outputs: Floats) -> list[WaveRow]:
    return [
        WaveRow(
            f"{number} · {title.label(_)}",
            outputs[number],
            frequency_response(
                view.bank.weight[number],
                view.clip.sample_rate_hz,
                dilation=view.state.layer.dilation,
                points=_RESPONSE_POINTS,
            ).magnitude,
        )
        for number, title in enumerate(view.bank.titles)
    ]


def _hear(number: int) -> None:
    set_controls({CHANNEL.key: str(number)})


def show_comparison(clip: SoundClip, view: LayerView, present: Mapping[str, Any]) -> None:
    """Keep the present state as A, or hear and see the kept one beside the present one."""
    kept = COMPARE.draw(present)
    st.markdown(lesson_section("sound", "waveform_compare"))
    if kept is None:
        return
    views = {"A": run_layer(clip, read_layer(kept)), "B": view}
    gain = common_gain(*(one.output for one in views.values()))
    limit = max(float(np.abs(one.output).max()) for one in views.values()) or 1.0
    left, right = st.columns(2, gap="medium")
    for name, one in views.items():
        with left:
            sound_track(
                one.output,
                one.rate_hz,
                name=f"{name} · {one.title}",
                note=f"{write_layer(one.state.layer)}",
                gain=gain,
                limit=limit,
                duration_s=clip.duration_s,
                alt=_("The sound of state {name}").format(name=name),
                key=f"sound_compare_{name}",
            )
    with right:
        _show_both_spectra(views, clip)


def _show_both_spectra(views: Mapping[str, LayerView], clip: SoundClip) -> None:
    spectra = {name: compare_spectra(one) for name, one in views.items()}
    strongest = max(float(one.after.power.max()) for one in spectra.values())
    curves = tuple(
        FrequencyCurve(
            name,
            to_decibels(one.after.power, strongest),
            one.after.width_hz / 2,
            one.after.width_hz,
            "dashed" if name == "A" else "line",
        )
        for name, one in spectra.items()
    )
    frequency_chart(
        (FrequencyPanel(_("Spectrum after"), curves, -float(_SHOWN_DB), 5.0, height_px=150),),
        clip.nyquist_hz,
        alt=_("Spectra of the states A and B"),
        key="sound_compare_spectra",
    )
