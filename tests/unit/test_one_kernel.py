"""Two convolutions against one: equal without a ReLU, and how far off with one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.networks.one_kernel import (
    compare_one_kernel,
    edge_pair,
    fit_one_kernel,
    random_pair,
)


def noise(side: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((1, side, side), dtype=np.float32)


@given(st.integers(1, 16), st.integers(0, 99), st.integers(10, 24))
@settings(max_examples=20)
def test_without_a_relu_one_kernel_does_the_same(maps: int, seed: int, side: int) -> None:
    result = compare_one_kernel(noise(side, seed), random_pair(maps, seed))
    assert result.plain.shape == result.with_relu.shape == (side - 4, side - 4)
    assert result.most_off == pytest.approx(0, abs=1e-5)
    assert 0 <= result.left_over <= 1 + 1e-6
    assert result.parameters == (9 * maps + maps + 9 * maps + 1, 25 + 1)


def test_the_edges_maps_by_hand() -> None:
    grey = np.zeros((1, 12, 12), dtype=np.float32)
    grey[:, :, 6:] = 1  # one edge, dark to bright: Sobel / 4 answers 1 in two columns
    result = compare_one_kernel(grey, edge_pair())
    # right: +1, left: −1 with weight ½; each mean of 3 × 3 sees 1, 2, 2, 1 of the two columns
    row = [0, 0, 1 / 3, 2 / 3, 2 / 3, 1 / 3, 0, 0]
    assert result.plain[0] == pytest.approx([value - value / 2 for value in row], abs=1e-6)
    assert result.with_relu[0] == pytest.approx(row, abs=1e-6)


def test_the_other_way_round_the_relu_tells_edges_apart() -> None:
    grey = np.zeros((1, 12, 12), dtype=np.float32)
    grey[:, :, :6] = 1  # bright to dark
    result = compare_one_kernel(grey, edge_pair())
    row = [0, 0, 1 / 3, 2 / 3, 2 / 3, 1 / 3, 0, 0]
    assert result.plain[0] == pytest.approx([value / 2 - value for value in row], abs=1e-6)
    assert result.with_relu[0] == pytest.approx([value / 2 for value in row], abs=1e-6)


def test_with_a_relu_the_best_kernel_is_left_behind() -> None:
    result = compare_one_kernel(noise(40), edge_pair())
    assert result.left_over > 0.3
    rest = result.with_relu - result.fitted
    assert float((rest**2).sum() / ((result.with_relu - result.with_relu.mean()) ** 2).sum()) == (
        pytest.approx(result.left_over, rel=1e-4)
    )


def test_the_fit_finds_a_kernel_that_is_there() -> None:
    picture = noise(20)[0]
    kernel = torch.randn(1, 1, 5, 5, generator=torch.Generator().manual_seed(1))
    target = torch.nn.functional.conv2d(torch.from_numpy(picture)[None, None], kernel) + 0.3
    assert fit_one_kernel(picture, target[0, 0].numpy()) == pytest.approx(
        target[0, 0].numpy(), abs=1e-4
    )


def test_the_fit_is_the_least_of_squares() -> None:
    picture, target = noise(14)[0], noise(10, 1)[0]
    best = fit_one_kernel(picture, target)
    windows = np.lib.stride_tricks.sliding_window_view(picture, (5, 5)).reshape(-1, 25)
    rest = (target - best).ravel()
    assert windows.T @ rest == pytest.approx(np.zeros(25), abs=1e-3)  # nothing left to be gained
    assert rest.sum() == pytest.approx(0, abs=1e-3)


def test_a_flat_picture_divides_by_no_zero() -> None:
    result = compare_one_kernel(np.full((1, 16, 16), 0.5, dtype=np.float32), edge_pair())
    assert result.left_over == 0
    assert np.isfinite(result.fitted).all()


def test_a_small_picture_is_refused() -> None:
    with pytest.raises(SettingError, match=r"9 × 9.* 10 pixels"):
        compare_one_kernel(noise(9), edge_pair())


def test_the_global_random_state_stays_as_it_is() -> None:
    before = torch.random.get_rng_state()
    random_pair(4, 3)
    edge_pair()
    assert torch.equal(before, torch.random.get_rng_state())
