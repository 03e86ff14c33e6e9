"""The Python side of the tile wall: the numbers it tells, what it sends, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.ui.components.tile_wall import (
    VALUE_BUDGET,
    MapStatistics,
    build_payload,
    measure_maps,
    tile_wall,
    wall_labels,
)


def test_the_numbers_of_a_map_worked_by_hand() -> None:
    maps = np.array([[[-1, -1], [0, 3]]], dtype=np.float32)
    measured = measure_maps(maps)
    assert measured.least[0] == -1
    assert measured.greatest[0] == 3
    assert measured.mean[0] == (-1 - 1 + 0 + 3) / 4
    assert measured.zeros[0] == 1 / 4
    assert measured.negatives[0] == 2 / 4
    assert measured.lost[0] == 0


def test_values_that_are_no_numbers_are_counted_and_left_out() -> None:
    maps = np.array([[[1, np.nan], [np.inf, 3]], [[np.nan] * 2] * 2], dtype=np.float32)
    measured = measure_maps(maps)
    assert (measured.least[0], measured.mean[0], measured.greatest[0]) == (1, 2, 3)
    assert measured.lost.tolist() == [0.5, 1]
    assert np.isnan([measured.least[1], measured.mean[1], measured.greatest[1]]).all()


def test_the_mean_of_many_large_values_is_exact() -> None:
    maps = np.full((1, 1000, 1000), 16_777_217.0, dtype=np.float32)  # 2^24 + 1 rounds to 2^24
    assert measure_maps(maps).mean[0] == 2**24


def numbers_of(payload: dict[str, object], count: int) -> MapStatistics:
    rows = np.asarray(payload["numbers"]).reshape(8, count)
    return MapStatistics(*rows[:6])


def test_small_maps_are_sent_whole() -> None:
    maps = np.random.default_rng(0).normal(size=(5, 7, 9)).astype(np.float32)
    payload = build_payload(maps, list("abcde"), signed=True, labels=wall_labels())
    assert payload["tile"] == [7, 9]
    assert payload["caption"] == ""
    assert np.asarray(payload["codes"]).shape == (5 * 7 * 9,)


def test_large_maps_are_sent_smaller_with_the_numbers_of_the_full_ones() -> None:
    maps = np.zeros((512, 55, 55), dtype=np.float32)
    maps[:, 10, 10] = 7  # averaging alone would lose the peak
    payload = build_payload(maps, ["m"] * 512, signed=True, labels=wall_labels())
    height, width = payload["tile"]
    assert 512 * height * width <= VALUE_BUDGET
    assert f"{height} × {width} of 55 × 55" in payload["caption"]
    assert (numbers_of(payload, 512).greatest == 7).all()


def test_colour_tiles_are_sent_as_bytes_of_their_own() -> None:
    maps = np.zeros((1, 3, 1, 2), dtype=np.float32)
    maps[0, 0, 0] = [1, 2]  # red; past 1 is drawn as 1
    maps[0, 2, 0] = [0.5, np.nan]
    payload = build_payload(maps, ["one"], signed=False, labels=wall_labels())
    assert np.asarray(payload["codes"]).tolist() == [255, 255, 0, 0, 128, 0]
    assert payload["shape"] == [3, 1, 2]


def test_painted_tiles_tell_the_values_they_were_painted_of() -> None:
    weights = np.array([-3.0, 1.0], dtype=np.float32).reshape(1, 1, 1, 2)
    painted = np.full((1, 3, 1, 2), 0.5, dtype=np.float32)
    payload = build_payload(painted, ["a"], signed=False, labels=wall_labels(), values=weights)
    least, mean, greatest, zeros, negatives, lost, *_range = payload["numbers"].tolist()
    assert (least, mean, greatest) == (-3.0, -1.0, 1.0)
    assert (zeros, negatives, lost) == (0.0, 0.5, 0.0)


def test_the_same_maps_have_the_same_digest() -> None:
    maps = np.random.default_rng(0).normal(size=(2, 4, 4)).astype(np.float32)
    digests = [
        build_payload(shown, ["a", "b"], signed=True, labels=wall_labels())["digest"]
        for shown in (maps, maps.copy(), maps * 2)
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("shape", [(4, 4), (2, 2, 4, 4), (0, 4, 4), (2, 0, 4)])
def test_what_is_no_wall_of_maps_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"maps are \(N, H, W\)"):
        tile_wall(np.zeros(shape, dtype=np.float32), names=["a"] * shape[0], alt="", key="k")


def test_every_map_needs_a_name() -> None:
    with pytest.raises(ValueError, match="2 maps need as many names, got 1"):
        tile_wall(np.zeros((2, 4, 4), dtype=np.float32), names=["a"], alt="", key="k")


@pytest.mark.parametrize(
    ("limit", "signed", "message"),
    [
        (1.0, False, "a limit belongs to signed maps"),
        (-1.0, True, "the limit is a magnitude, got -1"),
        (float("inf"), True, "the limit is a magnitude, got inf"),
        (float("nan"), True, "the limit is a magnitude, got nan"),
    ],
)
def test_a_limit_that_is_no_scale_is_refused(limit: float, signed: bool, message: str) -> None:
    maps = np.zeros((1, 4, 4), dtype=np.float32)
    with pytest.raises(ValueError, match=message):
        tile_wall(maps, names=["a"], alt="", key="k", signed=signed, limit=limit)
