from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.layers.detectors import HarrisSettings, find_corners


def bright_square(side: int = 40) -> np.ndarray:
    picture = np.zeros((side, side), np.float32)
    picture[12:28, 10:30] = 1
    return picture


def test_finds_the_four_corners_of_a_rectangle() -> None:
    found = find_corners(bright_square())
    assert found.response.shape == (40, 40)
    assert found.response.dtype == np.float32
    assert found.corners.shape == (4, 2)
    for row, column in ((12, 10), (12, 29), (27, 10), (27, 29)):
        distance = np.abs(found.corners - [row, column]).max(axis=1).min()
        assert distance <= 1


def test_response_is_negative_on_an_edge_and_zero_on_flat_areas() -> None:
    found = find_corners(bright_square())
    assert found.response[12, 20] < -1e-3  # the middle of the upper edge
    assert found.response[20, 20] == pytest.approx(0, abs=1e-9)
    assert found.response[12, 10] > 1e-3


def test_response_is_det_minus_k_trace_squared() -> None:
    from skimage.feature import structure_tensor

    picture = np.random.default_rng(0).random((30, 31), np.float32)
    k, sigma = 0.08, 1.5
    response = find_corners(picture, HarrisSettings(k=k, sigma=sigma)).response
    rows, both, columns = structure_tensor(picture, sigma=sigma, order="rc")
    expected = rows * columns - both**2 - k * (rows + columns) ** 2
    inside = (slice(9, -9), slice(9, -9))  # away from the frame, which is treated otherwise
    np.testing.assert_allclose(response[inside], expected[inside], rtol=1e-3, atol=1e-6)


def test_strongest_corner_comes_first_and_all_pass_the_threshold() -> None:
    picture = np.random.default_rng(1).random((60, 60), np.float32)
    chosen = HarrisSettings(threshold=0.3, min_distance=4)
    found = find_corners(picture, chosen)
    strengths = found.response[found.corners[:, 0], found.corners[:, 1]]
    assert len(strengths) > 3
    assert (np.diff(strengths) <= 0).all()
    assert strengths[-1] >= 0.3 * found.response.max() * (1 - 1e-6)
    apart = np.abs(found.corners[:, None] - found.corners[None]).max(axis=2)
    assert apart[~np.eye(len(apart), dtype=bool)].min() >= 4
    fewer = find_corners(picture, HarrisSettings(threshold=0.8, min_distance=4))
    assert 0 < len(fewer.corners) < len(found.corners)


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_a_flat_picture_has_no_corner_not_even_at_its_frame(value: float) -> None:
    found = find_corners(np.full((30, 30), value, np.float32))
    assert found.corners.shape == (0, 2)
    assert np.isfinite(found.response).all()


@pytest.mark.parametrize("shape", [(1, 1), (2, 50), (3, 3)])
def test_tiny_pictures_do_not_break_it(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(2).random(shape, np.float32)
    found = find_corners(picture)
    assert found.response.shape == shape
    assert (found.corners < shape).all()


@pytest.mark.parametrize(
    "changed",
    [{"k": 0.3}, {"k": math.nan}, {"sigma": 0.0}, {"min_distance": 0}, {"threshold": 1.5}],
)
def test_impossible_settings_say_what_to_choose(changed: dict[str, float]) -> None:
    with pytest.raises(SettingError, match="choose a value from"):
        HarrisSettings(**changed)  # type: ignore[arg-type]
