"""What the field view hands to the browser, and what it believes of the answer."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.layers.geometry import AxisGeometry
from explorer.layers.receptive_field import Field
from explorer.ui.components.field_view import (
    MAP_BUDGET,
    PHOTO_BUDGET,
    axis_reach,
    build_payload,
    field_view,
    read_unit,
)
from explorer.ui.components.field_view import FieldLabels as Labels


def field_over(side: int) -> Field:
    picture = Field.of_picture(side, side)
    window = AxisGeometry(side, 3, 2, 1, 1)
    return Field(picture.rows.through(window), picture.columns.through(window))


def test_reach_tells_the_box_and_the_real_pixels() -> None:
    # Windows of 3, 2 apart, padded by 1, on 5 pixels: −1…1, 1…3, 3…5, of which 0…4 are real.
    reach = axis_reach(field_over(5).rows)
    assert reach.tolist() == [[-1, 1, 3], [1, 3, 5], [0, 1, 3], [1, 3, 4]]


def test_the_payload_is_bounded_and_keeps_small_things_exact() -> None:
    field, values = field_over(5), np.arange(9, dtype=np.float32).reshape(3, 3) - 4
    payload = build_payload(np.full((1, 5, 5), 0.2, np.float32), field, values)
    assert payload["pixels"].tolist() == [51] * 75  # 0.2 · 255
    assert payload["values"].tolist() == values.ravel().tolist()
    assert payload["limit"] == 4
    large = build_payload(
        np.zeros((3, 900, 900), np.float32), Field.of_picture(900, 900), np.ones((900, 900), "f4")
    )
    assert large["pixels"].size <= PHOTO_BUDGET
    assert large["values"].size <= MAP_BUDGET
    assert large["photo_size"] == [900, 900]
    assert large["units"] == [900, 900]


def test_new_data_has_another_digest() -> None:
    photo, field = np.zeros((1, 5, 5), np.float32), field_over(5)
    digests = {
        build_payload(photo, field, values)["digest"]
        for values in (None, np.zeros((3, 3), "f4"), np.ones((3, 3), "f4"))
    }
    assert len(digests) == 3
    assert build_payload(photo, field, None)["has_map"] is False


@pytest.mark.parametrize(
    "value", [None, [], [1], [1, 2, 3], ["1", 2], [1.0, 2], [True, 0], [-1, 0], [3, 0], [0, 3], {}]
)
def test_a_unit_that_is_none_is_not_believed(value: object) -> None:
    assert read_unit(value, (3, 3)) is None


def test_a_unit_is_read() -> None:
    assert read_unit([2, 0], (3, 1)) == (2, 0)


@pytest.mark.parametrize(
    ("photo", "values", "told"),
    [
        (np.zeros((2, 5, 5), "f4"), None, "a photo is"),
        (np.zeros((3, 6, 5), "f4"), None, "another picture"),
        (np.zeros((3, 5, 5), "f4"), np.zeros((5, 5), "f4"), "values for"),
    ],
)
def test_what_does_not_fit_is_refused(photo: object, values: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        field_view(
            photo, field_over(5), values, selected=(0, 0), labels=Labels("", ""), alt="", key="x"
        )
