"""What the spectrogram's component hands to the browser, and what it believes of the answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from explorer.ui.components.spectrogram_view import (
    MOST_COLUMNS,
    MOST_ROWS,
    Floats,
    SoundPart,
    SpectrogramImage,
    image_payload,
    read_part,
    strongest_cells,
)


def image_of(values: Floats, hertz: NDArray[np.float64] | None = None) -> SpectrogramImage:
    rows, columns = values.shape
    axis = np.arange(rows, dtype=np.float64) * 10.0 if hertz is None else hertz
    times = np.arange(columns, dtype=np.float64) * 0.5
    return SpectrogramImage(values, axis, times, -80.0, 0.0, "dB")


def test_codes_run_from_the_floor_to_the_top_lowest_row_first() -> None:
    payload = image_payload(image_of(np.array([[-80, -40], [0, 20]], np.float32)), (0, 1))
    assert payload["codes"].tolist() == [1, 128, 255, 255]  # 1 + 254 · (v + 80) / 80, cut off above
    assert (payload["first_s"], payload["step_s"]) == (0.0, 0.5)
    assert (payload["first_hz"], payload["step_hz"], payload["hz"]) == (0.0, 10.0, None)


def test_an_uneven_axis_goes_as_all_its_values() -> None:
    hertz = np.array([100.0, 200.0, 400.0])
    payload = image_payload(image_of(np.zeros((3, 4), np.float32), hertz), (0, 2))
    assert payload["hz"] == [100.0, 200.0, 400.0]


def test_a_large_picture_is_bounded_and_keeps_its_clicks() -> None:
    values = np.full((1_025, 5_000), -80, np.float32)
    values[700, 4_321] = 0
    payload = image_payload(image_of(values), (0, 2_500))
    rows, columns = payload["drawn"]
    assert rows <= MOST_ROWS
    assert columns <= MOST_COLUMNS
    codes = payload["codes"].reshape(rows, columns)
    found = np.argwhere(codes == 255)
    assert found.tolist() == [[700 // payload["block"][0], 4_321 // payload["block"][1]]]


@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    block=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    seed=st.integers(0, 99),
)
def test_blocks_keep_their_strongest(
    shape: tuple[int, int], block: tuple[int, int], seed: int
) -> None:
    values = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    found = strongest_cells(values, *block)
    for row in range(found.shape[0]):
        for column in range(found.shape[1]):
            cells = values[
                row * block[0] : (row + 1) * block[0], column * block[1] : (column + 1) * block[1]
            ]
            assert found[row, column] == cells.max()
    assert found.shape == tuple(-(-size // step) for size, step in zip(shape, block, strict=True))


def test_new_data_have_another_token() -> None:
    values = np.zeros((3, 4), np.float32)
    tokens = {
        image_payload(image_of(values), (0, 2))["token"],
        image_payload(image_of(values), (0, 1))["token"],
        image_payload(image_of(values + 1), (0, 2))["token"],
        image_payload(image_of(values, np.array([1.0, 2, 4])), (0, 2))["token"],
    }
    assert len(tokens) == 4 - 1  # what lies above the scale has the codes of its end


@pytest.mark.parametrize(
    "value",
    [None, [], [1, 2], [1, 2, "3"], [2, 1, 3], [-1, 2, 3], [0, 1, float("nan")], [True, 1, 1], {}],
)
def test_a_part_that_is_none_is_not_believed(value: object) -> None:
    assert read_part(value) is None


def test_a_part_is_read() -> None:
    assert read_part([0, 1.5, 440]) == SoundPart(0.0, 1.5, 440.0)
