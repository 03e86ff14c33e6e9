"""Rows of numbers: the lecture's example, NumPy, PyTorch, what cannot be read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.signals.number_rows import (
    Edges,
    ask_libraries,
    pad_row,
    parse_signal,
    parse_taps,
    slide_row,
)

rows = st.lists(st.integers(-9, 9), min_size=1, max_size=12).map(lambda r: np.array(r, float))
taps = st.lists(st.integers(-9, 9), min_size=1, max_size=6).map(lambda r: np.array(r, float))


def test_the_lectures_numbers() -> None:
    signal, kernel = parse_signal("1 2 4 5 3 0"), parse_taps("5 4")
    # 1·5 + 2·4, 2·5 + 4·4, 4·5 + 5·4, 5·5 + 3·4, 3·5 + 0·4
    assert slide_row(signal, kernel, "valid", flipped=False).tolist() == [13, 26, 40, 37, 15]
    # the kernel turned over: 1·4 + 2·5, 2·4 + 4·5, 4·4 + 5·5, 5·4 + 3·5, 3·4 + 0·5
    assert slide_row(signal, kernel, "valid", flipped=True).tolist() == [14, 28, 41, 35, 12]


@given(rows, taps, st.sampled_from(["valid", "full"]))
def test_every_library_answers_as_its_row_says(
    signal: np.ndarray, kernel: np.ndarray, edges: Edges
) -> None:
    if edges == "valid" and len(kernel) > len(signal):
        with pytest.raises(SettingError, match="no window fits"):
            ask_libraries(signal, kernel, "valid")
        return
    straight = slide_row(signal, kernel, edges, flipped=False)
    expected = {
        "correlation": straight,
        "convolution": slide_row(signal, kernel, edges, flipped=True),
        "swapped": straight[::-1],
    }
    answers = ask_libraries(signal, kernel, edges)
    assert {answer.operation for answer in answers} == set(expected)
    for answer in answers:
        assert answer.values == pytest.approx(expected[answer.operation]), answer.call


def test_full_pads_one_zero_less_than_the_kernel_has() -> None:
    assert pad_row(np.array([7.0]), 3, "full").tolist() == [0, 0, 7, 0, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "0 numbers"),
        ("1 " * 25, "25 numbers"),
        ("1 two 3", "'two' is not a number"),
        ("1 1e9", "not a number"),
        ("1 ٣", "not a number"),
        ("2000", "too large"),
        ("1;2", "'1;2'"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        parse_signal(text)


def test_commas_and_spaces_both_part_numbers() -> None:
    assert parse_taps(" 1, -0.5,,2 ").tolist() == [1, -0.5, 2]
