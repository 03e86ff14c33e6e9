"""The scales keep their order for every eye, and the painted pictures their numbers."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from explorer.plots.colours import (
    CATEGORICAL,
    DIVERGING,
    NOT_A_NUMBER,
    SEQUENTIAL,
    diverging_picture,
    enlarge,
    grey_picture,
    plotly_scale,
    rgb,
    sequential_picture,
    signed_limit,
)

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

# G. Machado, M. Oliveira, L. Fernandes, A Physiologically-based Model for Simulation of Color
# Vision Deficiency (IEEE TVCG 2009), severity 1, for linear sRGB.
NORMAL = np.eye(3)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
EYES = pytest.mark.parametrize(
    "eye", [NORMAL, DEUTERANOPIA, PROTANOPIA], ids=["normal", "deuteranopia", "protanopia"]
)


def linear(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def seen(stops: tuple[str, ...], eye: NDArray[np.float64] = NORMAL) -> NDArray[np.float64]:
    """CIELAB of the stops as an eye sees them: (n, 3)."""
    light = np.clip(linear(np.array([rgb(stop) for stop in stops]) / 255) @ eye.T, 0, 1)
    shown = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(shown))


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours."""
    low, high = sorted(
        float(linear(np.array(rgb(colour)) / 255) @ [0.2126, 0.7152, 0.0722])
        for colour in (one, other)
    )
    return (high + 0.05) / (low + 0.05)


# --- the scales -----------------------------------------------------------------------------


@EYES
def test_diverging_lightness_rises_to_the_middle_and_falls_again(eye: NDArray[np.float64]) -> None:
    lightness = seen(DIVERGING, eye)[:, 0]
    assert (np.diff(lightness)[:4] > 8).all()
    assert (np.diff(lightness)[5:] < -8).all()


def test_diverging_lightness_is_symmetric() -> None:
    lightness = seen(DIVERGING)[:, 0]
    assert np.abs(lightness - lightness[::-1]).max() < 1


@EYES
def test_the_two_signs_are_told_apart_at_every_strength(eye: NDArray[np.float64]) -> None:
    stops = seen(DIVERGING, eye)
    apart = deltaE_ciede2000(stops[:5], stops[:4:-1])  # -1 against +1, … , -1/9 against +1/9
    assert (apart > 12).all()
    assert (stops[:5, 2] < 0).all(), "blue side"
    assert (stops[5:, 2] > 0).all(), "orange side"


@EYES
def test_sequential_lightness_rises_in_even_steps(eye: NDArray[np.float64]) -> None:
    stops = seen(SEQUENTIAL, eye)
    assert (np.diff(stops[:, 0]) > 5).all()
    steps = np.linalg.norm(np.diff(stops, axis=0), axis=1)
    # The deficient eye lacks one axis of colour, so its steps are less even.
    assert steps.max() / steps.min() < (1.15 if eye is NORMAL else 2)


@EYES
def test_categories_are_told_apart(eye: NDArray[np.float64]) -> None:
    colours = seen(CATEGORICAL, eye)
    apart = deltaE_ciede2000(colours[:, None], colours[None])
    assert len(CATEGORICAL) >= 8
    assert apart[~np.eye(len(colours), dtype=bool)].min() > 10


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_categories_and_text_read_on_both_themes(theme: str) -> None:
    colours = CONFIG["theme"][theme]
    for ground in (colours["backgroundColor"], colours["sidebar"]["backgroundColor"]):
        assert min(contrast(colour, ground) for colour in CATEGORICAL) > 2.6
        assert contrast(colours["textColor"], ground) > 11
        assert contrast(colours["linkColor"], ground) > 4.5
        assert contrast(colours["primaryColor"], ground) > 3
    assert contrast(colours["textColor"], colours["codeBackgroundColor"]) > 11
    assert contrast(colours["primaryColor"], "#ffffff") > 3, "a primary button's white letters"


def test_the_theme_repeats_the_scales() -> None:
    theme = CONFIG["theme"]
    assert theme["chartDivergingColors"] == list(DIVERGING)
    assert theme["chartSequentialColors"] == list(SEQUENTIAL)
    assert theme["chartCategoricalColors"] == list(CATEGORICAL)
    assert len(DIVERGING) == len(SEQUENTIAL) == 10, "Streamlit takes ten or none"


def test_streamlit_knows_every_option_of_the_config() -> None:
    from streamlit import config

    known = config.get_config_options()

    def names(table: dict[str, object], prefix: str) -> list[str]:
        found = []
        for name, value in table.items():
            found += (
                names(value, f"{prefix}{name}.") if isinstance(value, dict) else [prefix + name]
            )
        return found

    assert [name for name in names(CONFIG, "") if name not in known] == []


# --- the pictures ---------------------------------------------------------------------------


def grid(*values: float) -> NDArray[np.float32]:
    return np.array([values], dtype=np.float32)


def test_zero_is_exactly_in_the_middle() -> None:
    inner = np.array([rgb(DIVERGING[4]), rgb(DIVERGING[5])])
    middle = diverging_picture(grid(0), limit=3.0)[0, 0]
    assert (middle == np.rint(inner.mean(axis=0))).all()
    assert int(middle.max()) - int(middle.min()) <= 2, "neutral"
    assert (diverging_picture(grid(0, -7, 2))[0, 0] == middle).all(), "whatever the limit"


def test_the_ends_take_the_end_colours() -> None:
    picture = diverging_picture(grid(-2, 2, -5, 5, -np.inf, np.inf), limit=2.0)[0].tolist()
    assert picture == [list(rgb(DIVERGING[0])), list(rgb(DIVERGING[-1]))] * 3
    picture = diverging_picture(grid(-4, 1))[0]
    assert picture[0].tolist() == list(rgb(DIVERGING[0])), "the largest |value| sets the limit"


def test_all_zero_and_constant_pictures_divide_by_nothing() -> None:
    middle = diverging_picture(grid(0), limit=1.0)
    assert (diverging_picture(np.zeros((3, 4), np.float32)) == middle).all()
    assert (diverging_picture(np.zeros((3, 4), np.float32), limit=0.0) == middle).all()
    assert grey_picture(grid(4, 5, 6), 5, 5)[0, :, 0].tolist() == [0, 128, 255]
    assert sequential_picture(np.full((2, 2), 5, np.float32), 5, 5).shape == (2, 2, 3)
    assert diverging_picture(np.empty((0, 3), np.float32)).shape == (0, 3, 3)


def test_not_a_number_is_grey_and_changes_no_limit() -> None:
    picture = diverging_picture(grid(np.nan, -1, 1))[0].tolist()
    assert picture == [list(NOT_A_NUMBER), list(rgb(DIVERGING[0])), list(rgb(DIVERGING[-1]))]
    assert grey_picture(grid(np.nan), 0, 1)[0, 0].tolist() == list(NOT_A_NUMBER)
    assert (diverging_picture(np.full((2, 2), np.nan, np.float32)) == NOT_A_NUMBER).all()
    assert signed_limit(grid(np.nan, np.inf, -3)) == 3.0


def test_grey_runs_from_black_to_white() -> None:
    # 0.25 of the way: 0.25 · 255 = 63.75
    picture = grey_picture(grid(10, 12.5, 20, 30, 0), 10, 20)
    assert picture[0, :, 0].tolist() == [0, 64, 255, 255, 0]
    assert (picture[..., 0] == picture[..., 2]).all()


@given(
    hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(width=32)),
    st.none() | st.floats(0, 1e30),
)
def test_any_array_is_painted(values: NDArray[np.float32], limit: float | None) -> None:
    with np.errstate(all="raise"):
        picture = diverging_picture(values, limit)
    assert picture.shape == (*values.shape, 3)
    assert picture.dtype == np.uint8


@given(hnp.arrays(np.float32, (1, 8), elements=st.floats(-1, 1, width=32)))
def test_opposite_values_take_mirrored_colours(values: NDArray[np.float32]) -> None:
    lightness = rgb2lab(diverging_picture(values, 1.0))[..., 0]
    mirrored = rgb2lab(diverging_picture(-values, 1.0))[..., 0]
    assert np.abs(lightness - mirrored).max() < 1.5
    order = np.argsort(np.abs(values[0]), kind="stable")
    assert (np.diff(lightness[0, order]) < 1.5).all(), "stronger is darker, for either sign"


def test_enlarging_repeats_pixels() -> None:
    picture = np.array([[1, 2], [3, 4]], dtype=np.uint8)
    assert enlarge(picture, min_side=3).tolist() == [
        [1, 1, 2, 2],
        [1, 1, 2, 2],
        [3, 3, 4, 4],
        [3, 3, 4, 4],
    ]
    assert enlarge(picture, min_side=2) is picture
    colour = np.zeros((1, 5, 3), dtype=np.uint8)
    assert enlarge(colour, min_side=12).shape == (3, 15, 3)  # 5 · 3 ≥ 12
    assert enlarge(np.zeros((0, 0), np.uint8), min_side=9).shape == (0, 0)


def test_plotly_gets_its_places_and_colours() -> None:
    assert plotly_scale(["#000000", "#777777", "#ffffff"]) == [
        [0.0, "#000000"],
        [0.5, "#777777"],
        [1.0, "#ffffff"],
    ]
