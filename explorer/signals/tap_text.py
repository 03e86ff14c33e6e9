"""Taps of a kernel as short text, for a link and a text field."""

from __future__ import annotations

import math
import re

from explorer.errors import SettingError
from explorer.signals.filters_1d import MOST_TAPS, Taps
from explorer.text import N_

MAX_TAP = 10.0
_MOST_PLACES = 9
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


def parse_taps(text: str) -> tuple[float, ...]:
    """Read `0.5,-1,2`; raises SettingError for what is no list of 1 to 255 numbers in ±10."""
    parts = [part.strip(" ") for part in text.split(",")]
    if len(parts) > MOST_TAPS:
        raise SettingError(
            N_("the kernel has {count} taps: give it 1 to {limit}"),
            count=len(parts),
            limit=MOST_TAPS,
        )
    return tuple(_parse_tap(part) for part in parts)


def format_taps(taps: tuple[float, ...] | Taps) -> str:
    """Write taps as `parse_taps` reads them, zeros at the end left out.

    Rounded to three places, or to a thousandth of the largest where all are small.
    """
    largest = max((abs(float(tap)) for tap in taps), default=0.0)
    places = 3 - math.floor(math.log10(largest)) if largest > 0 else 3
    places = min(max(3, places), _MOST_PLACES)
    texts = [f"{round(float(tap), places) + 0.0:.9g}" for tap in taps]
    while len(texts) > 1 and texts[-1] == "0":
        texts.pop()
    return ",".join(texts)


def _parse_tap(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise SettingError(
            N_("'{value}' among the taps is not a number: write numbers like 1, -0.5 or 2e-3"),
            value=text[:20],
        )
    if not abs(float(text)) <= MAX_TAP:
        raise SettingError(
            N_("a tap is {value}: keep every tap from -{limit:g} to {limit:g}"),
            value=text[:20],
            limit=MAX_TAP,
        )
    return float(text) + 0.0  # + 0.0 turns -0 into 0
