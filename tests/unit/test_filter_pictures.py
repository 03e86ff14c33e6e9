"""Colour filters as pictures: hue, order, tiles and spectrum, by filters made to be known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.networks.filter_pictures import (
    colour_tiles,
    dominant_hue,
    filter_spectrum,
    measure_filters,
    order_filters,
)

SIDE = 11


def blob(colour: tuple[float, float, float], size: float = 1.0) -> np.ndarray:
    """A smooth spot of one colour, (3, 11, 11)."""
    place = np.arange(SIDE) - SIDE // 2
    spot = size * np.exp(-(place[:, None] ** 2 + place**2) / 18)
    return np.asarray(np.array(colour)[:, None, None] * spot, dtype="f4")


def stripes(angle_deg: float, size: float = 1.0) -> np.ndarray:
    """Grey stripes of wavelength 5.5 pixels that change along an angle, (3, 11, 11)."""
    place = np.arange(SIDE) - SIDE // 2
    angle = np.radians(angle_deg)
    along = place * np.cos(angle) + place[:, None] * np.sin(angle)
    window = np.exp(-(place[:, None] ** 2 + place**2) / 12)
    wave = size * np.cos(2 * np.pi * along / 5.5) * window
    return np.repeat(wave[None], 3, axis=0).astype("f4")


@pytest.mark.parametrize(
    ("colour", "hue"),
    [
        ((1, 0, 0), 0), ((1, 1, 0), 60), ((0, 1, 0), 120),
        ((0, 1, 1), 180), ((0, 0, 1), 240), ((1, 0, 1), 300),
        ((0, -1, -1), 0),  # less of cyan is red
        ((-1, 0, 0), 180),
    ],
)  # fmt: skip
def test_hues(colour: tuple[float, float, float], hue: float) -> None:
    found = float(dominant_hue(blob(colour)[None])[0])
    assert (found - hue + 180) % 360 - 180 == pytest.approx(0, abs=1e-3)


def test_orders() -> None:
    filters = np.stack(
        [stripes(90, 3.0), blob((0, 0, 1), 1.0), stripes(0, 1.0), blob((1, 0, 0), 2.0)]
    )
    figures = measure_filters(filters)
    assert figures.colourful.tolist() == [False, True, False, True]
    assert figures.quality.one_direction.tolist() == [True, False, True, False]
    assert order_filters(figures, "stored").tolist() == [0, 1, 2, 3]
    by_norm = np.argsort(-figures.norm).tolist()
    assert order_filters(figures, "norm").tolist() == by_norm
    assert order_filters(figures, "hue").tolist()[:2] == [3, 1]  # red before blue, grey behind
    assert order_filters(figures, "orientation").tolist()[:2] == [2, 0]  # 0° before 90°
    for order in ("hue", "orientation"):
        rest = order_filters(figures, order).tolist()[2:]
        assert rest == [number for number in by_norm if number in rest]


def test_noise_and_zeros_have_no_hue() -> None:
    noise = np.random.default_rng(0).normal(size=(4, 3, SIDE, SIDE)).astype("f4")
    assert not measure_filters(noise).colourful.any()
    figures = measure_filters(np.zeros((2, 3, SIDE, SIDE), dtype="f4"))
    assert figures.colour.tolist() == [0.0, 0.0]
    assert sorted(order_filters(figures, "hue").tolist()) == [0, 1]


def test_tiles_are_grey_at_zero_and_full_at_the_limit() -> None:
    weight = np.zeros((2, 3, 1, 2), dtype="f4")
    weight[0, 0, 0] = [0.2, -0.1]
    weight[1, 2, 0] = [-0.4, 0.0]
    each = colour_tiles(weight)
    assert each[0, 0, 0].tolist() == pytest.approx([1.0, 0.25])
    assert each[1, 2, 0].tolist() == pytest.approx([0.0, 0.5])
    shared = colour_tiles(weight, 0.4)
    assert shared[0, 0, 0].tolist() == pytest.approx([0.75, 0.375])
    assert (colour_tiles(np.zeros((1, 3, 2, 2), dtype="f4")) == 0.5).all()


@given(arrays(np.float32, (2, 3, 3, 3), elements=st.floats(-4, 4, width=32)), st.floats(0.5, 8))
def test_tiles_are_pictures_whatever_the_weights(weight: np.ndarray, limit: float) -> None:
    for tiles in (colour_tiles(weight), colour_tiles(weight, limit)):
        assert tiles.min() >= 0
        assert tiles.max() <= 1
        assert (tiles[weight == 0] == 0.5).all()


def test_the_spectrum_has_zero_in_the_middle_and_a_grating_beside_it() -> None:
    flat = np.ones((3, 4, 4), dtype="f4")
    power = filter_spectrum(flat)
    assert power.shape == (32, 32)
    assert np.unravel_index(power.argmax(), power.shape) == (16, 16)
    assert power[16, 16] == pytest.approx(3 * 16**2)  # (Σw)² of each of three channels
    row, column = np.unravel_index(filter_spectrum(stripes(90)).argmax(), (32, 32))
    assert column == 16  # nothing changes across
    assert abs(row - 16) == pytest.approx(32 / 5.5, abs=1)
    assert filter_spectrum(stripes(30)).sum() == pytest.approx(
        32**2 * (stripes(30).astype(float) ** 2).sum(), rel=1e-5
    )  # Parseval
