"""Numbers as a visitor reads them: true minus signs, no `e` for a power of ten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def show_number(value: float, digits: int = 3) -> str:
    """Write a number for running text, e.g. `−1.7` or `4.5·10⁻⁹`."""
    mantissa, exponent = _split(value, digits)
    text = mantissa.replace("-", "−")
    return text if exponent is None else f"{text}·10{str(exponent).translate(_SUPERSCRIPT)}"


def tex_number(value: float, digits: int = 3) -> str:
    r"""Write a number for a formula, e.g. `-1.7` or `4.5 \cdot 10^{-9}`."""
    mantissa, exponent = _split(value, digits)
    return mantissa if exponent is None else rf"{mantissa} \cdot 10^{{{exponent}}}"


def tex_matrix(rows: NDArray[np.floating], digits: int = 3) -> str:
    """Write (M, N) numbers as a matrix of a formula."""
    lines = (" & ".join(tex_number(float(value), digits) for value in row) for row in rows)
    return r"\begin{bmatrix}" + r"\\".join(lines) + r"\end{bmatrix}"


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _split(value: float, digits: int) -> tuple[str, int | None]:
    mantissa, _e, exponent = f"{value + 0.0:.{digits}g}".partition("e")
    return mantissa, int(exponent) if exponent else None
