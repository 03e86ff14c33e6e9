"""Numbers as a visitor types them: a row, or a small picture of several rows."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

LARGEST_VALUE = 1000.0
_LONGEST_TEXT = 1000
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


def parse_numbers(
    text: str, *, most_rows: int, most_columns: int, least_columns: int = 1
) -> NDArray[np.float64]:
    """Read rows separated by `;`, values by commas or spaces, e.g. `1 2 4 5 3 0`.

    Returns (rows, columns) float64, finite and within ±1000. Raises SettingError for anything
    else, with what to write instead.
    """
    plain = text.strip().strip("[]").replace("−", "-")
    if len(plain) > _LONGEST_TEXT:
        raise SettingError(
            N_("{length} characters are too many: write at most {limit}"),
            length=len(plain),
            limit=_LONGEST_TEXT,
        )
    rows = [row.replace(",", " ").split() for row in plain.split(";")]
    widths = sorted({len(row) for row in rows})
    if len(widths) > 1:
        raise SettingError(
            N_("the rows have from {least} to {most} numbers: give each row {most}"),
            least=widths[0],
            most=widths[-1],
        )
    if not least_columns <= widths[0] <= most_columns:
        raise SettingError(
            N_("a row has {count} numbers: write {least} to {most}"),
            count=widths[0],
            least=least_columns,
            most=most_columns,
        )
    if len(rows) > most_rows:
        raise SettingError(
            N_("there are {count} rows: write at most {most}, parted by semicolons"),
            count=len(rows),
            most=most_rows,
        )
    return np.array([[_parse_value(value) for value in row] for row in rows], dtype=np.float64)


def _parse_value(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise SettingError(
            N_("'{value}' is not a number: write numbers like 1, -2 or 0.5"), value=text[:20]
        )
    value = float(text) + 0.0  # + 0.0 turns -0 into 0
    if abs(value) > LARGEST_VALUE:
        raise SettingError(
            N_("{value:g} is too large: keep every number from -{limit:g} to {limit:g}"),
            value=value,
            limit=LARGEST_VALUE,
        )
    return value
