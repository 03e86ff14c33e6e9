"""Weights of a layer: how they are looked at, what weighs most, where the maps come from."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.networks.layer_weights import (
    LayerWeights,
    feeding_layer,
    holders_of,
    read_weights,
    strongest,
)
from explorer.networks.loaded_network import load_random


def layer(weight: np.ndarray, groups: int = 1, bias: np.ndarray | None = None) -> LayerWeights:
    return LayerWeights("some", weight.astype("f4"), bias, (1, 1), (0, 0), (1, 1), groups)


@pytest.mark.parametrize(
    ("shape", "groups", "kind"),
    [
        ((64, 3, 11, 11), 1, "colour"),
        ((6, 3, 3, 3), 2, "maps"),  # six inputs, three a group: no colours
        ((192, 64, 5, 5), 1, "maps"),
        ((32, 1, 3, 3), 32, "depthwise"),
        ((8, 16, 1, 1), 1, "pointwise"),
        ((8, 3, 1, 1), 1, "pointwise"),
        ((4, 1, 3, 3), 1, "maps"),  # one grey input
        ((4, 2, 1, 7), 1, "maps"),
    ],
)
def test_kinds(shape: tuple[int, ...], groups: int, kind: str) -> None:
    assert layer(np.zeros(shape), groups).kind == kind


def test_a_filter_sees_its_groups_inputs() -> None:
    bank = layer(np.zeros((6, 2, 3, 3)), groups=3)
    assert bank.in_channels == 6
    assert [list(bank.inputs_of(number)) for number in range(6)] == [
        [0, 1], [0, 1], [2, 3], [2, 3], [4, 5], [4, 5],
    ]  # fmt: skip


def test_norms_and_biases() -> None:
    weight = np.zeros((2, 2, 2, 2))
    weight[1, 0] = [[1, 2], [2, 0]]  # √(1 + 4 + 4) = 3
    weight[1, 1, 0, 0] = 4  # √(9 + 16) = 5
    bank = layer(weight, bias=np.array([0.5, -2.0], dtype="f4"))
    assert bank.norms.tolist() == [0.0, 5.0]
    assert bank.kernel_norms(1).tolist() == [3.0, 4.0]
    assert bank.bias_of(1) == -2.0
    assert layer(weight).bias_of(1) == 0.0


def test_the_strongest_inputs_and_their_shares() -> None:
    norms = np.array([3.0, 0.0, 4.0, 3.0], dtype="f4")  # squares 9, 0, 16, 9 of 34
    places, shares = strongest(norms, 3)
    assert places.tolist() == [2, 0, 3]
    assert shares.tolist() == pytest.approx([16 / 34, 9 / 34, 9 / 34])
    assert holders_of(norms, 0.4) == 1
    assert holders_of(norms, 0.5) == 2  # 16 / 34 < 0.5 ≤ 25 / 34
    assert holders_of(norms, 1.0) == 3


def test_a_filter_of_zeros_has_no_strongest_input() -> None:
    nothing = np.zeros(3, dtype="f4")
    assert strongest(nothing, 2)[1].tolist() == [0.0, 0.0]
    assert holders_of(nothing, 0.5) == 0


def test_where_a_layers_maps_come_from() -> None:
    alexnet = load_random("alexnet").trace
    assert feeding_layer(alexnet, "features.0") is None  # the picture
    assert feeding_layer(alexnet, "features.3") == "features.0"  # past ReLU and pooling
    assert feeding_layer(alexnet, "features.10") == "features.8"
    resnet = load_random("resnet18").trace
    assert feeding_layer(resnet, "layer1.0.conv1") == "conv1"  # past BatchNorm too
    assert feeding_layer(resnet, "layer1.0.conv2") == "layer1.0.conv1"
    assert feeding_layer(resnet, "layer1.1.conv1") is None  # a sum of two


def test_reading_a_layer() -> None:
    network = load_random("alexnet")
    bank = read_weights(network, "features.3")
    module = network.module.get_submodule("features.3")
    assert bank.weight.shape == (192, 64, 5, 5)
    assert np.array_equal(bank.weight, module.weight.numpy())
    assert (bank.stride, bank.padding, bank.dilation, bank.groups) == ((1, 1), (2, 2), (1, 1), 1)
    with pytest.raises(SettingError, match=r"no layer features\.1:"):
        read_weights(network, "features.1")
