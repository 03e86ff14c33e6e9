"""Closer looks at a spectrogram: the picked part, and the layer that computes it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.signals.frequency_response import frequency_response
from explorer.signals.resolution import cut_out, measure_lobe
from explorer.signals.spectrogram import SMALLEST
from explorer.signals.stft_kernels import conv1d_cost, stft_by_conv1d, stft_kernels
from explorer.ui.components.frequency_chart import (
    FrequencyCurve,
    FrequencyMark,
    FrequencyPanel,
    frequency_chart,
)
from explorer.ui.components.sound_track import common_gain, sound_track
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.spectrogram.compute import SpectrogramState
from explorer.ui.wording import aligned, ratio

_SHOWN_DB = 90
_LEAST_HEARD_S = 0.2  # as in the picture: a single window is too short for the ear


def show_slice(state: SpectrogramState) -> None:
    """The samples of the picked part, its spectrum, and one value of it worked out."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _show_samples(state)
        st.markdown(" ".join(_describe_part(state)))
    with right:
        _show_spectrum(state)
    st.latex(_cell_formula(state))
    st.markdown(lesson_section("sound", "spectrogram_slice"))


def _show_samples(state: SpectrogramState) -> None:
    clip, part = state.clip, state.part
    missing = max(0.0, _LEAST_HEARD_S - (part.end_s - part.start_s)) / 2
    start, end = max(0.0, part.start_s - missing), min(clip.duration_s, part.end_s + missing)
    first, last = round(start * clip.sample_rate_hz), round(end * clip.sample_rate_hz)
    heard = cut_out(clip.samples, first, max(last, first + 2))
    sound_track(
        heard,
        clip.sample_rate_hz,
        name=_("The part"),
        note=_("{start} s to {end} s").format(start=f"{start:.3f}", end=f"{end:.3f}"),
        gain=common_gain(clip.samples),
        alt=_("The samples of the picked part"),
        key="spectrogram_part",
    )


def _describe_part(state: SpectrogramState) -> list[str]:
    clip, settings = state.clip, state.settings
    frames = state.frames
    power = state.column
    top = int(power.argmax())
    begin = int(frames[0]) * settings.hop_length - settings.win_length // 2
    told = [] if state.picked else [_("Nothing is picked yet: this is the loudest place.")]
    told.append(
        ngettext(
            "{count} frame, its window over the samples {first} to {last}.",
            "The mean of {count} frames, whose windows cover the samples {first} to {last}.",
            len(frames),
        ).format(
            count=len(frames),
            first=f"{begin:,}",
            last=f"{begin + (len(frames) - 1) * settings.hop_length + settings.win_length - 1:,}",
        )
    )
    if power.max() > 0:
        told.append(
            _("Strongest is bin {bin}, {hertz} Hz.").format(
                bin=top, hertz=f"{top * clip.sample_rate_hz / settings.n_fft:,.0f}"
            )
        )
    return told


def _cell_formula(state: SpectrogramState) -> str:
    """The transform's value at the picked frame and frequency, from its two parts."""
    frame = int(state.frames[len(state.frames) // 2])
    value = complex(state.spectrogram.stft[state.bin, frame])
    power = abs(value) ** 2
    level = 10 * np.log10(max(power, SMALLEST))
    name = f"X[{state.bin}, {frame}]"
    sign = "-" if value.imag < 0 else "+"
    return aligned(
        rf"{name} &= {tex_number(value.real)} {sign} {tex_number(abs(value.imag))}\,i",
        rf"|{name}|^2 &= ({tex_number(value.real)})^2 + ({tex_number(value.imag)})^2 = "
        rf"{tex_number(power)}",
        rf"10 \log_{{10}} |{name}|^2 &= {tex_number(level)}\ \text{{dB}}",
    )


def _show_spectrum(state: SpectrogramState) -> None:
    clip, settings = state.clip, state.settings
    loudest = float((np.abs(state.spectrogram.stft).max()) ** 2) or 1.0
    levels = 10 * np.log10(np.maximum(state.column, SMALLEST) / loudest)
    step = clip.sample_rate_hz / settings.n_fft
    curve = FrequencyCurve(_("this part"), levels, 0.0, step, "area")
    panel = FrequencyPanel(
        _("Spectrum of the part, under the loudest of the sound"), (curve,), -_SHOWN_DB, 0.0,
        height_px=240,
    )  # fmt: skip
    frequency_chart(
        (panel,),
        clip.nyquist_hz,
        marks=[FrequencyMark(state.bin * step, _("pointed at"))],
        alt=_("Spectrum of the picked part"),
        key="spectrogram_column",
    )


def show_conv1d(state: SpectrogramState) -> None:
    """The two kernels of the pointed bin, what they let through, and the agreement."""
    clip, settings, number = state.clip, state.settings, state.bin
    kernels = stft_kernels(settings, [number])[:, 0]
    left, right = st.columns([2, 3], gap="medium")
    names = (_("weight[{row}]: w · cos"), _("weight[{row}]: −w · sin"))
    with left:
        for place, (name, kernel) in enumerate(zip(names, kernels, strict=True)):
            sound_track(
                kernel,
                clip.sample_rate_hz,
                name=name.format(row=number + place * settings.bins),
                limit=1.0,
                height_px=56,
                alt=_("Kernel {row} as a wave").format(row=number + place * settings.bins),
                key=f"spectrogram_kernel_{place}",
            )
    with right:
        _show_response(state, kernels[0])
    st.markdown(" ".join(_describe_layer(state)))
    st.latex(_layer_formula(state))
    st.markdown(lesson_section("sound", "spectrogram_conv1d"))


def _show_response(state: SpectrogramState, kernel: np.ndarray) -> None:
    rate = state.clip.sample_rate_hz
    response = frequency_response(kernel, rate, points=1025)
    levels = response.magnitude_db - float(response.magnitude_db.max())
    step = float(response.frequencies_hz[1])
    curve = FrequencyCurve("|H(f)|", levels, 0.0, step, "line")
    hertz = state.bin * rate / state.settings.n_fft
    frequency_chart(
        (FrequencyPanel(_("What this kernel lets through"), (curve,), -80.0, 0.0),),
        state.clip.nyquist_hz,
        marks=[FrequencyMark(hertz, f"{hertz:,.0f} Hz")],
        alt=_("Frequency response of the kernel"),
        key="spectrogram_kernel_response",
    )


def _describe_layer(state: SpectrogramState) -> list[str]:
    settings, clip = state.settings, state.clip
    answered = stft_by_conv1d(clip.samples, settings, [state.bin])[0].numpy()
    direct = state.spectrogram.stft[state.bin]
    weights, multiply_adds = conv1d_cost(settings, len(clip.samples))
    lobe = measure_lobe(settings.window, settings.win_length, clip.sample_rate_hz)
    per_frame = settings.n_fft * np.log2(settings.n_fft)
    return [
        _(
            "Conv1d answers with these two kernels what torch.stft has in row {row}: the largest "
            "difference over {frames} frames is {gap}, rounding."
        ).format(
            row=state.bin,
            frames=f"{len(direct):,}",
            gap=show_number(float(np.abs(answered - direct).max()), 2),
        ),
        _(
            "Each pair is a band-pass {lobe} Hz wide. The whole layer has {weights} fixed weights "
            "and {adds} multiply-adds over this sound; the fast Fourier transform needs about "
            "n_fft · log₂ n_fft = {fast} steps a frame instead of {slow}."
        ).format(
            lobe=ratio(lobe.zeros_hz),
            weights=f"{weights:,}",
            adds=f"{multiply_adds:,}",
            fast=f"{per_frame:,.0f}",
            slow=f"{weights:,}",
        ),
    ]


def _layer_formula(state: SpectrogramState) -> str:
    settings = state.settings
    channels = rf"2 \cdot {settings.bins}"
    return (
        rf"\texttt{{Conv1d}}(1,\ {channels},\ \text{{kernel\_size}}={settings.n_fft},\ "
        rf"\text{{stride}}={settings.hop_length}):\quad "
        rf"|X[k,t]|^2 = \Big(\sum_n w[n]\cos\tfrac{{2\pi k n}}{{{settings.n_fft}}}\,x\Big)^2 + "
        rf"\Big(\sum_n w[n]\sin\tfrac{{2\pi k n}}{{{settings.n_fft}}}\,x\Big)^2"
    )
