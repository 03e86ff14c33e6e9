"""The Python side of the vector's components: what they send, what they take, what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.layers.flattening import Flattening, Pixel
from explorer.ui.components.pixel_vector import LARGEST_LENGTH, build_payload, read_pin
from explorer.ui.components.vector_fold import build_fold

SMALL = Flattening(3, 2, 4, "hwc")
NAMES = ("red", "green", "blue")


def picture(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


def test_values_are_sent_as_the_picture_has_them() -> None:
    payload = build_payload(picture(3, 2, 4), SMALL, NAMES)
    assert payload["values"].tolist() == list(range(24))
    assert payload["shape"] == [3, 2, 4]
    assert payload["order"] == "hwc"


def test_another_order_is_other_content() -> None:
    planes = build_payload(picture(3, 2, 4), Flattening(3, 2, 4), NAMES)
    sides = build_payload(picture(3, 2, 4), SMALL, NAMES)
    again = build_payload(picture(3, 2, 4), SMALL, NAMES)
    assert planes["digest"] != sides["digest"] == again["digest"]


@pytest.mark.parametrize(
    ("pixels", "flattening", "names", "message"),
    [
        (picture(3, 4, 2), SMALL, NAMES, "the flattening's"),
        (picture(2, 2, 4), Flattening(2, 2, 4), NAMES[:2], "1 or 3"),
        (picture(3, 2, 4), SMALL, NAMES[:1], "3 channels need as many names, got 1"),
        (picture(3, 2, 4) * np.nan, SMALL, NAMES, "finite"),
        (
            picture(1, 400, 400), Flattening(1, 400, 400), NAMES[:1],
            f"at most {LARGEST_LENGTH:,} numbers",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(
    pixels: np.ndarray, flattening: Flattening, names: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build_payload(pixels, flattening, names)


@pytest.mark.parametrize(
    ("answer", "pixel"),
    [
        ([2, 1, 3], Pixel(2, 1, 3)),
        ([3, 1, 3], None),
        ([0, 2, 0], None),
        ([0, 0, 4], None),
        ([-1, 0, 0], None),
        ([0, 0], None),
        ([0, 0.5, 0], None),
        ([True, 0, 0], None),
        ("012", None),
        (None, None),
        ({"row": 1}, None),
    ],
)
def test_only_a_pixel_of_the_picture_can_be_pinned(answer: object, pixel: Pixel | None) -> None:
    assert read_pin(answer, SMALL) == pixel


def test_a_fold_sends_its_vector_and_a_gap_for_an_undefined_fit() -> None:
    payload = build_fold(picture(6), np.arange(2, 5), np.array([0.5, np.nan, -1]))
    assert payload["values"].tolist() == [0, 1, 2, 3, 4, 5]
    assert payload["least"] == 2
    assert payload["fits"] == [0.5, None, -1]


@pytest.mark.parametrize(
    ("widths", "fits"), [([], []), ([2, 3], [0.5]), ([0, 1], [0, 0]), ([2, 4], [0, 0])]
)
def test_widths_without_their_fits_are_refused(widths: list[int], fits: list[float]) -> None:
    with pytest.raises(ValueError, match="widths"):
        build_fold(picture(6), np.array(widths, dtype=int), np.array(fits, dtype=float))
