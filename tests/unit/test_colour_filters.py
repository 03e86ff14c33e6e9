"""The hand-made colour filters: worked by hand, and bounded as they promise."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.layers.colour_filters import KERNEL_SIZES, TITLES, ColourLayer, filter_titles
from explorer.layers.colour_recipe import MIXES, PATTERNS, colour_weight, shape_of


def test_the_grey_edge_is_sobel_over_twelve() -> None:
    """Sobel's weights have absolute sum 8, three of them 24; scaled to 2 that is 1/12 each."""
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    (weight,) = colour_weight(["edge"], 3)
    for plane in weight:
        np.testing.assert_allclose(plane, sobel / 12, atol=1e-7)


def test_red_minus_green_holds_one_edge_twice_with_opposite_signs() -> None:
    (weight,) = colour_weight(["red_green_edge"], 3)
    assert (weight[0] == -weight[1]).all()
    assert not weight[2].any()
    np.testing.assert_allclose(weight[0, 1], [-2 / 8, 0, 2 / 8])  # 2 · Sobel / (8 + 8)


def test_left_and_right_end_are_the_outer_columns_of_the_middle_row() -> None:
    (weight,) = colour_weight(["fringe"], 5)
    assert np.argwhere(weight).tolist() == [[0, 2, 0], [2, 2, 4]]
    assert weight[0, 2, 0] == 1
    assert weight[2, 2, 4] == -1


@pytest.mark.parametrize("kernel_size", KERNEL_SIZES)
def test_no_two_filters_are_alike_and_answers_stay_bounded(kernel_size: int) -> None:
    weight = colour_weight(list(TITLES), kernel_size)
    assert weight.shape == (16, 3, kernel_size, kernel_size)
    assert len(np.unique(weight.reshape(16, -1), axis=0)) == 16
    positive = np.maximum(weight, 0).sum(axis=(1, 2, 3))
    negative = np.minimum(weight, 0).sum(axis=(1, 2, 3))
    assert positive.max() < 1 + 1e-6  # the largest answer to a picture in [0, 1]
    assert negative.min() > -1 - 1e-6
    np.testing.assert_allclose(np.maximum(positive, -negative), 1, atol=1e-6)


def test_every_name_has_a_pattern_a_mix_and_names_of_its_own() -> None:
    assert list(TITLES) == list(PATTERNS) == list(MIXES)
    for kernel_size in (1, 3):
        assert len(set(filter_titles(kernel_size).values())) == len(TITLES)


@pytest.mark.parametrize("name", ["right", "down", "slope", "bell", "ring", "middle", "spot"])
def test_shapes_have_absolute_sum_one(name: str) -> None:
    assert np.abs(shape_of(name, 5)).sum() == pytest.approx(1)


def test_only_the_shown_filter_has_a_bias() -> None:
    layer = ColourLayer(out_channels=3, shown="blue_edge", bias=-0.25)
    assert layer.make_bias().tolist() == [0, 0, -0.25]
    assert layer.make_weight().shape == (3, 3, 3, 3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"out_channels": 0}, "out_channels is 0: choose a value from 1 to 16"),
        ({"out_channels": 17}, "out_channels is 17"),
        ({"kernel_size": 4}, "kernel_size is 4: choose one of 1, 3, 5, 7"),
        ({"bias": 1.5}, "bias is 1.5: choose a value from -1 to 1"),
        ({"bias": float("nan")}, "bias is nan"),
        ({"shown": "spot"}, "a layer of 4 has no filter spot: choose one of edge, red_green_edge"),
    ],
)
def test_what_is_no_layer_is_refused_with_its_remedy(
    wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(SettingError, match="^" + message.replace(".", r"\.")):
        ColourLayer(**wrong)  # type: ignore[arg-type]
