from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.filter_bank import FilterBank, make_weights

SIDES = st.integers(1, 11)


@settings(max_examples=150)
@given(st.integers(1, 64), st.integers(1, 14), SIDES, SIDES)
def test_bank_is_finite_and_on_one_scale(out: int, channels: int, rows: int, columns: int) -> None:
    bank = make_weights(out, channels, 1, (rows, columns))
    assert bank.weight.shape == (out, channels, rows, columns)
    assert bank.weight.dtype == np.float32
    assert bank.bias is not None
    assert not bank.bias.any()
    assert len(bank.names) == out
    if rows * columns * channels == 1:
        assert (np.diff(np.abs(bank.weight.ravel())[::2]) < 0).all()
        return
    sums = bank.weight.sum(axis=(1, 2, 3))
    absolute = np.abs(bank.weight).sum(axis=(1, 2, 3))
    zero_sum = np.abs(sums) < 1e-4
    np.testing.assert_allclose(absolute[zero_sum], 2, rtol=1e-4)
    np.testing.assert_allclose(absolute[~zero_sum], 1, rtol=1e-4)


@pytest.mark.parametrize("side", [3, 5, 7, 11])
def test_first_four_answer_to_what_they_are_named_for(side: int) -> None:
    bank = make_weights(4, 1, 1, (side, side))
    assert [str(name) for name in bank.names] == [
        "horizontal edge",
        "vertical edge",
        "blur",
        "spot",
    ]
    half = side // 2
    brighter_below = np.zeros((side, side), np.float32)
    brighter_below[half + 1 :] = 1
    spot = np.zeros((side, side), np.float32)
    spot[half, half] = 1
    down, right, blur, round_ = bank.weight[:, 0]
    assert (down * brighter_below).sum() > 0.9  # of at most 1: all positive weights lie there
    assert abs((right * brighter_below).sum()) < 1e-6
    assert (right * brighter_below.T).sum() > 0.9
    assert blur.min() > 0
    assert blur.sum() == pytest.approx(1)
    assert (round_ * spot).sum() == round_.max() > 0
    assert round_.sum() == pytest.approx(0, abs=1e-6)


def test_three_by_three_edges_are_close_to_sobels() -> None:
    down = make_weights(1, 1, 1, (3, 3)).weight[0, 0]
    sobel = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]) / 4
    np.testing.assert_allclose(down, sobel, atol=0.01)


@pytest.mark.parametrize(("size", "count"), [(3, 14), (5, 40), (7, 64), (11, 64)])
def test_filters_differ_from_each_other(size: int, count: int) -> None:
    weight = make_weights(count, 1, 1, (size, size)).weight.reshape(count, -1)
    weight = weight / np.linalg.norm(weight, axis=1, keepdims=True)
    likeness = np.abs(weight @ weight.T) - np.eye(count)
    assert likeness.max() < 0.9999


def test_adding_filters_leaves_the_first_as_they_were() -> None:
    few, many = make_weights(5, 3, 1, (5, 3)), make_weights(64, 3, 1, (5, 3))
    assert np.array_equal(few.weight, many.weight[:5])
    assert few.names == many.names[:5]


def test_colour_filters_are_blind_to_grey() -> None:
    for size in ((1, 1), (3, 3), (7, 7)):
        bank = make_weights(16, 3, 1, size)
        names = [str(name) for name in bank.names]
        red_green = bank.weight[names.index("red − green")]
        blue_yellow = bank.weight[names.index("blue − yellow")]
        assert red_green.sum(axis=(1, 2))[0] == pytest.approx(1, abs=1e-5)
        assert red_green.sum(axis=(1, 2))[1] == pytest.approx(-1, abs=1e-5)
        assert red_green.sum() == pytest.approx(0, abs=1e-5)
        assert blue_yellow.sum() == pytest.approx(0, abs=1e-5)
        assert blue_yellow.sum(axis=(1, 2))[2] == pytest.approx(1, abs=1e-5)


def test_grouped_filters_make_no_claims_about_colour() -> None:
    bank = make_weights(9, 9, 3, (3, 3))
    assert bank.weight.shape == (9, 3, 3, 3)
    assert not any("red" in str(name) for name in bank.names)


def test_names_are_translated_then_filled() -> None:
    name = make_weights(5, 1, 1, (3, 3)).names[4]
    assert str(name) == "edge 45°"
    assert name.label({"edge {angle}°": "край {angle}°"}.__getitem__) == "край 45°"
    gabors = make_weights(14, 1, 1, (7, 7)).names[6:]
    angles = {float(str(name).removeprefix("stripes ").partition("°")[0]) for name in gabors}
    assert angles == {0, 22.5, 45, 67.5, 90, 112.5, 135, 157.5}


@settings(max_examples=60)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4)),
    st.tuples(SIDES, SIDES),
    st.booleans(),
    st.integers(0, 2**31),
)
def test_random_weights_are_those_of_a_fresh_conv2d(
    sizes: tuple[int, int, int], kernel_size: tuple[int, int], bias: bool, seed: int
) -> None:
    out, channels, groups = sizes[0] * sizes[2], sizes[1] * sizes[2], sizes[2]
    bank: FilterBank = make_weights(
        out, channels, groups, kernel_size, source="random", seed=seed, bias=bias
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        layer = torch.nn.Conv2d(channels, out, kernel_size, groups=groups, bias=bias)
    assert np.array_equal(bank.weight, layer.weight.detach().numpy())
    if bias:
        assert bank.bias is not None
        assert np.array_equal(bank.bias, layer.bias.detach().numpy())
    else:
        assert bank.bias is None
    assert len(bank.names) == out


def test_random_weights_leave_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    make_weights(2, 3, 1, (3, 3), source="random", seed=5)
    assert torch.equal(before, torch.get_rng_state())


def test_without_bias_there_is_none() -> None:
    assert make_weights(2, 1, 1, (3, 3), bias=False).bias is None


@pytest.mark.parametrize(
    ("out", "channels", "groups"), [(0, 1, 1), (65, 1, 1), (4, 3, 2), (3, 4, 2), (1, 1, 0)]
)
def test_impossible_layers_are_refused(out: int, channels: int, groups: int) -> None:
    with pytest.raises(SettingError, match=r"choose|set groups"):
        make_weights(out, channels, groups, (3, 3))


@pytest.mark.parametrize(
    ("kernel_size", "name"), [((5, 1), "horizontal edge"), ((1, 5), "vertical edge")]
)
def test_a_single_line_of_weights_claims_one_direction_only(
    kernel_size: tuple[int, int], name: str
) -> None:
    names = [str(n) for n in make_weights(6, 1, 1, kernel_size).names]
    assert names[:2] == [name, name]
    assert not any("°" in n for n in names)
