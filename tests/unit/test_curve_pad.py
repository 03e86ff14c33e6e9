"""What the drawing pad believes of a browser's answer."""

from __future__ import annotations

import pytest

from explorer.signals.functions import DRAWN_DEFAULT
from explorer.ui.components.curve_pad import read_points


@pytest.mark.parametrize("value", [None, 3, [], "", "U", "U" * 26, "-" * 25, {"points": "U" * 25}])
def test_what_is_no_drawing_is_not_believed(value: object) -> None:
    assert read_points(value) is None


def test_a_drawing_is_read() -> None:
    assert read_points(DRAWN_DEFAULT) == DRAWN_DEFAULT
