"""Two functions slid over each other: closed forms, SciPy, the laws of both operations."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal as scipy_signal

from explorer.errors import SettingError
from explorer.signals.functions import (
    DRAWN_DEFAULT,
    DRAWN_POINTS,
    HALF,
    LEVELS,
    SHAPES,
    STEP,
    FunctionSettings,
    format_points,
    grid,
    parse_points,
    sample_function,
)
from explorer.signals.sliding import (
    SlidPair,
    convolve,
    correlate,
    difference,
    measure_properties,
    moments,
    product_areas,
)

MIDDLE = 2 * HALF - 1  # where a result has its t = 0
SHIFTS = np.arange(-MIDDLE, MIDDLE + 1) * STEP
tenths = st.integers(-10, 10).map(lambda n: n / 10)
functions = st.builds(
    FunctionSettings,
    st.sampled_from(sorted(SHAPES)),
    st.integers(2, 20).map(lambda n: n / 5),
    tenths,
    st.text(LEVELS, min_size=DRAWN_POINTS, max_size=DRAWN_POINTS),
)


def sampled(shape: str, width: float = 2.0, shift: float = 0.0) -> np.ndarray:
    return sample_function(FunctionSettings(shape, width, shift))


def test_two_boxes_make_a_triangle() -> None:
    # The overlap of two boxes of width 2, t apart, is 2 − |t|.
    result = convolve(sampled("box"), sampled("box"))
    assert result == pytest.approx(np.maximum(0, 2 - np.abs(SHIFTS)), abs=1e-9)


def test_two_gaussians_make_one_whose_variance_is_their_sum() -> None:
    a, b = 0.3, 0.4  # σ = width / 4; √(0.3² + 0.4²) = 0.5
    result = convolve(sampled("gaussian", 4 * a), sampled("gaussian", 4 * b))
    height = math.sqrt(2 * math.pi) * a * b / 0.5
    assert result == pytest.approx(height * np.exp(-(SHIFTS**2) / (2 * 0.5**2)), abs=1e-6)
    assert moments(result).variance == pytest.approx(0.25, abs=1e-6)


def test_an_exponential_over_a_box_fills_and_empties_it() -> None:
    # RC circuit: over a pulse from −1 to 1 it charges with d(1 − e^(−(t + 1) / d)), then decays.
    d = 0.5
    result = convolve(sampled("box", 2.0), sampled("exponential", 4 * d))
    charge = d * (1 - np.exp(-(SHIFTS + 1) / d))
    decay = d * (np.exp(1 / d) - np.exp(-1 / d)) * np.exp(-SHIFTS / d)
    expected = np.where(SHIFTS < -1, 0, np.where(SHIFTS <= 1, charge, decay))
    assert result == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - {"impulse"}))
def test_an_impulse_reproduces_what_it_slides_over(shape: str) -> None:
    f = sampled(shape)
    between = (f[1:] + f[:-1]) / 2  # f on the shifts, which lie between its samples
    moved = convolve(f, sampled("impulse", shift=0.5))
    assert moved[HALF + 25 : -HALF + 25] == pytest.approx(between)
    # The kernel comes back as it is in a convolution, mirrored in a cross-correlation.
    pair = SlidPair.of(sampled("impulse"), f)
    assert pair.convolution[HALF:-HALF] == pytest.approx(between)
    assert pair.correlation[HALF:-HALF] == pytest.approx(between[::-1])


def test_the_convention_is_scipys_and_torchs() -> None:
    f, g = sampled("saw", 1.6, 0.3), sampled("exponential", 2.0, -0.4)
    pair = SlidPair.of(f, g)
    assert pair.correlation == pytest.approx(scipy_signal.correlate(f, g) * STEP)
    assert pair.convolution == pytest.approx(scipy_signal.convolve(f, g) * STEP)
    layer = torch.nn.functional.conv1d(
        torch.from_numpy(f)[None, None], torch.from_numpy(g.copy())[None, None], padding=MIDDLE
    )
    assert layer[0, 0].numpy() * STEP == pytest.approx(pair.correlation)
    # ∫ g(τ) f(τ + t) dτ at t = 0.5, written out: f is moved to the left by 25 samples.
    by_hand = float((g[:-25] * f[25:]).sum()) * STEP
    assert pair.correlation[MIDDLE + 25] == pytest.approx(by_hand)


@settings(max_examples=25, deadline=None)
@given(functions, functions)
def test_the_laws(first: FunctionSettings, second: FunctionSettings) -> None:
    f, g = sample_function(first), sample_function(second)
    pair = SlidPair.of(f, g)
    laws = measure_properties(pair)
    assert laws.swap[1] == 0  # ∗ commutes
    assert laws.mirror[0] == 0  # (f ⋆ g)(t) = (g ⋆ f)(−t)
    assert laws.grouping[1] == 0  # ∗ is associative
    for result in (pair.convolution, pair.correlation):
        assert moments(result).area == pytest.approx(
            moments(f).area * moments(g).area, abs=1e-6 * (1 + np.abs(result).sum() * STEP)
        )
    assert SlidPair.of(f, g + g[::-1]).apart == 0  # the same for a symmetric kernel
    if np.abs(pair.convolution).max() > 0:
        # A moved signal moves both; a moved kernel moves the correlation the other way.
        assert laws.signal_moved == pytest.approx((0.5, 0.5))
        assert laws.kernel_moved == pytest.approx((-0.5, 0.5))


@settings(max_examples=25, deadline=None)
@given(functions, functions, st.integers(-MIDDLE, MIDDLE), st.booleans())
def test_the_area_under_the_product_is_the_result(
    first: FunctionSettings, second: FunctionSettings, shift: int, flip: bool
) -> None:
    pair = SlidPair.of(sample_function(first), sample_function(second))
    operation = "convolution" if flip else "correlation"
    positive, negative = product_areas(pair, shift, operation)
    assert min(positive, negative) >= 0
    assert positive - negative == pytest.approx(pair.result(operation)[shift + MIDDLE], abs=1e-9)


def test_means_add_or_subtract_and_variances_add() -> None:
    f, g = sampled("saw", 2.0, 0.5), sampled("exponential", 1.2, 0.3)
    of_f, of_g = moments(f), moments(g)
    pair = SlidPair.of(f, g)
    of_c, of_x = moments(pair.convolution), moments(pair.correlation)
    assert of_c.mean == pytest.approx(of_f.mean + of_g.mean)
    assert of_x.mean == pytest.approx(of_f.mean - of_g.mean)
    assert of_c.variance == pytest.approx(of_f.variance + of_g.variance)
    assert of_x.variance == pytest.approx(of_f.variance + of_g.variance)


def test_correlation_does_not_commute_and_is_not_associative() -> None:
    laws = measure_properties(SlidPair.of(sampled("box"), sampled("saw", 1.0, 0.4)))
    assert laws.swap[0] > 0.1
    assert laws.grouping[0] > 0.1


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ("box", 2.0),
        ("triangle", 1.0),
        ("gaussian", 0.5 * math.sqrt(2 * math.pi)),  # σ = 2 / 4
        ("saw", 1.0),
        ("exponential", 0.5),  # d = 2 / 4
        ("impulse", 1.0),
    ],
)
def test_areas_of_the_shapes(shape: str, area: float) -> None:
    assert moments(sampled(shape)).area == pytest.approx(area, abs=1e-4)


def test_a_function_of_no_area_has_no_mean() -> None:
    odd = np.sign(grid())
    assert moments(odd).mean is None
    assert moments(odd).area == 0.0


@given(st.lists(st.integers(-20, 20), min_size=DRAWN_POINTS, max_size=DRAWN_POINTS))
def test_points_survive_the_link(levels: list[int]) -> None:
    heights = np.array(levels) / 20
    assert parse_points(format_points(heights)) == pytest.approx(heights)


def test_a_drawn_function_passes_through_its_points() -> None:
    drawn = sample_function(FunctionSettings("drawn", 2.4, 0.0))
    heights = parse_points(DRAWN_DEFAULT)
    assert np.interp(np.linspace(-1.2, 1.2, 25)[1:-1], grid(), drawn) == pytest.approx(
        heights[1:-1], abs=0.05
    )


@pytest.mark.parametrize(
    ("settings_", "told"),
    [
        ({"shape": "sinc"}, "no function named sinc"),
        ({"width": 9.0}, "width"),
        ({"shift": -3.0}, "shift"),
        ({"points": "UUU"}, "no drawn function"),
        ({"points": "é" * DRAWN_POINTS}, "no drawn function"),
    ],
)
def test_an_impossible_function_says_why(settings_: dict[str, object], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        FunctionSettings(**settings_)  # type: ignore[arg-type]


def test_rounding_counts_as_no_difference() -> None:
    values = np.array([1.0, 2.0])
    assert difference(values, values * (1 + 1e-12)) == 0
    assert correlate(values, values)[1] == pytest.approx(5 * STEP)


def test_two_layers_in_a_row_are_one_whose_kernel_is_a_convolution() -> None:
    f, g, h = sampled("box"), sampled("saw", 1.0, 0.2), sampled("exponential", 1.2)
    twice = np.correlate(np.correlate(f, g, "full"), h, "full")
    assert twice == pytest.approx(np.correlate(f, np.convolve(g, h), "full"))
