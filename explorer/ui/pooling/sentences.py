"""What the pooling page says about the layer on screen, in words and formulas."""

from __future__ import annotations

import numpy as np

from explorer.layers.pool_geometry import PoolAxis, remedies_for_lost
from explorer.layers.pooling import pixel_weights
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.pooling.compute import PoolView

_ROOM = 24  # digits that a formula has room for


def describe_layer(view: PoolView) -> list[str]:
    """Say what is left, who counts, what is lost and what the edge does."""
    return [_left(view), _who_counts(view), *_losses(view), *_edge(view)]


def _left(view: PoolView) -> str:
    rows, columns = view.settings.kernel_size
    height, width = view.geometry.output_size
    told = _(
        "Each window of {rows} × {columns} leaves one number: {height} × {width} windows, so "
        "{left} of {all} values are left."
    ).format(
        rows=rows,
        columns=columns,
        height=height,
        width=width,
        left=f"{view.result.output.size:,}",
        all=f"{view.pixels.size:,}",
    )
    if len(view.pixels) > 1:
        told += " " + _("The {count} channels are pooled apart and stay {count}.").format(
            count=len(view.pixels)
        )
    return told


def _who_counts(view: PoolView) -> str:
    weights = pixel_weights(view.result)
    if view.result.winners is not None:
        winners = int(np.count_nonzero(weights))
        return _(
            "**{winners} values win at least one window ({share}); the others leave no trace.**"
        ).format(winners=f"{winners:,}", share=f"{winners / weights.size:.0%}")
    low, high = float(weights.min()), float(weights.max())
    if high - low < 1e-9:
        return _("**Every pixel counts the same: its share is {share}.**").format(
            share=show_number(high)
        )
    return _(
        "**The pixels count unequally: their shares, summed over their windows, run from {low} to "
        "{high}.**"
    ).format(low=show_number(low), high=show_number(high))


def _losses(view: PoolView) -> list[str]:
    lost = view.geometry.never_visited
    if not lost:
        return []
    told = ngettext(
        "{count} pixel is touched by no window.", "{count} pixels are touched by no window.", lost
    ).format(count=f"{lost:,}")
    axes = (view.geometry.columns, view.geometry.rows)
    axis = max(axes, key=lambda a: int(a.windows.lost.size))
    remedies = remedies_for_lost(axis)
    ways = [_("a stride of {stride}").format(stride=remedies.stride)]
    if remedies.padding is not None:
        ways.append(_("padding {padding}").format(padding=remedies.padding))
    if remedies.ceil_mode:
        ways.append("`ceil_mode=True`")
    return [told + " " + _("Any of these saves them: {ways}.").format(ways="; ".join(ways))]


def _edge(view: PoolView) -> list[str]:
    axis = max((view.geometry.columns, view.geometry.rows), key=lambda a: a.overhang)
    told = []
    if axis.overhang:
        told.append(_hanging(view, axis))
    elif view.settings.ceil_mode:
        told.append(_no_further_window(view))
    if any(view.settings.padding):
        told.append(_padding(view))
    return told


def _hanging(view: PoolView, axis: PoolAxis) -> str:
    told = ngettext(
        "`ceil_mode` adds a last window that runs {count} cell past the edge; it is cut to "
        "{real} of {kernel} pixels a side",
        "`ceil_mode` adds a last window that runs {count} cells past the edge; it is cut to "
        "{real} of {kernel} pixels a side",
        axis.overhang,
    ).format(count=axis.overhang, real=int(axis.real_taps[-1]), kernel=axis.kernel)
    if view.settings.kind == "average":
        divisor = int(view.geometry.divisors()[-1, -1])
        told += ngettext(
            ", so the corner's sum is divided by {divisor}",
            ", so the corner's sum is divided by {divisor}",
            divisor,
        ).format(divisor=divisor)
    return told + "."


def _no_further_window(view: PoolView) -> str:
    if view.geometry.rows.dropped or view.geometry.columns.dropped:
        return _(
            "`ceil_mode` adds nothing here: the further window would begin in the padding at the "
            "end, and PyTorch drops it."
        )
    return _("`ceil_mode` adds nothing here: no remainder is left.")


def _padding(view: PoolView) -> str:
    if view.settings.kind == "max":
        return _("The padding counts as −∞, not as 0: it never wins.")
    divisor = int(view.geometry.divisors()[0, 0])
    real = int(view.geometry.rows.real_taps[0] * view.geometry.columns.real_taps[0])
    if view.settings.count_include_pad:
        return _(
            "The padding's zeros count: the first window holds {real} pixels and is divided by "
            "{divisor}, so the border darkens."
        ).format(real=real, divisor=divisor)
    return _(
        "The padding does not count: the first window is divided by its {real} pixels."
    ).format(real=real)


def output_size_formula(view: PoolView) -> str:
    """Return the output size with the numbers substituted, as LaTeX."""
    rows, columns = view.geometry.rows, view.geometry.columns
    lines = [_axis_formula("H", rows)]
    if rows != columns:
        lines.append(_axis_formula("W", columns))
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def _axis_formula(letter: str, axis: PoolAxis) -> str:
    left, right = (r"\lceil", r"\rceil") if axis.ceil_mode else (r"\lfloor", r"\rfloor")
    reason = _("begins in the padding")
    dropped = rf" - 1_\text{{{reason}}}" if axis.dropped else ""
    return (
        rf"{letter}_\text{{out}} &= \left{left} \frac{{{axis.size} + 2 \cdot {axis.padding} - "
        rf"{axis.kernel}}}{{{axis.stride}}} \right{right} + 1{dropped} = {axis.output}"
    )


def window_formula(view: PoolView, row: int, column: int) -> str:
    """Write one window's maximum and its average with the numbers of the first channel, as LaTeX.

    What is left out of a long list is said by its length.
    """
    values = view.pixels[0][view.geometry.window(row, column)].ravel()
    divisor = int(view.geometry.divisors()[row, column])
    numbers = [tex_number(float(value)) for value in values]
    if len("".join(numbers)) > _ROOM and len(numbers) > 4:
        numbers = [*numbers[:3], r"\dots", numbers[-1]]
    total = " + ".join(numbers).replace("+ -", "- ")
    average = float(values.sum(dtype=np.float64)) / divisor
    listed = r",\, ".join(numbers)
    lines = [
        rf"\max({listed}) &= {tex_number(float(values.max()))}",
        rf"\frac{{{total}}}{{{divisor}}} &= {tex_number(average)}",
    ]
    return r"\begin{aligned}" + r"\\[4pt]".join(lines) + r"\end{aligned}"
