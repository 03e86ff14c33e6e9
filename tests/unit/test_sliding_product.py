"""The Python side of the sliding product: what it sends, what it believes, what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.ui.components.sliding_product import (
    build_payload,
    read_position,
    sliding_labels,
    sliding_product,
)

SIGNAL = np.array([1, 2, 4, 5, 3, 0], dtype=np.float32)
KERNEL = np.array([5, 4], dtype=np.float32)
OUTPUT = np.array([13, 26, 40, 37, 15], dtype=np.float32)


def payload(**changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "mode": "stems",
        "places": (0.0, 1.0, 0.0, 0.0),
        "window": (1, 1, 0, 0),
        "flipped": False,
        "bias": 0.0,
    }
    return build_payload(SIGNAL, KERNEL, OUTPUT, **{**arguments, **changes})


def test_signal_kernel_and_output_lie_in_one_row() -> None:
    sent = payload()
    assert sent["numbers"].tolist() == [1, 2, 4, 5, 3, 0, 5, 4, 13, 26, 40, 37, 15]
    assert sent["sizes"] == [6, 2, 5]


def test_a_flip_is_new_data_about_the_same_kernel() -> None:
    straight, flipped = payload(), payload(flipped=True)
    assert straight["token"] != flipped["token"]
    assert straight["turn"] == flipped["turn"]
    assert payload(window=(1, 1, 1, 0))["token"] != straight["token"]


@pytest.mark.parametrize("value", [None, -1, 5, 1.0, True, "1", [1]])
def test_a_position_that_is_none_is_not_believed(value: object) -> None:
    assert read_position(value, 5) is None


def test_a_position_is_read() -> None:
    assert read_position(4, 5) == 4


def test_the_flip_is_told_in_the_words() -> None:
    assert sliding_labels("area", flipped=True)["kernel"] == "g(t − τ)"
    assert sliding_labels("area")["kernel"] == "g(τ − t)"
    assert "flipped" in sliding_labels("stems", flipped=True)["kernel"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stride": 2}, "make 3 outputs, got 5"),
        ({"dilation": 2}, "make 4 outputs, got 5"),
        ({"stride": 0}, "stride 0"),
        ({"pads": (3, 3)}, "do not fit"),
        ({"signal": SIGNAL[None]}, "none empty"),
        ({"kernel": KERNEL[:0]}, "none empty"),
        ({"output": OUTPUT * np.nan}, "finite"),
        ({"signal": np.zeros(30_000)}, "excerpt"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"signal": SIGNAL, "kernel": KERNEL, "output": OUTPUT, "mode": "stems"}
    with pytest.raises(ValueError, match=message):
        sliding_product(**{**given, **changes}, alt="", key="k")
