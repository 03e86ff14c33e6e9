from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.networks.filter_quality import (
    DIRECTIONS,
    SPECTRUM_SIZE,
    judge_filters,
    main_components,
)

SIDE = 11
DOWN, ACROSS = np.mgrid[-5:6, -5:6].astype(float)
WINDOW = np.exp(-(DOWN**2 + ACROSS**2) / (2 * 2.5**2))


def gabor(frequency: float, angle_deg: float, phase: float = np.pi / 2) -> np.ndarray:
    """A grey (3, 11, 11) wave under a bell; it oscillates along `angle_deg`, across its stripes."""
    angle = np.radians(angle_deg)
    along = ACROSS * np.cos(angle) + DOWN * np.sin(angle)
    return np.tile(WINDOW * np.cos(2 * np.pi * frequency * along + phase), (3, 1, 1))


def one(pattern: np.ndarray):
    return judge_filters(pattern[None])


def test_white_noise_is_as_rough_as_the_area_says() -> None:
    noise = np.random.default_rng(0).standard_normal((400, 3, SIDE, SIDE))
    quality = judge_filters(noise)
    assert quality.roughness.mean() == pytest.approx(1 - np.pi * 0.2**2, abs=0.01)
    assert quality.grating.mean() == pytest.approx(1 / 3, abs=0.05)
    assert not quality.clean.any()
    assert quality.one_direction.mean() < 0.05


def test_a_single_bright_pixel_has_a_flat_spectrum() -> None:
    pixel = np.zeros((3, SIDE, SIDE))
    pixel[0, 5, 5] = 2.0
    inside = sum(
        (u / SPECTRUM_SIZE) ** 2 + (v / SPECTRUM_SIZE) ** 2 <= 0.2**2
        for u in range(-16, 16)
        for v in range(-16, 16)
    )
    assert one(pixel).roughness[0] == pytest.approx(1 - inside / SPECTRUM_SIZE**2)


def test_a_colour_blob_is_clean_without_a_direction() -> None:
    blob = np.stack([WINDOW, -WINDOW, 0 * WINDOW])
    quality = one(blob)
    assert quality.clean[0]
    assert not quality.one_direction[0]
    assert quality.direction_counts.sum() == 0


def test_a_fine_grating_is_clean_though_rough() -> None:
    stripes = np.tile(np.cos(2 * np.pi * 0.3 * ACROSS), (3, 1, 1))
    quality = one(stripes)
    assert quality.roughness[0] > 0.8
    assert quality.grating[0] > 0.75
    assert quality.clean[0]


def test_an_upright_edge_oscillates_across_and_a_level_one_down() -> None:
    upright = np.tile(np.sign(ACROSS) * WINDOW, (3, 1, 1))
    quality = judge_filters(np.stack([upright, upright.transpose(0, 2, 1)]))
    assert quality.one_direction.all()
    assert np.minimum(quality.angle_deg[0], 180 - quality.angle_deg[0]) == pytest.approx(0, abs=1)
    assert quality.angle_deg[1] == pytest.approx(90, abs=1)
    assert quality.direction_counts.tolist() == [1, 0, 0, 0, 1, 0, 0, 0]


@settings(deadline=None)
@given(
    frequency=st.floats(0.1, 0.18),
    angle_deg=st.floats(0, 180, exclude_max=True),
    phase=st.floats(0, 2 * np.pi),
)
def test_a_wave_is_found_to_point_where_it_was_made_to(
    frequency: float, angle_deg: float, phase: float
) -> None:
    quality = one(gabor(frequency, angle_deg, phase))
    apart = abs(quality.angle_deg[0] - angle_deg)
    assert min(apart, 180 - apart) < 3
    assert quality.one_direction[0]
    assert quality.clean[0]


def test_waves_of_eight_directions_fall_into_eight_sectors() -> None:
    waves = np.stack([gabor(0.15, 180 / DIRECTIONS * k) for k in range(DIRECTIONS)])
    assert judge_filters(waves).direction_counts.tolist() == [1] * DIRECTIONS


@settings(deadline=None)
@given(scale=st.floats(1e-3, 1e3), sign=st.sampled_from([-1, 1]))
def test_scale_and_sign_change_nothing(scale: float, sign: int) -> None:
    patterns = np.stack([gabor(0.15, 40), np.random.default_rng(1).random((3, SIDE, SIDE))])
    before, after = judge_filters(patterns), judge_filters(patterns * scale * sign)
    for name in ("roughness", "grating", "coherence", "angle_deg"):
        np.testing.assert_allclose(getattr(after, name), getattr(before, name), atol=1e-6)


def test_a_dead_filter_counts_as_neither_clean_nor_directed() -> None:
    quality = one(np.zeros((3, SIDE, SIDE)))
    assert not quality.clean[0]
    assert not quality.one_direction[0]
    assert np.isfinite([quality.roughness, quality.grating, quality.coherence]).all()


def test_the_main_component_of_a_coloured_pattern_is_the_pattern() -> None:
    pattern = gabor(0.15, 30)[0]
    coloured = np.stack([2 * pattern, -pattern, 0.5 * pattern])[None]
    found = main_components(coloured)[0]
    expected = pattern / np.linalg.norm(pattern)
    assert abs((found * expected).sum()) == pytest.approx(1)
