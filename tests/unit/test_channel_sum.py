"""The Python side of the channel sum: what it refuses, reads and scales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.ui.components.channel_sum import (
    Channel,
    channel_sum,
    decimals_for,
    read_pin,
    scale_end,
)

FITTING: dict[str, Any] = {
    "planes": np.zeros((3, 6, 5), np.float32),
    "kernels": np.zeros((3, 3, 3), np.float32),
    "output": np.zeros((4, 3), np.float32),
    "channels": [Channel("red", "red")] * 3,
    "at": (0, 0),
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"planes": np.zeros((6, 5), np.float32)}, r"expected \(C, H, W\)"),
        ({"planes": np.zeros((3, 0, 5), np.float32)}, r"expected \(C, H, W\)"),
        ({"kernels": np.zeros((2, 3, 3), np.float32)}, "3 planes, 2 kernels, 3 channels"),
        ({"channels": [Channel("red", "red")]}, "3 planes, 3 kernels, 1 channels"),
        ({"kernels": np.zeros((3, 2, 2), np.float32)}, "kernels are square and odd"),
        ({"kernels": np.zeros((3, 3, 1), np.float32)}, "kernels are square and odd"),
        ({"output": np.zeros((6, 5), np.float32)}, r"make a map of \(4, 3\), got \(6, 5\)"),
        ({"kernels": np.zeros((3, 7, 7), np.float32)}, r"make a map of \(0, -1\)"),
        ({"at": (4, 0)}, r"no place \(4, 0\)"),
        ({"at": (0, -1)}, r"no place \(0, -1\)"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, Any], message: str) -> None:
    arguments = FITTING | wrong
    with pytest.raises(ValueError, match=message):
        channel_sum(
            arguments.pop("planes"),
            arguments.pop("kernels"),
            arguments.pop("output"),
            bias=0.0,
            plane_range=(0.0, 1.0),
            pinned=False,
            limit=1.0,
            largest=1.0,
            decimals=3,
            alt="",
            key="k",
            **arguments,
        )


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"pin": [3, 2]}, (True, (3, 2))),
        ({"pin": []}, (True, None)),
        ({"pin": [4, 2]}, (False, None)),
        ({"pin": [0, -1]}, (False, None)),
        ({"pin": [0.0, 1]}, (False, None)),
        ({"pin": [True, 1]}, (False, None)),
        ({"pin": "3,2"}, (False, None)),
        ({"pin": [1, 2, 3]}, (False, None)),
        ({}, (False, None)),
        (None, (False, None)),
    ],
)
def test_only_a_place_on_the_map_is_read(state: object, told: tuple[bool, object]) -> None:
    assert read_pin(state, (4, 3)) == told


@pytest.mark.parametrize(
    ("limit", "decimals"),
    [(0.999, 3), (1.0, 3), (0.1, 4), (0.05, 4), (1.5, 2), (46.2, 1), (1e9, 1), (1e-12, 6)],
)
def test_the_largest_number_keeps_three_digits(limit: float, decimals: int) -> None:
    assert decimals_for(limit) == decimals


@pytest.mark.parametrize("limit", [0.0, float("nan"), float("inf")])
def test_a_map_without_a_size_gets_three_decimals(limit: float) -> None:
    assert decimals_for(limit) == 3


def test_the_scale_leaves_the_strongest_hundredth_at_its_ends() -> None:
    ramp = np.linspace(0, 1, 10_000, dtype=np.float32).reshape(100, 100)
    maps = np.stack([ramp / 2, -ramp])
    assert scale_end(maps) == pytest.approx(0.99, abs=1e-3)


def test_the_scale_of_few_or_nearly_empty_maps_reaches_their_largest_value() -> None:
    assert scale_end(np.array([[[1, -7]]], dtype=np.float32)) == 7
    lonely = np.zeros((1, 100, 100), np.float32)
    lonely[0, 3, 3] = -2
    assert scale_end(lonely) == 2
    assert scale_end(np.zeros((1, 100, 100), np.float32)) == 0
