"""Maps made small for the wire, against block means and values worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui.components.packing import (
    averaging_matrix,
    code_values,
    digest,
    fitting_size,
    pack_maps,
    shrink_maps,
)


def test_where_the_size_divides_an_area_is_the_mean_of_its_block() -> None:
    maps = np.random.default_rng(0).normal(size=(3, 6, 8)).astype(np.float32)
    blocks = maps.reshape(3, 3, 2, 2, 4).mean(axis=(2, 4))
    np.testing.assert_allclose(shrink_maps(maps, (3, 2)), blocks, atol=1e-6)


def test_a_cell_on_a_border_is_shared_by_both_areas() -> None:
    # Three cells in two areas: each area is 1.5 cells long and takes half of the middle cell.
    shares = [[1 / 1.5, 0.5 / 1.5, 0], [0, 0.5 / 1.5, 1 / 1.5]]
    np.testing.assert_allclose(averaging_matrix(3, 2), shares, atol=1e-6)


@given(st.integers(1, 40), st.data())
def test_averaging_keeps_a_constant_and_the_mean(length: int, data: st.DataObject) -> None:
    parts = data.draw(st.integers(1, length))
    weights = averaging_matrix(length, parts)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(weights.mean(axis=0), 1 / length, atol=1e-5)


def test_values_that_are_no_numbers_are_left_out_of_their_area() -> None:
    maps = np.array([[[1, np.nan, 5, np.inf], [3, np.nan, 7, 9]]], dtype=np.float32)
    small = shrink_maps(maps, (1, 2))
    np.testing.assert_allclose(small, [[[(1 + 3) / 2, (5 + 7 + 9) / 3]]])
    assert np.isnan(shrink_maps(maps[:, :, 1:2], (1, 1))).all()


def test_a_map_of_the_right_size_is_returned_as_it_is() -> None:
    maps = np.zeros((2, 3, 4), dtype=np.float32)
    assert shrink_maps(maps, (3, 4)) is maps


@pytest.mark.parametrize(
    ("count", "height", "width", "expected"),
    [(64, 55, 55, (55, 55)), (4, 1000, 1000, (387, 387)), (512, 200, 100, (48, 24))],
)
def test_the_size_that_fits(count: int, height: int, width: int, expected: tuple[int, int]) -> None:
    assert fitting_size(count, height, width, 600_000) == expected
    assert count * expected[0] * expected[1] <= 600_000


def test_no_map_vanishes() -> None:
    assert fitting_size(10_000, 1, 900, 600_000) == (1, 232)


def test_codes_run_from_the_least_to_the_greatest_of_each_map() -> None:
    maps = np.array([[[-1, 0, 1]], [[2, 2, 2]], [[np.nan, 5, 7]]], dtype=np.float32)
    packed = pack_maps(maps)
    # 1 + 254 · (0 − −1)/(1 − −1) = 128; a map of one value stands at its low end; NaN is 0.
    assert packed.codes.tolist() == [[[1, 128, 255]], [[1, 1, 1]], [[0, 1, 255]]]
    assert packed.low.tolist() == [-1, 2, 5]
    assert packed.high.tolist() == [1, 2, 7]


def test_a_map_without_one_number_packs_to_nothing() -> None:
    packed = pack_maps(np.full((1, 2, 2), np.nan, dtype=np.float32))
    assert not packed.codes.any()
    assert (packed.low[0], packed.high[0]) == (0, 0)


def test_values_past_the_ends_are_drawn_at_the_ends() -> None:
    one = np.ones(1, dtype=np.float32)
    maps = np.array([[[-9, 0, 9, np.inf, -np.inf]]], dtype=np.float32)
    assert code_values(maps, -one, one).tolist() == [[[1, 128, 255, 0, 0]]]


@given(st.integers(0, 2**31))
def test_a_code_is_no_further_from_its_value_than_half_a_level(seed: int) -> None:
    maps = np.random.default_rng(seed).normal(size=(2, 3, 3)).astype(np.float32)
    packed = pack_maps(maps)
    low, high = packed.low[:, None, None], packed.high[:, None, None]
    back = low + (packed.codes.astype(np.float32) - 1) / 254 * (high - low)
    assert (np.abs(back - maps) <= (high - low) / 254 * 0.501).all()


def test_the_digest_tells_content_and_shape() -> None:
    maps = np.arange(6, dtype=np.float32)
    assert digest(maps) == digest(maps.copy())
    assert len({digest(maps), digest(maps.reshape(2, 3)), digest(maps + 1)}) == 3
