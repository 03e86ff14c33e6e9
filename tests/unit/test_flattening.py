"""Flattening held to PyTorch and NumPy over generated pictures, and to places worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers.counting import LinearSettings, linear_cost
from explorer.layers.flattening import SIDES, Flattening, Pixel, self_correlation

CIFAR = Flattening(3, 32, 32)
CIFAR_FILE = Flattening(3, 32, 32, "hwc")


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Flattening, np.ndarray]:
    channels, height, width = (draw(st.integers(1, n)) for n in (4, 9, 9))
    flattening = Flattening(channels, height, width, draw(st.sampled_from(["chw", "hwc"])))
    numbers = np.arange(flattening.length, dtype=np.float32)  # each number tells where it was
    return flattening, numbers.reshape(channels, height, width)


@settings(max_examples=200)
@given(pictures())
def test_the_vector_is_pytorchs(case: tuple[Flattening, np.ndarray]) -> None:
    flattening, pixels = case
    tensor = torch.from_numpy(pixels)
    read = tensor if flattening.order == "chw" else tensor.permute(1, 2, 0)
    vector = flattening.flatten(pixels)
    assert tuple(read.shape) == flattening.shape
    assert torch.equal(torch.flatten(read), torch.from_numpy(vector.copy()))
    assert np.array_equal(flattening.restore(vector), pixels)


@settings(max_examples=200)
@given(pictures())
def test_every_pixel_is_found_in_the_vector_and_back(case: tuple[Flattening, np.ndarray]) -> None:
    flattening, pixels = case
    vector = flattening.flatten(pixels)
    for index in range(flattening.length):
        pixel = flattening.pixel(index)
        assert flattening.index(pixel) == index
        assert vector[index] == pixels[pixel.channel, pixel.row, pixel.column]


@settings(max_examples=200)
@given(pictures(), st.randoms(use_true_random=False))
def test_neighbours_are_the_pictures(
    case: tuple[Flattening, np.ndarray], random: st.random_module
) -> None:
    flattening, pixels = case
    pixel = flattening.pixel(random.randrange(flattening.length))
    ring = np.pad(pixels[pixel.channel], 1, constant_values=-1)  # -1: past the border
    vector = flattening.flatten(pixels)
    for side, place in flattening.neighbours(pixel).items():
        down, right = SIDES[side]
        there = ring[pixel.row + 1 + down, pixel.column + 1 + right]
        assert (there == -1) == (place is None)
        if place is not None:
            assert vector[place] == there
            step = flattening.down if down else flattening.across
            assert abs(place - flattening.index(pixel)) == step


def test_places_worked_by_hand() -> None:
    pixel = Pixel(1, 12, 7)
    assert CIFAR.index(pixel) == 1 * 1024 + 12 * 32 + 7 == 1415
    assert CIFAR_FILE.index(pixel) == 12 * 96 + 7 * 3 + 1 == 1174
    assert CIFAR.neighbours(pixel) == {"left": 1414, "right": 1416, "above": 1383, "below": 1447}
    assert (CIFAR.across, CIFAR.down, CIFAR.between_channels) == (1, 32, 32 * 32)
    assert (CIFAR_FILE.across, CIFAR_FILE.down, CIFAR_FILE.between_channels) == (3, 96, 1)


def test_the_end_of_a_row_has_no_right_neighbour() -> None:
    end = Pixel(0, 16, 31)
    assert CIFAR.neighbours(end)["right"] is None
    assert CIFAR.pixel(CIFAR.index(end) + 1) == Pixel(0, 17, 0)
    last = Pixel(0, 31, 31)  # of its plane
    assert CIFAR.neighbours(last) == {"left": 1022, "right": None, "above": 991, "below": None}
    assert CIFAR.pixel(CIFAR.index(last) + 1) == Pixel(1, 0, 0)


def test_one_pixel_has_no_neighbours() -> None:
    one = Flattening(1, 1, 1)
    assert one.length == 1
    assert set(one.neighbours(Pixel(0, 0, 0)).values()) == {None}


def test_64_channels_of_a_512_pixel_picture() -> None:
    large = Flattening(64, 512, 512)
    assert large.length == 64 * 512 * 512 == 16_777_216
    assert large.pixel(large.length - 1) == Pixel(63, 511, 511)
    assert (large.down, large.between_channels) == (512, 262_144)


@pytest.mark.parametrize(("side", "out"), [(32, 6), (28, 10), (7, 3)])
def test_the_layers_parameters_are_pytorchs(side: int, out: int) -> None:
    flattening = Flattening(3, side, side)
    layer = nn.Linear(flattening.length, out)
    counted = linear_cost(LinearSettings(flattening.length, out)).parameters
    assert counted == sum(p.numel() for p in layer.parameters()) == 3 * side * side * out + out


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Flattening(0, 4, 4), "channels is 0: choose a value from 1"),
        (lambda: Flattening(1, 0, 4), "height is 0"),
        (lambda: Flattening(1, 4, 99_999), "width is 99999"),
        (lambda: Flattening(1, 4, 4, "cwh"), "there is no order cwh: choose chw or hwc"),
        (lambda: CIFAR.index(Pixel(3, 0, 0)), "channel is 3: choose a value from 0 to 2"),
        (lambda: CIFAR.index(Pixel(0, -1, 0)), "row is -1"),
        (lambda: CIFAR.index(Pixel(0, 0, 32)), "column is 32"),
        (lambda: CIFAR.pixel(3072), "index is 3072: choose a value from 0 to 3071"),
    ],
)
def test_what_is_no_picture_or_no_pixel_is_refused(call: object, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        call()


def test_a_picture_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="are not those of"):
        CIFAR.flatten(np.zeros((1, 32, 32), dtype=np.float32))


# --- folding ----------------------------------------------------------------------------------


@settings(max_examples=100)
@given(st.integers(3, 200), st.integers(0, 99), st.floats(-50, 50))
def test_correlations_are_numpys(length: int, seed: int, offset: float) -> None:
    vector = np.random.default_rng(seed).normal(offset, 1, length).astype(np.float32)
    lags = np.arange(1, length - 1)  # two pairs at least
    expected = [np.corrcoef(vector[:-lag], vector[lag:])[0, 1] for lag in lags]
    assert np.allclose(self_correlation(vector, lags), expected, atol=1e-6)


def test_a_wave_fits_itself_after_one_length_and_opposes_itself_after_half() -> None:
    wave = np.tile([0.0, 1.0, 0.0, -1.0], 8)
    fits = self_correlation(wave, np.array([2, 4]))
    assert fits == pytest.approx([-1, 1])


def test_the_rows_of_a_picture_fit_best_at_its_width() -> None:
    rows = np.linspace(0, 3, 20)[:, None] + np.random.default_rng(0).normal(size=24)
    lags = np.arange(12, 53)
    fits = self_correlation(rows.ravel(), lags)
    assert lags[np.nanargmax(fits)] == 24


def test_what_does_not_vary_has_no_correlation() -> None:
    assert np.isnan(self_correlation(np.full(9, 0.3), np.arange(1, 9))).all()
    flat_start = np.array([1.0, 1.0, 1.0, 1.0, 2.0])
    assert np.isnan(self_correlation(flat_start, np.array([1]))).all()  # 1 1 1 1 against 1 1 1 2
    assert np.isnan(self_correlation(np.array([1.0, 2.0]), np.array([1]))).all()  # a single pair


@pytest.mark.parametrize("lag", [0, -1, 9])
def test_a_lag_outside_the_vector_is_refused(lag: int) -> None:
    with pytest.raises(SettingError, match="lag is"):
        self_correlation(np.arange(9.0), np.array([lag]))
