"""Two convolutions in a row: which are one, and which one that is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.layers import layer_specs as specs
from explorer.layers.direct_pairs import find_pair, follow_directly, joint_layer
from explorer.layers.layer_specs import Conv2d
from explorer.layers.network_stack import follow
from explorer.networks.collapsing import collapse_convolutions

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
FIVE, THREE = Conv2d(1, 3, (5, 5)), Conv2d(3, 6, (3, 3))


def module_of(layer: Conv2d) -> nn.Conv2d:
    return nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel_size,
        stride=layer.stride,
        padding=layer.padding,
        bias=layer.bias,
    )


@settings(max_examples=50)
@given(pairs, pairs, pairs, pairs, pairs, st.booleans())
def test_the_joint_layer_has_the_maps_and_the_reach_of_both(  # noqa: PLR0917 - drawn arguments
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    later_kernel: tuple[int, int],
    later_stride: tuple[int, int],
    bias: bool,
) -> None:
    first = Conv2d(2, 3, kernel, stride=stride, padding=padding, bias=bias)
    second = Conv2d(3, 1, later_kernel, stride=later_stride)
    joint = joint_layer(first, second)
    both = follow((first, second), (2, 16, 17))
    assert follow((joint,), (2, 16, 17)).output_shape == both.output_shape
    made = collapse_convolutions(module_of(first), module_of(second)).layer
    reach = [d * (k - 1) + 1 for d, k in zip(made.dilation, made.kernel_size, strict=True)]
    assert tuple(reach) == joint.kernel_size
    assert (made.stride, made.padding) == (joint.stride, joint.padding)


def test_the_first_plain_pair_is_found() -> None:
    stack = (specs.ReLU(), FIVE, THREE, specs.ReLU(), THREE, Conv2d(6, 2, (1, 1)))
    assert find_pair(stack) == (1, FIVE, THREE)
    assert joint_layer(FIVE, THREE) == Conv2d(1, 6, (7, 7))  # 5 + 1 · (3 − 1)


@pytest.mark.parametrize(
    "second",
    [
        Conv2d(4, 6, (3, 3)),  # does not fit
        Conv2d(3, 6, (3, 3), padding=(1, 1)),  # zeros where the first would give its bias
        Conv2d(3, 6, (3, 3), dilation=(2, 2)),
        Conv2d(3, 6, (3, 3), groups=3),
    ],
)
def test_what_may_not_be_one_is_not_claimed(second: Conv2d) -> None:
    assert find_pair((FIVE, second)) is None
    assert follow_directly((FIVE, second))


def test_an_activation_stands_between() -> None:
    assert not follow_directly((FIVE, specs.ReLU(), THREE))
    assert find_pair((FIVE, specs.ReLU(), THREE)) is None
