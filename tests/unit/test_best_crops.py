"""The best crop of each picture: which place, which box, in which order."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.layers.receptive_field import Box
from explorer.networks.best_crops import (
    PIXELS_AT_ONCE,
    ChannelPeaks,
    cut_crop,
    each_peaks,
    field_at,
    find_peaks,
    rank_crops,
)
from explorer.networks.convolution_layers import Tap
from explorer.networks.loaded_network import load_random
from tests.toy_networks import hook_count, load_blocks, load_toy


def spots(*found: tuple[int, int, float]) -> np.ndarray:
    """Black pictures of 4 × 5, each with one spot in red."""
    pictures = np.zeros((len(found), 3, 4, 5), dtype=np.float32)
    for picture, (row, column, value) in zip(pictures, found, strict=True):
        picture[0, row, column] = value
    return pictures


def test_places_values_and_order_by_hand() -> None:
    network = load_toy()
    peaks = find_peaks(network, spots((1, 2, 3.0), (3, 4, 7.0), (0, 0, 5.0)), Tap("conv"))
    assert peaks.values[:, 0].tolist() == [3, 7, 5]
    assert peaks.values[:, 1].tolist() == [0, 0, 0]  # −red is greatest where there is no red
    assert peaks.places[:, 0].tolist() == [1 * 5 + 2, 3 * 5 + 4, 0]
    np.testing.assert_allclose(peaks.means[:, 0], np.array([3, 7, 5]) / 20, rtol=1e-6)
    assert peaks.scores.shape == (3, 2)
    field = field_at(network.trace, "conv", Tap("conv"), 16)
    best = rank_crops(peaks, field, 0, most=2)
    assert [(crop.picture, crop.value, crop.unit) for crop in best] == [
        (1, 7.0, (3, 4)),
        (2, 5.0, (0, 0)),
    ]
    assert best[0].box == Box(3, 4, 4, 5)  # a 1 × 1 kernel sees one pixel
    assert hook_count(network.module) == 0


def test_a_picture_without_a_best_place_is_left_out() -> None:
    network = load_toy()
    pictures = spots((1, 2, 3.0), (0, 0, 0.5), (2, 2, 4.0))
    peaks = find_peaks(network, pictures, Tap("relu"))  # channel 2 is red − 1, cut off at 0
    field = field_at(network.trace, "conv", Tap("relu"), 16)
    assert [crop.picture for crop in rank_crops(peaks, field, 2)] == [2, 0]
    assert rank_crops(peaks, field, 1) == ()  # −red is nowhere above 0
    before = find_peaks(network, pictures, Tap("conv"))
    assert [crop.picture for crop in rank_crops(before, field, 2)] == [2, 0, 1]


def test_one_place_that_is_shut_is_no_answer() -> None:
    single = np.zeros((3, 3, 1, 1), dtype=np.float32)
    single[:, 0] = np.array([0.5, 3.0, 2.0])[:, None, None]  # red − 1: shut, 2, 1
    peaks = find_peaks(load_toy(), single, Tap("relu"))
    field = field_at(load_toy().trace, "conv", Tap("relu"), 16)
    assert [(crop.picture, crop.value) for crop in rank_crops(peaks, field, 2)] == [
        (1, 2.0),
        (2, 1.0),
    ]


def test_ties_keep_the_pictures_order() -> None:
    peaks = find_peaks(load_toy(), spots(*[(0, 1, 2.0)] * 12), Tap("conv"))
    network = load_toy()
    best = rank_crops(peaks, field_at(network.trace, "conv", Tap("conv"), 16), 0)
    assert [crop.picture for crop in best] == list(range(9))


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.integers(1, 14))
def test_never_two_crops_of_one_picture(seed: int, count: int) -> None:
    network = load_blocks()
    draw = np.random.default_rng(seed)
    peaks = find_peaks(network, draw.normal(size=(count, 3, 6, 6)).astype("f4"), Tap("first"))
    best = rank_crops(peaks, field_at(network.trace, "first", Tap("first"), 6), 1)
    assert len({crop.picture for crop in best}) == len(best) == min(count, 9)
    values = [crop.value for crop in best]
    assert values == sorted(values, reverse=True)


def test_batches_change_nothing() -> None:
    network = load_random("alexnet")
    side = 256
    assert PIXELS_AT_ONCE // side**2 == 4
    draw = np.random.default_rng(0).normal(size=(5, 3, side, side)).astype("f4")
    parts = list(each_peaks(network, draw, Tap("features.3")))
    assert [len(part) for part in parts] == [4, 1]
    together = find_peaks(network, draw, Tap("features.3"))
    alone = find_peaks(network, draw[4:], Tap("features.3"))
    np.testing.assert_allclose(together.values[4], alone.values[0], rtol=1e-4, atol=1e-5)
    with torch.inference_mode():
        _scores, found = network.observe(torch.from_numpy(draw[4:]), [Tap("features.3")])
    maps = found[Tap("features.3")][0].numpy()
    np.testing.assert_allclose(alone.values[0], maps.max(axis=(1, 2)), rtol=1e-5, atol=1e-6)


def test_the_field_is_that_of_the_tap() -> None:
    trace = load_blocks().trace
    assert field_at(trace, "first", Tap("relu", 0), 16).box_of(5, 5) == Box(4, 4, 7, 7)
    assert field_at(trace, "second", Tap("relu", 1), 16).box_of(5, 5) == Box(4, 4, 7, 7)
    network = load_random("alexnet").trace
    field = field_at(network, "features.10", Tap("features.11"), 112)
    box = field.box_of(3, 3)
    assert (box.bottom - box.top, box.right - box.left) == (163, 163)


def test_a_crop_keeps_its_size_past_the_border() -> None:
    photo = np.arange(3 * 4 * 4, dtype=np.float32).reshape(3, 4, 4)
    crop = cut_crop(photo, Box(-1, 2, 2, 6))
    assert crop.shape == (3, 3, 4)
    assert np.isnan(crop[:, 0]).all()
    assert np.isnan(crop[:, :, 2:]).all()
    np.testing.assert_array_equal(crop[:, 1:, :2], photo[:, :2, 2:])


def test_peaks_know_how_many_pictures_they_are_of() -> None:
    peaks = find_peaks(load_toy(), spots((0, 0, 1.0), (1, 1, 1.0)), Tap("conv"))
    assert isinstance(peaks, ChannelPeaks)
    assert len(peaks) == 2
