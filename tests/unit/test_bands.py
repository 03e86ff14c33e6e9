"""The thirteen bands: worked by hand for single colours, in range for any picture."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.data.bands import BAND_NAMES, BAND_RANGES, thirteen_bands
from explorer.data.samples import load_sample


def flat(red: float, green: float, blue: float) -> dict[str, float]:
    """Bands of a picture of one colour, whose bands are flat too."""
    rgb = np.zeros((3, 4, 5), np.float32)
    rgb[:] = np.array([red, green, blue], np.float32)[:, None, None]
    bands = thirteen_bands(rgb)
    assert bands.shape == (13, 4, 5)
    assert bands.dtype == np.float32
    assert np.ptp(bands.reshape(13, -1), axis=1).max() < 1e-6
    return {name: float(band[0, 0]) for name, band in zip(BAND_NAMES, bands, strict=True)}


def test_there_are_thirteen_names_and_ranges() -> None:
    assert len(BAND_NAMES) == len(set(BAND_NAMES)) == len(BAND_RANGES) == 13


def test_an_orange_worked_by_hand() -> None:
    bands = flat(1.0, 0.5, 0.0)
    assert bands["red"] == 1.0
    assert bands["green"] == 0.5
    assert bands["blue"] == 0.0
    assert bands["grey"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert bands["brightest channel"] == 1.0
    assert bands["saturation"] == pytest.approx((1 - 0) / 1)
    # along red: 1 - (0.5 + 0)/2 = 0.75; across: sqrt(3)/2 * (0.5 - 0) = 0.433; angle 30 degrees
    assert bands["hue, cosine"] == pytest.approx(np.cos(np.pi / 6), abs=1e-6)
    assert bands["hue, sine"] == pytest.approx(np.sin(np.pi / 6), abs=1e-6)
    assert bands["red − green"] == pytest.approx(1 - 0.5)
    assert bands["blue − yellow"] == pytest.approx(0 - (1 + 0.5) / 2)
    assert bands["horizontal gradient"] == bands["vertical gradient"] == 0
    assert bands["local contrast"] == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize(
    ("colour", "degrees"),
    [((1, 0, 0), 0), ((0, 1, 0), 120), ((0, 0, 1), 240), ((0, 1, 1), 180), ((1, 1, 0), 60)],
)
def test_hue_turns_from_red_by_way_of_green(colour: tuple[int, int, int], degrees: float) -> None:
    bands = flat(*colour)
    assert bands["hue, cosine"] == pytest.approx(np.cos(np.deg2rad(degrees)), abs=1e-6)
    assert bands["hue, sine"] == pytest.approx(np.sin(np.deg2rad(degrees)), abs=1e-6)


@pytest.mark.parametrize("shade", [0.0, 0.3, 1.0])
def test_a_grey_has_no_hue_and_no_saturation(shade: float) -> None:
    bands = flat(shade, shade, shade)
    assert [bands[name] for name in ("hue, cosine", "hue, sine", "saturation")] == [0, 0, 0]


def test_gradients_and_contrast_of_an_edge() -> None:
    bands = dict(zip(BAND_NAMES, thirteen_bands(load_sample("step_16x16").pixels), strict=True))
    across = bands["horizontal gradient"][5]
    # central differences: (1 - 0) / 2 on both sides of the edge, 0 elsewhere
    assert np.flatnonzero(across).tolist() == [7, 8]
    assert across[[7, 8]].tolist() == [0.5, 0.5]
    assert np.abs(bands["vertical gradient"]).max() == 0
    # six of nine pixels are 0, three are 1: sqrt(1/3 * 2/3)
    assert bands["local contrast"][5, 7] == pytest.approx(np.sqrt(2) / 3, abs=1e-6)
    assert bands["local contrast"][5, 2] == pytest.approx(0, abs=1e-7)


@given(
    arrays(
        np.float32,
        st.tuples(st.sampled_from([1, 3]), st.integers(2, 7), st.integers(2, 7)),
        elements=st.floats(0, 1, width=32),
    )
)
def test_every_band_stays_in_its_stated_range(pixels: np.ndarray) -> None:
    bands = thirteen_bands(pixels)
    assert bands.shape == (13, *pixels.shape[1:])
    for band, (low, high) in zip(bands, BAND_RANGES, strict=True):
        assert band.min() >= low - 1e-6
        assert band.max() <= high + 1e-6


def test_the_function_stands_alone() -> None:
    """Exported scripts contain its source: it may use nothing but numpy."""
    source = "import numpy as np\n"
    namespace: dict[str, object] = {}
    exec(source + inspect.getsource(thirteen_bands), namespace)  # noqa: S102 - own code
    pixels = load_sample("coffee", 32).pixels
    assert np.array_equal(namespace["thirteen_bands"](pixels), thirteen_bands(pixels))  # type: ignore[operator]
