"""Saliency and Grad-CAM: by hand on a toy, by finite differences, and where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.errors import SettingError
from explorer.networks.convolution_layers import Tap
from explorer.networks.loaded_network import load_random
from explorer.networks.saliency import (
    enlarge_map,
    find_gradient,
    scale_to_one,
    smooth_gradient,
)
from tests.toy_networks import hook_count, load_toy

INPUTS = np.zeros((3, 2, 2), dtype=np.float32)
INPUTS[:, 0, 0] = (2.0, 1.0, 1.0)  # sum 4, −red −2, red − 1 = 1
INPUTS[:, 0, 1] = (-3.0, 1.0, 0.0)  # sum −2, −red 3, red − 1 = −4
INPUTS[:, 1, 0] = (-1.0, 2.0, 2.0)  # sum 3, −red 1, red − 1 = −2
# INPUTS[:, 1, 1] is 0: all three at or below 0


def test_gradient_by_hand() -> None:
    found = find_gradient(load_toy(), INPUTS, Tap("relu"), 0)
    # class 0: 2·(4 + 3)/4 − (3 + 1)/4
    assert found.score == pytest.approx(2 * 7 / 4 - 4 / 4)
    # a live sum gives 2/4 to each colour, a live −red gives +1/4 to red
    np.testing.assert_allclose(
        found.pixels,
        [
            [[2 / 4, 1 / 4], [2 / 4 + 1 / 4, 0]],
            [[2 / 4, 0], [2 / 4, 0]],
            [[2 / 4, 0], [2 / 4, 0]],
        ],
    )
    np.testing.assert_allclose(found.strength, [[2 / 4, 1 / 4], [3 / 4, 0]])
    np.testing.assert_allclose(
        found.times_input,
        [[(2 + 1 + 1) * 2 / 4, -3 / 4], [-1 * 3 / 4 + (2 + 2) * 2 / 4, 0]],
    )


def test_grad_cam_by_hand() -> None:
    network = load_toy()
    found = find_gradient(network, INPUTS, Tap("relu"), 0)
    # every place of map 0 weighs 2/4, of map 1 −1/4, of map 2 nothing
    np.testing.assert_allclose(found.weights[:, 0, 0], [2 / 4, -1 / 4, 0])
    np.testing.assert_allclose(found.maps[0], [[4, 0], [3, 0]])
    np.testing.assert_allclose(found.class_map, [[4 * 2 / 4, -3 / 4], [3 * 2 / 4 - 1 / 4, 0]])
    np.testing.assert_allclose(scale_to_one(found.class_map), [[1, 0], [1.25 / 2, 0]])
    assert hook_count(network.module) == 0
    assert not any(parameter.requires_grad for parameter in network.module.parameters())


def test_a_map_that_speaks_against_the_class_everywhere_is_none() -> None:
    found = find_gradient(load_toy(), INPUTS, Tap("relu"), 1)  # −m₀ − m₂
    assert found.class_map.max() <= 0
    assert scale_to_one(found.class_map) is None


def test_a_zero_gradient_is_none_and_not_noise() -> None:
    dark = np.full((3, 2, 2), -1.0, dtype=np.float32)
    dark[0] = 0.0  # sum −2, −red 0, red − 1 = −1: every ReLU is shut
    found = find_gradient(load_toy(), dark, Tap("relu"), 0)
    assert not found.pixels.any()
    assert scale_to_one(found.strength) is None


@pytest.mark.parametrize("layer", ["features.4", "features.11"])
def test_the_gradient_agrees_with_finite_differences(layer: str) -> None:
    network = load_random("alexnet")
    draw = np.random.default_rng(0)
    inputs = draw.normal(size=(3, 64, 64)).astype("f4")
    found = find_gradient(network, inputs, Tap(layer), 7)
    direction = np.sign(found.pixels)
    step = 1e-3
    with torch.inference_mode():
        ends = torch.from_numpy(np.stack([inputs + step * direction, inputs - step * direction]))
        plus, minus = network.module(ends)[:, 7].tolist()
    assert (plus - minus) / (2 * step) == pytest.approx(np.abs(found.pixels).sum(), rel=0.02)
    # behind the layer the score's first-order change adds up over the maps as well
    assert found.weights.shape == found.maps.shape


def test_grad_cam_on_the_last_maps_adds_up_to_the_score() -> None:
    """The head is linear in the means of the last maps: Σ cam = score − bias, before pooling."""
    network = load_random("alexnet")
    inputs = np.random.default_rng(1).normal(size=(3, 112, 112)).astype("f4")
    found = find_gradient(network, inputs, Tap("features.12"), 2)  # the last pooling
    assert found.class_map.sum() == pytest.approx(found.score, rel=1e-4)  # bias is 0


def test_smooth_gradient_is_seeded_and_close_to_the_plain_one_where_all_is_linear() -> None:
    network = load_toy()
    bright = np.full((3, 2, 2), 20.0, dtype=np.float32)
    bright[0, 0, 0] = 10.0  # a span, so that there is noise; every sum stays far above 0
    before = torch.random.get_rng_state()
    found = smooth_gradient(network, bright, 0, samples=4)
    assert torch.equal(torch.random.get_rng_state(), before)
    np.testing.assert_array_equal(found, smooth_gradient(network, bright, 0, samples=4))
    np.testing.assert_allclose(found, find_gradient(network, bright, Tap("relu"), 0).strength)


def test_enlarging_keeps_an_even_map_and_the_order_of_places() -> None:
    np.testing.assert_allclose(enlarge_map(np.full((3, 3), 2.0, np.float32), 12), 2.0)
    enlarged = enlarge_map(np.array([[0, 1], [2, 3]], dtype=np.float32), 8)
    assert enlarged.shape == (8, 8)
    assert enlarged[0, 0] == 0
    assert enlarged[-1, -1] == 3
    assert (np.diff(enlarged, axis=0) >= 0).all()


@pytest.mark.parametrize("number", [-1, 2])
def test_a_class_that_is_not_there(number: int) -> None:
    network = load_toy()
    with pytest.raises(SettingError, match=f"2 outputs, there is no {number}"):
        find_gradient(network, INPUTS, Tap("relu"), number)
    with pytest.raises(SettingError, match="2 outputs"):
        smooth_gradient(network, INPUTS, number)
    assert hook_count(network.module) == 0
