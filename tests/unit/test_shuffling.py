"""Shuffled pixels: nothing to a linear layer, everything to a convolution."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers.flattening import Flattening
from explorer.layers.shuffling import (
    make_shuffle,
    run_kernel,
    run_linear,
    shuffle_pixels,
    shuffle_places,
)

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=np.float32)


def picture(channels: int, height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((channels, height, width), dtype=np.float32)


def test_a_shuffle_moves_whole_pixels_and_loses_none() -> None:
    pixels = picture(3, 4, 5)
    shuffled = shuffle_pixels(pixels, make_shuffle(4, 5, 1))
    assert not np.array_equal(shuffled, pixels)
    before = {tuple(colour) for colour in pixels.reshape(3, -1).T}
    assert {tuple(colour) for colour in shuffled.reshape(3, -1).T} == before


def test_a_shuffle_worked_by_hand() -> None:
    pixels = np.array([[[10, 20], [30, 40]]], dtype=np.float32)
    assert shuffle_pixels(pixels, np.array([3, 0, 1, 2])).tolist() == [[[40, 10], [20, 30]]]


def test_the_same_seed_shuffles_alike_and_another_does_not() -> None:
    assert np.array_equal(make_shuffle(8, 8, 5), make_shuffle(8, 8, 5))
    assert not np.array_equal(make_shuffle(8, 8, 5), make_shuffle(8, 8, 6))


@settings(max_examples=100)
@given(
    st.sampled_from([1, 3]), st.integers(1, 8), st.integers(1, 8),
    st.sampled_from(["chw", "hwc"]), st.integers(0, 99),
)  # fmt: skip
def test_places_shuffle_the_vector_as_the_picture(
    channels: int, height: int, width: int, order: str, seed: int
) -> None:
    flattening = Flattening(channels, height, width, order)
    pixels, places = picture(channels, height, width), make_shuffle(height, width, seed)
    moved = flattening.flatten(pixels)[shuffle_places(flattening, places)]
    assert np.array_equal(moved, flattening.flatten(shuffle_pixels(pixels, places)))


@settings(max_examples=60)
@given(st.integers(1, 600), st.integers(1, 40), st.integers(0, 99))
def test_a_linear_layer_does_not_notice(length: int, out: int, seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=length).astype(np.float32)
    result = run_linear(vector, make_shuffle(1, length, seed), out, seed)
    torch.manual_seed(seed)
    layer = nn.Linear(length, out)
    with torch.no_grad():
        expected = layer(torch.from_numpy(vector)).numpy()
    assert np.array_equal(result.before, expected)
    assert result.agrees


def test_weights_that_are_not_shuffled_along_would_be_noticed() -> None:
    vector = picture(1, 8, 8).ravel()
    places = make_shuffle(8, 8, 0)
    result = run_linear(vector, places, 6, 0)
    torch.manual_seed(0)
    with torch.no_grad():
        wrong = nn.Linear(64, 6)(torch.from_numpy(vector[places])).numpy()
    assert np.abs(wrong - result.before).max() > 100 * result.rounding


def test_running_a_layer_leaves_the_random_state_alone() -> None:
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    run_linear(np.ones(4, dtype=np.float32), np.arange(4), 2, 0)
    assert torch.equal(torch.rand(1), expected)


def test_a_convolution_notices_and_is_pytorchs() -> None:
    grey, places = picture(1, 9, 7), make_shuffle(9, 7, 0)
    result = run_kernel(grey, SOBEL, places)
    padded = nn.functional.pad(torch.from_numpy(grey)[None], (1, 1, 1, 1), mode="replicate")
    expected = nn.functional.conv2d(padded, torch.from_numpy(SOBEL)[None, None])[0, 0].numpy()
    assert np.allclose(result.plain, expected, atol=1e-5)
    assert np.allclose(result.shuffled_after.ravel(), expected.ravel()[places], atol=1e-5)
    assert result.gap > 1


def test_places_left_as_they_are_change_nothing() -> None:
    result = run_kernel(picture(1, 5, 5), SOBEL, np.arange(25))
    assert result.gap == 0


def test_one_pixel_is_shuffled_onto_itself() -> None:
    result = run_kernel(picture(1, 1, 1), SOBEL, make_shuffle(1, 1, 0))
    assert result.gap == 0
    assert result.plain.tolist() == [[0]]  # a repeated edge has no slope


def test_a_seed_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="seed is -1"):
        make_shuffle(2, 2, -1)
