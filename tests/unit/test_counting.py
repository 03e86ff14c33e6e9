"""Counts as written-out arithmetic, and against PyTorch's layers and its own counter."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.errors import SettingError
from explorer.layers.counting import (
    Counted,
    LayerCost,
    LinearSettings,
    bottleneck_layers,
    break_even,
    chain_costs,
    convolution_cost,
    join_costs,
    linear_cost,
    separable_layers,
)
from explorer.layers.geometry import ConvSettings, lay_out

UNTIMED = runs(deadline=None)  # PyTorch's counter takes a second to start


def torch_layer(settings: ConvSettings) -> nn.Conv2d:
    return nn.Conv2d(
        settings.in_channels,
        settings.out_channels,
        settings.kernel_size,
        stride=settings.stride,
        padding=settings.padding,
        groups=settings.groups,
        bias=settings.bias,
    )


def counted_by_torch(layer: nn.Module, shape: tuple[int, ...]) -> tuple[int, int]:
    """Parameters and multiply-adds as PyTorch counts them, for a batch of one."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        layer(torch.zeros(1, *shape))
    return sum(p.numel() for p in layer.parameters()), counter.get_total_flops() // 2


@st.composite
def plain_layers(draw: st.DrawFn) -> tuple[ConvSettings, int]:
    """Draw an ungrouped layer and the side of an input that it fits."""
    kernel = draw(st.integers(1, 5))
    padding = draw(st.integers(0, 3))
    settings = ConvSettings(
        draw(st.integers(1, 6)),
        draw(st.integers(1, 6)),
        (kernel, kernel),
        stride=(draw(st.integers(1, 3)),) * 2,
        padding=(padding, padding),
        bias=draw(st.booleans()),
    )
    return settings, draw(st.integers(max(1, kernel - 2 * padding), 12))


def lecture() -> LayerCost:
    return convolution_cost(lay_out(ConvSettings(3, 6, (3, 3), padding=(1, 1)), 32, 32))


def test_the_lectures_convolution() -> None:
    cost = lecture()
    assert cost.parameters == 6 * (3 * 3 * 3) + 6 == 168
    assert cost.multiply_adds == 6 * 27 * 32 * 32 == 162 * 1024 == 165_888
    assert cost.uses_per_weight == 32 * 32
    assert (cost.inputs, cost.outputs) == (3 * 32 * 32, 6 * 32 * 32)
    without_padding = convolution_cost(lay_out(ConvSettings(3, 6, (3, 3)), 32, 32))
    assert without_padding.multiply_adds == 162 * 30 * 30 == 145_800  # the lecture's slip


def test_the_lectures_linear_layer() -> None:
    cost = linear_cost(LinearSettings(3 * 32 * 32, 6))
    assert cost.parameters == 3072 * 6 + 6 == 18_438
    assert cost.multiply_adds == 3072 * 6 == 18_432
    assert cost.uses_per_weight == 1
    same_outputs = linear_cost(LinearSettings(3072, 6 * 32 * 32))
    assert same_outputs.parameters == 3072 * 6144 + 6144 == 18_880_512


@UNTIMED
@given(plain_layers())
def test_a_convolution_is_counted_as_pytorch_counts_it(drawn: tuple[ConvSettings, int]) -> None:
    settings, side = drawn
    cost = convolution_cost(lay_out(settings, side, side))
    layer = torch_layer(settings)
    shape = (settings.in_channels, side, side)
    assert (cost.parameters, cost.multiply_adds) == counted_by_torch(layer, shape)
    assert cost.inputs == math.prod(shape)
    assert cost.outputs == layer(torch.zeros(1, *shape)).numel()


@UNTIMED
@given(st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_a_linear_layer_is_counted_as_pytorch_counts_it(
    in_features: int, out_features: int, bias: bool
) -> None:
    cost = linear_cost(LinearSettings(in_features, out_features, bias))
    layer = nn.Linear(in_features, out_features, bias=bias)
    assert (cost.parameters, cost.multiply_adds) == counted_by_torch(layer, (in_features,))


@UNTIMED
@given(plain_layers(), st.integers(1, 6))
def test_chains_are_counted_as_pytorch_counts_them(
    drawn: tuple[ConvSettings, int], mid: int
) -> None:
    settings, side = drawn
    shape = (settings.in_channels, side, side)
    for chain in (separable_layers(settings), bottleneck_layers(settings, mid)):
        layers = [torch_layer(stage) for stage in chain]
        cost = join_costs(chain_costs(chain, side, side))
        assert (cost.parameters, cost.multiply_adds) == counted_by_torch(
            nn.Sequential(*layers), shape
        )
        inner = layers[0](torch.zeros(1, *shape))
        outer = layers[1](inner)
        plain = torch_layer(settings)(torch.zeros(1, *shape))
        assert outer.shape == plain.shape  # each stands in the plain layer's place
        assert (cost.between, cost.outputs) == (inner.numel(), outer.numel())


@UNTIMED
@given(plain_layers())
def test_a_separable_pair_keeps_its_share_of_the_work(drawn: tuple[ConvSettings, int]) -> None:
    settings, side = drawn
    plain = convolution_cost(lay_out(settings, side, side))
    pair = join_costs(chain_costs(separable_layers(settings), side, side))
    share = 1 / settings.out_channels + 1 / settings.kernel_size[0] ** 2
    assert pair.multiply_adds / plain.multiply_adds == pytest.approx(share)
    assert pair.weights / plain.weights == pytest.approx(share)


def test_the_bottleneck_that_costs_more() -> None:
    plain = ConvSettings(64, 64, (3, 3), padding=(1, 1))
    geometry = lay_out(plain, 32, 32)
    pair = join_costs(chain_costs(bottleneck_layers(plain, 60), 32, 32))
    assert pair.parameters == (64 * 60 + 60) + (9 * 60 * 64 + 64) == 38_524
    assert convolution_cost(geometry).parameters == 9 * 64 * 64 + 64 == 36_928
    assert break_even(geometry, "weights") == 36_864 / 640 == 57.6
    assert break_even(geometry, "multiply_adds") == 57.6  # stride 1, the size kept
    assert break_even(geometry, "parameters") == pytest.approx(36_864 / 641, rel=1e-12)


def test_resnets_block_of_three() -> None:
    channels = ((256, 64, 1), (64, 64, 3), (64, 256, 1))
    block = [ConvSettings(inputs, maps, (side, side)) for inputs, maps, side in channels]
    weights = join_costs(chain_costs(block, 8, 8)).weights
    assert weights == 256 * 64 + 9 * 64 * 64 + 64 * 256 == 69_632
    plain = convolution_cost(lay_out(ConvSettings(256, 256, (3, 3)), 8, 8))
    assert plain.weights == 9 * 256 * 256 == 589_824


@UNTIMED
@given(plain_layers(), st.sampled_from(["weights", "parameters", "multiply_adds"]))
def test_below_the_break_even_the_pair_is_cheaper_and_above_it_dearer(
    drawn: tuple[ConvSettings, int], counted: Counted
) -> None:
    settings, side = drawn
    geometry = lay_out(settings, side, side)
    border = break_even(geometry, counted)
    plain = getattr(convolution_cost(geometry), counted)
    for mid in (math.ceil(border) - 1, math.floor(border) + 1):
        if mid < 1:
            continue
        pair = join_costs(chain_costs(bottleneck_layers(settings, mid), side, side))
        assert (getattr(pair, counted) < plain) == (mid < border)


def test_values_moved_and_intensity_by_hand() -> None:
    cost = linear_cost(LinearSettings(10, 4, bias=False))
    assert cost.values_moved == 10 + 4 + 40
    assert cost.intensity() == 40 / (4 * 54)
    assert cost.intensity(bytes_per_value=2) == 40 / (2 * 54)
    chain = [ConvSettings(2, 3, (1, 1), bias=False), ConvSettings(3, 1, (1, 1), bias=False)]
    cost = join_costs(chain_costs(chain, 5, 5))
    assert cost.values_moved == 2 * 25 + 1 * 25 + 2 * (3 * 25) + (6 + 3)


def test_the_largest_settings_are_whole_numbers_still() -> None:
    plain = ConvSettings(512, 512, (3, 3), padding=(1, 1))
    cost = convolution_cost(lay_out(plain, 512, 512))
    assert cost.multiply_adds == 512 * 512 * 9 * 512 * 512 == 618_475_290_624
    matching = linear_cost(LinearSettings(cost.inputs, cost.outputs))
    assert matching.multiply_adds == (512**3) ** 2 == 2**54


@pytest.mark.parametrize(("inputs", "outputs", "name"), [(0, 3, "in"), (3, 0, "out")])
def test_a_layer_without_inputs_or_outputs_is_refused(inputs: int, outputs: int, name: str) -> None:
    with pytest.raises(SettingError) as caught:
        LinearSettings(inputs, outputs)
    assert str(caught.value) == f"{name}_features is 0: set it to 1 or more"
