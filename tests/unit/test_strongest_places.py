"""Strongest places: each the largest of its surroundings, none beside another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from explorer.networks.strongest_places import StrongPlace, spacing_for, strongest_places

MAPS = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, max_side=9),
    elements=st.integers(-3, 3).map(float),  # few values: many that are equal
)


def test_by_hand() -> None:
    values = np.array(
        [[9, 8, 0, 0, 4], [7, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 6, 5, 0]], dtype=np.float32
    )
    # 8, 7 and 5 stand beside something larger.
    assert strongest_places(values, 3) == (
        StrongPlace(0, 0, 9.0),
        StrongPlace(3, 2, 6.0),
        StrongPlace(0, 4, 4.0),
    )
    assert strongest_places(values, 3, spacing=4) == (StrongPlace(0, 0, 9.0),)


@given(MAPS, st.integers(1, 7), st.integers(1, 3))
def test_what_every_answer_holds(values: np.ndarray, count: int, spacing: int) -> None:
    places = strongest_places(values, count, spacing)
    assert 1 <= len(places) <= count
    assert places[0].value == values.max()
    for index, place in enumerate(places):
        top, left = max(place.row - spacing, 0), max(place.column - spacing, 0)
        around = values[top : place.row + spacing + 1, left : place.column + spacing + 1]
        assert place.value == values[place.row, place.column] == around.max()
        for other in places[:index]:
            assert place.value <= other.value
            assert max(abs(place.row - other.row), abs(place.column - other.column)) > spacing


def test_a_map_of_one_unit_has_one_place() -> None:
    assert strongest_places(np.array([[-2.5]], "f4"), 6) == (StrongPlace(0, 0, -2.5),)


def test_the_spacing_grows_with_the_map() -> None:
    assert [spacing_for(side, side) for side in (1, 6, 13, 27, 55)] == [1, 1, 1, 3, 6]
