"""Numbers as a visitor reads them."""

from __future__ import annotations

import pytest

from explorer.ui.numerals import show_number, tex_number


@pytest.mark.parametrize(
    ("value", "text", "tex"),
    [
        (-1.7, "−1.7", "-1.7"),
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (1234567.0, "1.23·10⁶", r"1.23 \cdot 10^{6}"),
        (-5.6e-11, "−5.6·10⁻¹¹", r"-5.6 \cdot 10^{-11}"),
        (0.25, "0.25", "0.25"),
    ],
)
def test_signs_and_powers(value: float, text: str, tex: str) -> None:
    assert show_number(value) == text
    assert tex_number(value) == tex
