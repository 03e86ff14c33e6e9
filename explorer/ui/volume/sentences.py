"""What the volume page says about the layer and the clip on screen."""

from __future__ import annotations

import numpy as np

from explorer.layers.geometry import AxisGeometry
from explorer.layers.remedies import remedies_for_pixels
from explorer.signals.volume_kernels import VOLUME_KERNELS
from explorer.signals.volume_measures import TrackAnswer
from explorer.signals.volumes import AXES, VolumeGeometry, VolumeSettings
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number
from explorer.ui.volume.compute import VolumeView
from explorer.ui.volume.settings import RANDOM
from explorer.ui.wording import aligned, ratio, tex, tex_text

_SAME = 1.25  # ratios closer to 1 are told as "alike"


def describe_volume(view: VolumeView) -> list[str]:
    """Say what the kernel is, what it answers and what of the clip it does not see."""
    return [_whose(view), *_answers(view), *_frames(view), *_losses(view.geometry)]


def _whose(view: VolumeView) -> str:
    if view.state.by_hand is not None:
        return _("The kernel is made by hand.")
    if view.state.kernel == RANDOM:
        return _(
            "Weights: PyTorch's random start with seed {seed}, nothing learned, so what they "
            "prefer is chance."
        ).format(seed=view.state.seed)
    family = VOLUME_KERNELS[view.state.kernel]
    told = f"**{_(family.title)}.** {_(family.description)}"
    if family.speeds:
        told += " " + _("Made for {speed:g} pixels a frame.").format(speed=view.state.speed)
    return told


def _answers(view: VolumeView) -> list[str]:
    known = [answer for answer in view.answers if not np.isnan(answer.mean)]
    if not view.clip.tracks:
        return [_unknown(view)]
    if not known:
        return []
    strongest = max(known, key=lambda answer: answer.mean)
    if strongest.mean == 0:
        return [_("It answers nothing that is in this clip.")]
    if len(known) == 1:
        return [
            _("To what {what} it answers {mean} on average.").format(
                what=_(strongest.track.title), mean=show_number(strongest.mean)
            )
        ]
    rest = [_against(strongest, other) for other in known if other is not strongest]
    return [
        _("**It answers most to what {what}: {mean} on average in its box**; {rest}.").format(
            what=_(strongest.track.title),
            mean=show_number(strongest.mean),
            rest=", ".join(rest),
        )
    ]


def _against(strongest: TrackAnswer, other: TrackAnswer) -> str:
    what = _(other.track.title)
    if other.mean == 0:
        return _("to what {what} exactly 0").format(what=what)
    times = strongest.mean / other.mean
    if times < _SAME:
        return _("to what {what} nearly as much").format(what=what)
    return _("{times} times as much as to what {what}").format(times=ratio(times), what=what)


def _unknown(view: VolumeView) -> str:
    return _(
        "The answers run from {low} to {high}. What moves in this clip, and where, is not known "
        "here, so no boxes stand in it."
    ).format(low=show_number(float(view.answer.min())), high=show_number(float(view.answer.max())))


def _frames(view: VolumeView) -> list[str]:
    depth = view.geometry.depth
    if depth.kernel == 1:
        return [_("The kernel is one frame deep: it treats every frame alone, as a Conv2d would.")]
    told = ngettext(
        "Its window takes {span} frames and fits {count} time in {given} frames",
        "Its window takes {span} frames and fits {count} times in {given} frames",
        depth.output,
    ).format(span=depth.span, count=depth.output, given=depth.size)
    if depth.before or depth.after:
        told += " " + _("padded to {padded}; what the padding shows did not happen").format(
            padded=depth.padded
        )
    return [told + "."]


def _losses(geometry: VolumeGeometry) -> list[str]:
    """Tell of frames, rows or columns that no window reaches, and the smallest change."""
    told = []
    for name, axis in zip(AXES, geometry.axes, strict=True):
        if not axis.lost.size:
            continue
        sentence = _("**Along {axis} {count} of {size} are seen by no window.**").format(
            axis=name, count=axis.lost.size, size=axis.size
        )
        padding = remedies_for_pixels(axis).padding
        if padding is not None:
            sentence += " " + _("Padding {padding} there would save them.").format(padding=padding)
        told.append(sentence)
    return told


def size_formulas(geometry: VolumeGeometry) -> str:
    """Return the three output sizes with the numbers substituted, as LaTeX."""
    return aligned(*(axis_formula(n, a) for n, a in zip(AXES, geometry.axes, strict=True)))


def axis_formula(letter: str, axis: AxisGeometry) -> str:
    """Return one axis' output size with its numbers, as LaTeX."""
    pads = f"2 \\cdot {axis.before}" if axis.before == axis.after else f"{axis.before + axis.after}"
    return (
        rf"{letter}_\text{{out}} &= \left\lfloor \frac{{{axis.size} + {pads} - {axis.dilation} "
        rf"\cdot ({axis.kernel} - 1) - 1}}{{{axis.stride}}} \right\rfloor + 1 = {axis.output}"
    )


def sum_formula(view: VolumeView) -> str:
    """Return what one answer is made of, with the number of its products, as LaTeX."""
    depth, rows, columns = view.kernel.shape
    (st, sh, sw), (dt, dh, dw) = view.state.settings.stride, view.state.settings.dilation
    place = (
        f"{_step(st, 't')}+{_step(dt, 'i')},\\,{_step(sh, 'y')}+{_step(dh, 'j')},\\,"
        f"{_step(sw, 'x')}+{_step(dw, 'k')}"
    )
    bias = " + b" if view.bias is not None else ""
    return (
        rf"a_{{t,y,x}} = \underbrace{{\sum_{{i<{depth}}} \sum_{{j<{rows}}} \sum_{{k<{columns}}}}}"
        rf"_{{{depth} \cdot {rows} \cdot {columns} = {tex(view.kernel.size)}"
        rf"\ {tex_text(_('products'))}}} w_{{i,j,k}}\; c_{{{place}}}{bias}"
    )


def _step(factor: int, letter: str) -> str:
    return letter if factor == 1 else f"{factor}{letter}"


def count_formulas(geometry: VolumeGeometry) -> str:
    """Return parameters and multiply-adds with the numbers substituted, as LaTeX."""
    settings = geometry.settings
    weights = r" \cdot ".join(map(str, settings.weight_shape))
    bias = f" + {settings.out_channels}" if settings.bias else ""
    places = r" \cdot ".join(map(str, geometry.output_shape[1:]))
    return aligned(
        rf"{tex_text(_('parameters'))} &= {weights}{bias} = {tex(settings.parameters)}",
        rf"{tex_text(_('multiply-adds'))} &= {weights} \cdot {places}",
        rf"&= {tex(geometry.multiply_adds)}",
    )


def describe_settings(settings: VolumeSettings) -> str:
    """Write the layer as PyTorch prints it."""
    parts = [
        str(settings.in_channels),
        str(settings.out_channels),
        f"kernel_size={settings.kernel_size}",
        f"stride={settings.stride}",
        f"padding={settings.padding!r}",
    ]
    extras = {
        "dilation": (settings.dilation, (1, 1, 1)),
        "groups": (settings.groups, 1),
        "bias": (settings.bias, True),
        "padding_mode": (settings.padding_mode, "zeros"),
    }
    parts += [f"{name}={value!r}" for name, (value, usual) in extras.items() if value != usual]
    return f"nn.Conv3d({', '.join(parts)})"
