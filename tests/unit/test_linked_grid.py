"""The Python side of the linked grid: arrays that must fit, and state that comes from a browser."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.ui.components import linked_grid as module
from explorer.ui.components import pooling_grid as pooling_module
from explorer.ui.components.linked_grid import (
    GridAxes,
    GridEvent,
    grid_labels,
    linked_grid,
    pack_inputs,
    read_event,
)

KERNEL, OUTPUT = (2, 3), (4, 5)


def draw(**changes: Any) -> GridEvent:
    """A grid of (2, 7, 7) under (2, 3, 3) with stride 2, one argument or two made different."""
    arguments: dict[str, Any] = {
        "inputs": np.zeros((2, 7, 7), np.float32),
        "weight": np.zeros((2, 3, 3), np.float32),
        "output": np.zeros((3, 3), np.float32),  # (7 - 3) // 2 + 1 = 3
        "stride": (2, 2),
        "channel_names": ["a", "b"],
        "alt": "grid",
        "key": "grid",
    }
    return linked_grid(**{**arguments, **changes})


def edit(**changes: Any) -> dict[str, Any]:
    """What the browser sends after an edit of a 2 × 3 kernel."""
    sent = {"values": [0, 1, 2, 3, 4, 5.5], "change": [0, 0, 0, 0, 0, 0.5], "shape": [2, 3]}
    return {"pinned": None, "kernel": {**sent, "edit": 7, **changes}}


def test_a_fitting_grid_draws_and_nothing_has_happened_yet() -> None:
    event = draw()
    assert (event.pinned, event.kernel, event.change, event.edit_id) == (None, None, None, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inputs": np.zeros((7, 7), np.float32)}, r"expected \(C, H, W\)"),
        ({"weight": np.zeros((1, 3, 3), np.float32)}, "weight has 1 channels, inputs have 2"),
        ({"output": np.zeros((5, 5), np.float32)}, r"an output of \(3, 3\), got \(5, 5\)"),
        ({"stride": (1, 1)}, r"an output of \(5, 5\), got \(3, 3\)"),
        ({"dilation": (2, 1)}, r"an output of \(2, 3\), got \(3, 3\)"),  # (7 - 5) // 2 + 1 = 2
        ({"stride": (0, 2)}, "at least 1"),
        ({"padding": (4, 3, 0, 0)}, "leaves no row of 7"),
        ({"padding": (0, 0, 0, 7)}, "leaves no column of 7"),
        ({"padding": (-1, 0, 0, 0)}, "padding"),
        ({"channel_names": ["a"]}, "1 channel names for 2 channels"),
        ({"rgb": True}, "rgb needs 3 channels, got 2"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw(**changes)


@pytest.mark.parametrize(
    ("rows", "columns", "out_rows", "out_columns"),
    [(7, 7, 3, 3), (6, 7, 3, 3), (7, 7, 3, 2), (5, 4, 3, 2)],
)
def test_axes_name_every_row_and_column_or_are_refused(
    rows: int, columns: int, out_rows: int, out_columns: int
) -> None:
    counts = (rows, columns, out_rows, out_columns)
    names = [tuple(map(str, range(count))) for count in counts]
    axes = GridAxes("up", "across", *names)
    if counts == (7, 7, 3, 3):
        draw(axes=axes)
        return
    with pytest.raises(ValueError, match=r"has \(7, 7, 3, 3\)"):
        draw(axes=axes)


def test_padding_has_no_names_on_the_axes() -> None:
    sides = [("",) * count for count in (4, 6, 3, 3)]  # 7 rows less 2 + 1, 7 columns less 1
    draw(axes=GridAxes("up", "across", *sides), padding=(2, 1, 0, 1))


def test_an_edit_is_read_with_its_number() -> None:
    event = read_event(edit(), KERNEL, OUTPUT)
    assert event.edit_id == 7
    assert event.kernel is not None
    assert event.change is not None
    np.testing.assert_array_equal(event.kernel, np.float32([[0, 1, 2], [3, 4, 5.5]]))
    np.testing.assert_array_equal(event.change, np.float32([[0, 0, 0], [0, 0, 0.5]]))
    assert event.kernel.dtype == np.float32


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": [3, 2]},  # an edit of an earlier kernel size
        {"shape": None},
        {"values": [1, 2, 3]},
        {"values": [0, 1, 2, 3, 4, "5"]},
        {"values": [0, 1, 2, 3, 4, True]},
        {"values": [0, 1, 2, 3, 4, float("nan")]},
        {"values": [0, 1, 2, 3, 4, 1e30]},
        {"change": None},
        {"edit": "7"},
        {"edit": 0},
        {"edit": True},
    ],
)
def test_an_edit_that_does_not_fit_counts_as_none(changes: dict[str, Any]) -> None:
    event = read_event(edit(**changes), KERNEL, OUTPUT)
    assert (event.kernel, event.edit_id) == (None, 0)


@pytest.mark.parametrize("state", [None, {}, {"kernel": "x", "pinned": "y"}, {"kernel": [1]}])
def test_a_state_that_says_nothing_is_no_event(state: dict[str, Any] | None) -> None:
    event = read_event(state, KERNEL, OUTPUT)
    assert (event.pinned, event.kernel) == (None, None)


@pytest.mark.parametrize(
    ("pin", "expected"),
    [
        ([0, 0], (0, 0)),
        ([3, 4], (3, 4)),
        ([4, 4], None),  # a row the output no longer has
        ([3, 5], None),
        ([-1, 0], None),
        ([1], None),
        ([1, 2, 3], None),
        ([True, 1], None),
        ([1.5, 1], None),
        (None, None),
    ],
)
def test_a_pin_is_read_only_if_the_output_has_that_cell(
    pin: object, expected: tuple[int, int] | None
) -> None:
    assert read_event({"pinned": pin}, KERNEL, OUTPUT).pinned == expected


def test_an_eight_bit_photo_travels_as_bytes_and_loses_nothing() -> None:
    photo = np.arange(256, dtype=np.uint8).astype(np.float32) / 255
    packed = pack_inputs(photo)
    assert packed.dtype == np.uint8
    # the browser divides in float64 and rounds to float32
    np.testing.assert_array_equal((packed.astype(np.float64) / 255).astype(np.float32), photo)


@pytest.mark.parametrize("values", [[0.5], [-1.0, 0.0], [2.0, 0.0], [np.nan, 0.0]])
def test_what_is_no_eight_bit_photo_travels_as_it_is(values: list[float]) -> None:
    array = np.array(values, np.float32)
    assert pack_inputs(array) is array


def test_every_word_of_the_grid_is_there() -> None:
    assert all(asdict(grid_labels()).values())


def test_every_part_of_the_script_is_joined_by_one_of_the_two_grids() -> None:
    folder = Path(module.__file__).parent / "linked_grid_js"
    joined = {*module._SHARED, *module._PARTS, *pooling_module._PARTS}
    assert sorted(joined) == sorted(path.stem for path in folder.iterdir())
