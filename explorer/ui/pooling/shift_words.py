"""What the shift meter says: every sentence follows from the numbers measured."""

from __future__ import annotations

import numpy as np

from explorer.layers.shifting import (
    LARGEST_SHIFT,
    METHODS,
    ShiftCurves,
    ShiftSettings,
    nearest_cells,
)
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number

_SMALLER = ("stride", "max", "average")  # the methods that make the map smaller
_ALIKE = 0.02  # changes closer than this, in spreads, are called alike


def method_names(settings: ShiftSettings) -> dict[str, str]:
    """Name the four methods in the visitor's language."""
    return {
        "plain": _("plain, stride 1"),
        "stride": _("stride {stride}").format(stride=settings.stride),
        "max": _("max pooling"),
        "average": _("average pooling"),
    }


def describe_shift(
    curves: ShiftCurves, settings: ShiftSettings, shift: int, asked: int, question: str
) -> list[str]:
    """Say what the chosen shift does to the four maps, and what all shifts together do."""
    told = []
    if shift < asked:
        told.append(
            _("This picture can be slid by {longest} pixels at most, so {shift} stands in.").format(
                longest=curves.largest_shift, shift=shift
            )
        )
    elif curves.largest_shift < LARGEST_SHIFT:
        told.append(
            _("This picture is small: it can be slid by {longest} pixels at most.").format(
                longest=curves.largest_shift
            )
        )
    if len(curves.flat) == len(METHODS):
        return [*told, _("The maps are flat: no slide changes them.")]
    if question == "stays":
        return [*told, *_stays(curves, shift)]
    return [*told, *_moves(curves, settings, shift)]


def _stays(curves: ShiftCurves, shift: int) -> list[str]:
    """Say whether the output is the same at the same place."""
    now = {method: float(curves.stays[method][shift]) for method in METHODS}
    first = ngettext(
        "Slid by {shift} pixel, the plain convolution's map changes by {plain} of its spread, the "
        "strided one's by {stride}, max pooling's by {max}, average pooling's by {average}.",
        "Slid by {shift} pixels, the plain convolution's map changes by {plain} of its spread, the "
        "strided one's by {stride}, max pooling's by {max}, average pooling's by {average}.",
        shift,
    ).format(shift=shift, **{name: show_number(value, 2) for name, value in now.items()})
    return [first, _verdict(now), _all_shifts(curves)]


def _verdict(now: dict[str, float]) -> str:
    """Compare the two poolings with the stride at this shift."""
    differences = {name: now[name] - now["stride"] for name in ("max", "average")}
    words = {
        name: _("as much as") if abs(d) < _ALIKE else _("less than") if d < 0 else _("more than")
        for name, d in differences.items()
    }
    told = _("Max pooling changes {max} the bare stride, average pooling {average} it.").format(
        **words
    )
    if min(now["max"], now["average"]) > 0.1:
        told += " " + _("Neither stays the same.")
    return told


def _all_shifts(curves: ShiftCurves) -> str:
    means = {name: float(np.mean(curves.stays[name][1:])) for name in METHODS}
    return _(
        "Averaged over slides of 1 to {longest} pixels: plain {plain}, stride {stride}, max {max}, "
        "average {average}."
    ).format(
        longest=curves.largest_shift,
        **{name: show_number(value) for name, value in means.items()},
    )


def _moves(curves: ShiftCurves, settings: ShiftSettings, shift: int) -> list[str]:
    """Say whether the slid picture's map is the map before, moved."""
    now = {method: float(curves.moves[method][shift]) for method in METHODS}
    plain = _(
        "The plain convolution's map moves along pixel by pixel: its change is {plain}."
    ).format(plain=show_number(now["plain"], 2))
    if settings.stride == 1:
        return [
            plain,
            _("With stride 1 the other three do so too; raise the stride to see them fail."),
        ]
    cells = ngettext("{count} cell", "{count} cells", nearest_cells(shift, settings.stride)).format(
        count=nearest_cells(shift, settings.stride)
    )
    if shift % settings.stride == 0:
        return [
            plain,
            _(
                "A slide by {shift} pixels is exactly {cells} of stride {stride}, so the other "
                "three move along too. Take one pixel more or less."
            ).format(shift=shift, cells=cells, stride=settings.stride),
        ]
    measured = ngettext(
        "A slide by {shift} pixel is no multiple of the stride {stride}: compared with the map "
        "moved by {cells}, the nearest whole step, the strided map is off by {bare} of its spread, "
        "the max-pooled by {max}, the average-pooled by {average}.",
        "A slide by {shift} pixels is no multiple of the stride {stride}: compared with the map "
        "moved by {cells}, the nearest whole step, the strided map is off by {bare} of its spread, "
        "the max-pooled by {max}, the average-pooled by {average}.",
        shift,
    ).format(
        shift=shift,
        stride=settings.stride,
        cells=cells,
        bare=show_number(now["stride"], 2),
        max=show_number(now["max"], 2),
        average=show_number(now["average"], 2),
    )
    return [plain, measured, _ranking(curves, settings)]


def _ranking(curves: ShiftCurves, settings: ShiftSettings) -> str:
    """Order the three by their mean change over all shifts between whole steps."""
    shifts = np.arange(curves.largest_shift + 1)
    between = shifts % settings.stride != 0
    means = {name: float(curves.moves[name][between].mean()) for name in _SMALLER}
    names = {"stride": _("bare stride"), "max": _("max pooling"), "average": _("average pooling")}
    ordered = sorted(_SMALLER, key=lambda name: means[name])
    return _("Over all slides between whole steps, from least to most: {ranking}.").format(
        ranking=", ".join(f"{names[name]} {show_number(means[name])}" for name in ordered)
    )
