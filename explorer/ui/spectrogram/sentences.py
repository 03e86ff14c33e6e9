"""What the page says about the spectrogram on show, in words and formulas."""

from __future__ import annotations

from explorer.signals.resolution import measure_lobe
from explorer.signals.spectrogram import Spectrogram
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.spectrogram.compute import SpectrogramState
from explorer.ui.wording import aligned, ratio, tex


def scale_text(found: Spectrogram) -> str:
    """Say what the colours mean."""
    settings = found.settings
    if found.unit == "dB":
        against = (
            _("dB against the loudest cell")
            if settings.reference == "max" and not found.silent
            else _("dB against the value 1")
        )
    else:
        against = _("power |X|²") if found.unit == "power" else _("magnitude |X|")
    rows = _("mel bands, named in hertz") if settings.n_mels else _("linear in hertz")
    return f"{against} · {rows}"


def describe(state: SpectrogramState) -> list[str]:
    """Name the numbers on screen."""
    found, settings, clip = state.spectrogram, state.settings, state.clip
    if found.silent:
        return [
            _(
                "This sound is silent: every value is 0, whose logarithm is no number. torchaudio "
                "takes 10⁻¹⁰ for it, so every cell lies at −100 dB."
            )
        ]
    rows, frames = found.values.shape
    sentences = [
        _(
            "{count} samples became {values} values: {rows} frequencies at {frames} moments. "
            "Neighbouring windows share {share} of their samples."
        ).format(
            count=f"{len(clip.samples):,}",
            values=f"{rows * frames:,}",
            rows=f"{rows:,}",
            frames=f"{frames:,}",
            share=f"{1 - settings.hop_length / settings.win_length:.0%}",
        ),
        _resolution(state),
    ]
    if settings.n_fft > settings.win_length:
        sentences.append(
            _(
                "n_fft is {ratio} times the window: zeros fill it up. The rows lie closer "
                "together, but nothing more can be told apart."
            ).format(ratio=show_number(settings.n_fft / settings.win_length))
        )
    if found.empty_bands:
        sentences.append(
            ngettext(
                "{count} mel band holds no bin and stays dark: lower n_mels or raise n_fft.",
                "{count} mel bands hold no bin and stay dark: lower n_mels or raise n_fft.",
                found.empty_bands,
            ).format(count=found.empty_bands)
        )
    return sentences


def _resolution(state: SpectrogramState) -> str:
    settings, rate = state.settings, state.clip.sample_rate_hz
    lobe = measure_lobe(settings.window, settings.win_length, rate)
    return _(
        "A window lasts {window} ms, and a pure tone becomes a line {lobe} Hz wide from zero to "
        "zero. A longer window makes lines thinner and moments longer."
    ).format(window=show_number(1000 * state.window_s), lobe=ratio(lobe.zeros_hz))


def formulas(state: SpectrogramState) -> str:
    """Return the transform, its shape and its steps with the present numbers, as LaTeX."""
    settings, clip = state.settings, state.clip
    n_fft, hop, rate = settings.n_fft, settings.hop_length, clip.sample_rate_hz
    count = len(clip.samples)
    transform = (
        rf"X[k, t] &= \sum_{{n=0}}^{{{n_fft - 1}}} w[n]\; x[{hop}\,t + n - {n_fft // 2}]\; "
        rf"e^{{-2\pi i\, k n / {n_fft}}}"
    )
    shape = (
        rf"T &= 1 + \left\lfloor \frac{{N}}{{\text{{hop}}}} \right\rfloor = 1 + "
        rf"\left\lfloor \frac{{{tex(count)}}}{{{hop}}} \right\rfloor = "
        rf"{tex(settings.frames(count))}"
    )
    height = (
        rf"F &= \left\lfloor \frac{{\text{{n\_fft}}}}{{2}} \right\rfloor + 1 = "
        rf"\frac{{{n_fft}}}{{2}} + 1 = {settings.bins}"
    )
    steps = (
        rf"\Delta f &= \frac{{f_s}}{{\text{{n\_fft}}}} = \frac{{{tex(rate)}}}{{{n_fft}}} = "
        rf"{tex_number(rate / n_fft, 4)}\ \text{{Hz}}"
    )
    hops = (
        rf"\Delta t &= \frac{{\text{{hop}}}}{{f_s}} = "
        rf"{tex_number(1000 * hop / rate)}\ \text{{ms}}"
    )
    lines = [transform, shape, height, steps, hops]
    if settings.n_mels is not None:
        kind = "|X[k,t]|^2" if settings.power == 2 else "|X[k,t]|"
        lines.append(
            rf"M[m, t] &= \sum_k B[m, k]\, {kind}, \qquad m = 0, \dots, {settings.n_mels - 1}"
        )
    return aligned(*lines)
