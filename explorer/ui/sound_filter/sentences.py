"""What is said of a layer over a sound: its effect, its sizes, and the numbers in its formulas."""

from __future__ import annotations

import math

import numpy as np

from explorer.signals.aliasing import GUARD_TAPS, alias_frequency, guard_cutoff_hz
from explorer.signals.filtering_1d import Conv1dSettings
from explorer.signals.filters_1d import FILTERS
from explorer.ui.language import _
from explorer.ui.numerals import show_number
from explorer.ui.sound_filter.compute import LayerView, Spectra, power
from explorer.ui.wording import aligned, tex

_NOTHING = 1e-10  # of the sound's power: −100 dB


def describe(view: LayerView, spectra: Spectra) -> list[str]:
    """Say in three or four sentences what the filter did to this sound."""
    return [
        f"**{view.title}.**",
        _(FILTERS[view.bank.kinds[view.state.shown]].description),
        _loudness(view),
        *_dilation(view),
        *_stride(view, spectra),
        _length(view),
    ]


def _loudness(view: LayerView) -> str:
    before, after = power(view.clip.samples), power(view.output)
    if after <= _NOTHING * before:
        return _("Nothing of this sound comes through.")
    share = after / before
    decibels = show_number(round(10 * math.log10(share), 1))
    if share > 1:
        return _("The output has {times} times the power of the sound ({decibels} dB).").format(
            times=show_number(share), decibels=f"+{decibels}"
        )
    return _("Of the sound's power {share} comes through ({decibels} dB).").format(
        share=_percent(share), decibels=decibels
    )


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.095 else f"{100 * share:.2g} %".replace(" %", "%")


def _dilation(view: LayerView) -> list[str]:
    dilation = view.state.layer.dilation
    if dilation == 1 or len(view.taps) == 1:
        return []
    return [
        _(
            "With dilation {dilation} the response repeats every {hz} Hz: images of what the "
            "kernel keeps come through further up, as with a comb."
        ).format(dilation=dilation, hz=f"{view.clip.sample_rate_hz / dilation:,.0f}")
    ]


def _stride(view: LayerView, spectra: Spectra) -> list[str]:
    stride = view.state.layer.stride
    if stride == 1:
        return []
    new = view.rate_hz / 2
    told = _(
        "Stride {stride} leaves {rate} samples a second, which can hold nothing above {nyquist} Hz."
    ).format(stride=stride, rate=f"{view.rate_hz:,.0f}", nyquist=f"{new:,.0f}")
    if view.state.guard:
        kept = _(
            "The low-pass in front ({taps} taps, cut-off {cutoff} Hz) has taken away what lies "
            "above, so nothing folds down."
        ).format(
            taps=GUARD_TAPS,
            cutoff=f"{guard_cutoff_hz(view.clip.sample_rate_hz, stride):,.0f}",
        )
        return [told, kept]
    if spectra.above_share < 1e-4:
        return [told, _("The kernel lets next to nothing through up there, so nothing folds down.")]
    example = _loudest_above(spectra, new)
    folded = _(
        "**{share} of the power lies above and comes back lower, as an alias:** what was at "
        "{high} Hz is heard at {low} Hz."
    ).format(
        share=_percent(spectra.above_share),
        high=f"{example:,.0f}",
        low=f"{alias_frequency(example, view.rate_hz):,.0f}",
    )
    return [told, folded]


def _loudest_above(spectra: Spectra, nyquist_hz: float) -> float:
    """Return a whole frequency above the new Nyquist at which the sound is strongest."""
    power_above = np.where(spectra.before.centres_hz > nyquist_hz, spectra.before.power, 0.0)
    return float(round(spectra.before.centres_hz[int(power_above.argmax())]))


def _length(view: LayerView) -> str:
    layer, rate = view.state.layer, view.clip.sample_rate_hz
    ahead = (layer.span - 1) / 2 - layer.pads()[0]
    if layer.padding == "same":
        return _("With padding 'same' the output is as long as the sound and in step with it.")
    if ahead == 0:
        return _("The middle of each window stands at its own output: both sounds are in step.")
    way = _("early") if ahead > 0 else _("late")
    return _(
        "The middle of the first window is sample {middle}, so the filtered sound comes {shift} ms "
        "{way}."
    ).format(middle=show_number(ahead), shift=show_number(1000 * abs(ahead) / rate), way=way)


def formulas(view: LayerView) -> str:
    """Return the sum and the output's length, with the present numbers, as LaTeX."""
    layer, axis = view.state.layer, view.geometry
    place = _affine("n", layer.stride, "k", layer.dilation, axis.before)
    taps = layer.kernel_size
    total = rf"y[n] &= \sum_{{k=0}}^{{{taps - 1}}} w[k]\; x[{place}]"
    pads = rf"2 \cdot {axis.before}" if axis.before == axis.after else str(axis.padded - axis.size)
    length = (
        rf"L_\text{{out}} &= \left\lfloor \frac{{{tex(axis.size)} + {pads} - {axis.dilation} "
        rf"\cdot ({taps} - 1) - 1}}{{{axis.stride}}} \right\rfloor + 1 = {tex(axis.output)}"
    )
    return aligned(total, length)


def _affine(first: str, stride: int, second: str, dilation: int, before: int) -> str:
    """Write stride·n + dilation·k − padding without ones and zeros."""
    left = first if stride == 1 else rf"{stride}\,{first}"
    right = second if dilation == 1 else rf"{dilation}\,{second}"
    return f"{left} + {right}" + (f" - {before}" if before else "")


def layer_text(view: LayerView) -> str:
    """The layer as PyTorch prints it, its parameters, and whose weights they are."""
    layer = view.state.layer
    whose = (
        _("PyTorch's random start with seed {seed}, nothing learned").format(
            seed=view.state.filter.seed
        )
        if "random" in view.bank.kinds
        else _("weights made by formula, nothing learned")
    )
    if view.bank.kinds == ("hand",):
        whose = _("weights drawn by hand")
    count = _("{filters} · {taps} + {filters} = {count} parameters, every bias 0").format(
        filters=layer.out_channels, taps=layer.kernel_size, count=f"{layer.parameters:,}"
    )
    return f"`{write_layer(layer)}` · {count} · {whose}"


def write_layer(layer: Conv1dSettings) -> str:
    """Write the layer as PyTorch code, arguments that are its defaults left out."""
    usual = {"stride": (layer.stride, 1), "padding": (layer.padding, 0)}
    usual["dilation"] = (layer.dilation, 1)
    extras = [f", {name}={value!r}" for name, (value, plain) in usual.items() if value != plain]
    return f"nn.Conv1d(1, {layer.out_channels}, {layer.kernel_size}{''.join(extras)})"
