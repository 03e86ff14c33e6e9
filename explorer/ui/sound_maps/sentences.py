"""What this part says of a kernel on a sound, in words and formulas."""

from __future__ import annotations

import numpy as np

from explorer.signals.map_kernels import MAP_KERNELS, blind_to_clicks, blind_to_steady
from explorer.signals.map_peaks import match_times, tone_frequencies
from explorer.ui.language import _
from explorer.ui.numerals import show_number, tex_matrix, tex_number
from explorer.ui.sound_maps.compute import MapView, MaskedSound
from explorer.ui.sound_maps.truth import true_onsets
from explorer.ui.wording import aligned

MOST_TAPS = 5  # rows and columns of a kernel that is written out in the formula


def describe_axes(view: MapView) -> str:
    """Say what rows and columns stand for, in the picture and in the kernel."""
    sound = view.sound
    told = _(
        "Time runs to the right, {step} ms a column; frequency runs upwards, {rows} mel bands from "
        "{low} Hz in the bottom row to {high} Hz in the top row. The kernel lies the same way: its "
        "right column is later, its top row is higher."
    ).format(
        step=f"{1000 * sound.hop_length / sound.sample_rate_hz:.3g}",
        rows=len(sound.row_hz),
        low=f"{sound.row_hz[-1]:,.0f}",
        high=f"{sound.row_hz[0]:,.0f}",
    )
    shown, columns = view.excerpt, sound.picture.shape[1]
    if shown.stop - shown.start < columns:
        told += " " + _(
            "The grid shows {start} to {end} of {all} s; the excerpt moves under More."
        ).format(
            start=f"{sound.column_s[shown.start]:.1f}",
            end=f"{sound.column_s[shown.stop - 1]:.1f}",
            all=f"{view.clip.duration_s:.1f}",
        )
    return told


def describe_kernel(view: MapView) -> list[str]:
    """Say what the kernel answers to, and what it is blind to."""
    by_hand = view.state.kernel is not None
    more = (
        _("Empty its field to go back to the chosen one.")
        if by_hand
        else _(MAP_KERNELS[view.state.name].description)
    )
    return [f"**{view.title}.** {more}", *_blindness(view)]


def _blindness(view: MapView) -> list[str]:
    told = []
    if blind_to_steady(view.kernel):
        told.append(_("Each of its rows sums to 0, so a tone that only lasts is answered with 0."))
    if blind_to_clicks(view.kernel):
        told.append(
            _(
                "Each of its columns sums to 0, so a click, equal at all frequencies, is answered "
                "with 0."
            )
        )
    return told


def describe_answers(view: MapView, masked: MaskedSound) -> list[str]:
    """Say where the strongest answer stands and how much comes through the mask."""
    row, column = strongest(view)
    told = [
        _("Its strongest answer, {value} dB, stands at {place}.").format(
            value=show_number(float(view.strength[row, column])),
            place=place_of(view, row, column),
        )
        if view.strength.any()
        else _("It answers nothing positive here: the mask is 0 everywhere, and silence is heard.")
    ]
    guest = view.heard.guest
    if guest is not None:
        mine, theirs = (f"{share:.0%}" for share in masked.of_stems)
        told.append(
            _(
                "Through the mask comes {mine} of the energy of “{clip}” and {theirs} of that of "
                "“{guest}”, which is mixed in."
            ).format(mine=mine, clip=_(view.clip.title), theirs=theirs, guest=_(guest.title))
        )
    else:
        told.append(
            _("Through the mask comes {share} of the energy.").format(
                share=f"{masked.kept_share:.0%}"
            )
        )
    return told


def strongest(view: MapView) -> tuple[int, int]:
    """Row and column of the largest positive answer within the grid's excerpt."""
    shown = view.strength[:, view.excerpt]
    row, column = np.unravel_index(shown.argmax(), shown.shape)
    return int(row), int(column) + view.excerpt.start


def place_of(view: MapView, row: int, column: int) -> str:
    """Write a cell as a frequency and a moment."""
    return _("{hertz} Hz, {seconds} s").format(
        hertz=f"{view.sound.row_hz[row]:,.0f}", seconds=f"{view.sound.column_s[column]:.2f}"
    )


def window_formula(view: MapView, row: int, column: int) -> str:
    """Write one answer, its decibels and its mask with the numbers of this window, as LaTeX."""
    rows, columns = view.kernel.shape
    patch = view.answer.padded[0, row : row + rows, column : column + columns]
    value = float(view.answer.output[row, column])
    level, mask = float(view.strength[row, column]), float(view.mask[row, column])
    threshold = tex_number(view.state.threshold_db)
    lines = []
    if max(rows, columns) <= MOST_TAPS:
        lines.append(
            rf"y &= \sum {tex_matrix(patch)} \odot {tex_matrix(view.kernel)} = {tex_number(value)}"
        )
    else:
        lines.append(rf"y &= \sum_{{i,j}} x_{{i,j}}\, k_{{i,j}} = {tex_number(value)}")
    lines.append(
        rf"r &= \frac{{\mathrm{{ReLU}}(y)}}{{\max(\sum k^+, \sum k^-)}} = "
        rf"\frac{{{tex_number(max(value, 0.0))}}}{{{tex_number(view.scale)}}} = "
        rf"{tex_number(level)}\ \text{{dB}}"
    )
    lines.append(
        rf"m &= \frac{{r^2}}{{r^2 + t^2}} = \frac{{{tex_number(level)}^2}}"
        rf"{{{tex_number(level)}^2 + {threshold}^2}} = {tex_number(mask)}"
    )
    return aligned(*lines)


def onset_count(view: MapView) -> str:
    """How many onsets were found, and of how many where they are known."""
    if not finds_onsets(view):
        return "–"
    found = view.sound.column_s[view.onsets]
    known = true_onsets(view)
    if known is None:
        return str(len(found))
    return _("{right} of {all}").format(right=match_times(found, known), all=len(known))


def tone_count(view: MapView) -> str:
    """How many tones were found."""
    return str(len(tone_frequencies(view.sound, view.tones))) if finds_tones(view) else "–"


def finds_onsets(view: MapView) -> bool:
    """Whether the kernel answers to a click and not to what only lasts."""
    return blind_to_steady(view.kernel) and not blind_to_clicks(view.kernel)


def finds_tones(view: MapView) -> bool:
    """Whether the kernel answers to what lasts and not to a click."""
    return blind_to_clicks(view.kernel) and not blind_to_steady(view.kernel)
