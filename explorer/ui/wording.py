"""Counts, ratios, bytes and formulas as every page writes them."""

from __future__ import annotations

from explorer.data.labelled_pictures import LabelledPictures
from explorer.ui.language import _
from explorer.ui.numerals import show_number

_WHOLE_FROM = 100  # larger ratios need no digits behind the point


def ratio(value: float) -> str:
    """Write how many times one count is another: `0.278`, `8.95`, `112,384`."""
    return f"{value:,.0f}" if value >= _WHOLE_FROM else show_number(value)


def tex(number: int) -> str:
    """Write a count for a formula, its thousands apart."""
    return f"{number:,}".replace(",", "{,}")


def tex_text(words: str) -> str:
    """Set words upright in a formula."""
    return rf"\text{{{words}}}"


def aligned(*lines: str) -> str:
    """Stack formulas, each with its `&` at the same place."""
    return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"


def bytes_text(count: float) -> str:
    """Write a number of bytes in the largest binary unit that leaves 1 or more before the point."""
    units = (_("bytes"), "KiB", "MiB", "GiB", "TiB", "PiB")
    place = 0
    while count >= 1024 and place < len(units) - 1:
        count, place = count / 1024, place + 1
    return f"{ratio(count)} {units[place]}"


def layer_name(kernel: tuple[int, int]) -> str:
    """Write a kernel size: `3 × 3`."""
    return " × ".join(map(str, kernel))


def class_names(pictures: LabelledPictures) -> list[str]:
    """Name the classes in the visitor's language; a visitor's own folders as they are."""
    return [name if pictures.private else _(name) for name in pictures.classes]
