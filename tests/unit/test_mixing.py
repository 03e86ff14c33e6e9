"""Partial responses and 1 × 1 convolutions against PyTorch, scikit-learn and hand-worked sums."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from explorer.layers.filter_bank import make_weights
from explorer.layers.mixing import (
    ChannelMix,
    measure_spread,
    mix_channels,
    random_mix,
    rectify,
    split_response,
)


def some(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_a_sum_worked_by_hand() -> None:
    pixels = np.array([[[1, 2]], [[3, 4]], [[5, 6]]], dtype=np.float32)  # (3, 1, 2)
    kernels = np.array([[[10]], [[-1]], [[0]]], dtype=np.float32)
    parts = split_response(pixels, kernels)
    assert parts.tolist() == [[[10, 20]], [[-3, -4]], [[0, 0]]]
    assert parts.sum(axis=0).tolist() == [[10 - 3, 20 - 4]]


@settings(max_examples=60)
@given(
    st.integers(1, 6), st.sampled_from([1, 3, 5, 7]), st.integers(7, 20), st.integers(7, 20),
    st.integers(0, 1000),
)  # fmt: skip
def test_partial_responses_sum_to_conv2d_with_one_bias(
    channels: int, size: int, height: int, width: int, seed: int
) -> None:
    pixels, kernels = some((channels, height, width), seed), some((channels, size, size), seed + 1)
    parts = split_response(pixels, kernels)
    whole = functional.conv2d(
        torch.from_numpy(pixels)[None], torch.from_numpy(kernels)[None], torch.tensor([0.5])
    )[0, 0]
    assert parts.shape == (channels, *whole.shape)
    np.testing.assert_allclose(parts.sum(axis=0) + 0.5, whole.numpy(), atol=1e-4)
    for channel in range(channels):
        alone = np.zeros_like(pixels)
        alone[channel] = pixels[channel]
        expected = functional.conv2d(torch.from_numpy(alone)[None], torch.from_numpy(kernels)[None])
        np.testing.assert_allclose(parts[channel], expected[0, 0].numpy(), atol=1e-4)


@settings(max_examples=60)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 12), st.integers(0, 1000))
def test_a_mix_is_a_matrix_product_at_every_pixel(
    inputs: int, outputs: int, side: int, seed: int
) -> None:
    maps = some((inputs, side, side + 1), seed)
    mix = ChannelMix(some((outputs, inputs), seed + 1), some((outputs,), seed + 2))
    expected = np.einsum("oc,chw->ohw", mix.weight, maps) + mix.bias[:, None, None]
    np.testing.assert_allclose(mix_channels(maps, mix), expected, atol=1e-4)


def test_thirds_give_the_mean_to_the_last_bit_but_one() -> None:
    """With weights of exactly 1/3 in float32, three equal planes come back as they were."""
    levels = (np.arange(256, dtype=np.float32) / 255).reshape(1, 16, 16)
    third = np.full((1, 3), 1 / 3, dtype=np.float32)
    grey = mix_channels(np.repeat(levels, 3, axis=0), ChannelMix(third, np.zeros(1, np.float32)))
    np.testing.assert_allclose(grey, levels, atol=1.2e-7)
    colour = np.array([[[0.9]], [[0.3]], [[0.0]]], dtype=np.float32)
    mean = mix_channels(colour, ChannelMix(third, np.zeros(1, np.float32)))
    assert mean.item() == pytest.approx((0.9 + 0.3 + 0.0) / 3, abs=1e-7)


def test_negative_answers_stay_negative() -> None:
    colour = np.array([[[0.2]], [[0.7]], [[0.0]]], dtype=np.float32)
    weight = np.array([[1, -1, 0]], dtype=np.float32)
    mixed = mix_channels(colour, ChannelMix(weight, np.zeros(1, np.float32)))
    assert mixed.item() == pytest.approx(0.2 - 0.7)


def test_the_lectures_64_to_32_counts() -> None:
    mix = random_mix(32, 64, seed=0)
    layer = torch.nn.Conv2d(64, 32, 1)
    assert mix.parameters == sum(p.numel() for p in layer.parameters()) == 64 * 32 + 32 == 2080
    assert mix.multiply_adds(10, 20) == 64 * 32 * 10 * 20


def test_the_random_start_is_pytorchs() -> None:
    torch.manual_seed(3)
    layer = torch.nn.Conv2d(64, 32, 1)
    mix = random_mix(32, 64, seed=3)
    np.testing.assert_array_equal(mix.weight, layer.weight.detach().numpy()[:, :, 0, 0])
    np.testing.assert_array_equal(mix.bias, layer.bias.detach().numpy())


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"a mix is \(O, C\) and \(O,\)"):
        ChannelMix(np.zeros((2, 3), np.float32), np.zeros(3, np.float32))


@pytest.mark.parametrize("count", [1, 3, 8])
def test_principal_directions_keep_what_scikit_learn_says(count: int) -> None:
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LinearRegression

    mixing = some((8, 8), 1) * np.linspace(0.2, 2, 8, dtype=np.float32)[:, None]
    maps = np.einsum("oc,chw->ohw", mixing, some((8, 30, 40), 0)).astype(np.float32)
    flat = maps.reshape(8, -1).T
    spread = measure_spread(maps)
    mix = spread.principal_mix(count)
    pca = PCA(count).fit(flat)
    assert spread.share_kept(mix) == pytest.approx(pca.explained_variance_ratio_.sum(), rel=1e-5)
    assert spread.share_kept(mix) == pytest.approx(spread.shares[:count].sum(), rel=1e-6)
    mixed = mix_channels(maps, mix).reshape(count, -1).T
    np.testing.assert_allclose(mixed.mean(axis=0), 0, atol=1e-4)  # the bias takes the mean off
    np.testing.assert_allclose(np.abs(mixed), np.abs(pca.transform(flat)), atol=1e-3)
    other = random_mix(count, 8, seed=5)
    answers = mix_channels(maps, other).reshape(count, -1).T
    back = LinearRegression().fit(answers, flat).predict(answers)
    regained = 1 - ((flat - back) ** 2).sum() / ((flat - flat.mean(axis=0)) ** 2).sum()
    assert spread.share_kept(other) == pytest.approx(regained, rel=1e-4)


def test_64_maps_of_27_numbers_vary_in_27_directions() -> None:
    """A 3 × 3 layer on three planes sees 27 numbers: without ReLU its maps span no more."""
    pixels = np.random.default_rng(0).random((3, 40, 40), dtype=np.float32)
    bank = make_weights(64, 3, 1, (3, 3))
    maps = functional.conv2d(torch.from_numpy(pixels)[None], torch.from_numpy(bank.weight))[
        0
    ].numpy()
    spread = measure_spread(maps)
    assert spread.rank == 3 * 3 * 3
    assert spread.share_kept(spread.principal_mix(27)) == pytest.approx(1, abs=1e-9)
    assert spread.share_kept(spread.principal_mix(26)) < 1 - 1e-9
    assert measure_spread(rectify(maps)).rank > 27


def test_more_outputs_never_keep_less() -> None:
    maps = rectify(some((12, 20, 20), 7))
    spread = measure_spread(maps)
    kept = [spread.share_kept(spread.principal_mix(count)) for count in range(1, 13)]
    assert kept == sorted(kept)
    assert kept[-1] == pytest.approx(1)
    untrained = [spread.share_kept(random_mix(count, 12, seed=0)) for count in range(1, 13)]
    assert all(best >= other - 1e-9 for best, other in zip(kept, untrained, strict=True))


@pytest.mark.parametrize("side", [1, 5])
def test_flat_maps_have_no_variance_to_keep(side: int) -> None:
    spread = measure_spread(np.full((4, side, side), 0.5, np.float32))
    assert spread.share_kept(spread.principal_mix(2)) == 0
    assert spread.rank == 0
    assert np.isfinite(spread.principal_mix(2).bias).all()


def test_the_sign_of_a_direction_is_fixed() -> None:
    directions = measure_spread(some((6, 9, 9), 2)).directions
    strongest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    assert (strongest > 0).all()


def test_rectify_is_relu() -> None:
    assert rectify(np.array([[[-1.0, 0.0, 2.0]]], dtype=np.float32)).tolist() == [[[0, 0, 2]]]
