"""Two convolutions as one: the same maps, wherever the second layer's padding is out of reach."""

from __future__ import annotations

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.network_stack import follow
from explorer.networks.building import build_sequential
from explorer.networks.collapsing import collapse_convolutions
from tests.drawn_stacks import convolutions


@st.composite
def joined_pairs(draw: st.DrawFn) -> specs.Stack:
    """Two convolutions, the second for what the first gives."""
    first = draw(convolutions())
    return (first, draw(convolutions(first.out_channels)))


@settings(max_examples=200)
@given(joined_pairs(), st.integers(1, 24), st.integers(1, 24))
def test_the_interior_is_the_same(pair: specs.Stack, height: int, width: int) -> None:
    channels = pair[0].in_channels
    assume(follow(pair, (channels, height, width)).misfit is None)
    model = build_sequential(pair, seed=0).double()
    try:
        joint = collapse_convolutions(model[0], model[1])
    except SettingError:
        first, second = pair
        assert "same" in {first.padding, second.padding} or first.padding_mode != "zeros"
        return
    picture = torch.randn(
        1, channels, height, width, generator=torch.Generator().manual_seed(0), dtype=torch.double
    )
    both, one = model(picture), joint.layer(picture)
    assert both.shape == one.shape
    rows, columns = joint.interior(height, width)
    inside = both[..., rows, columns]
    torch.testing.assert_close(one[..., rows, columns], inside, rtol=1e-9, atol=1e-9)
    if joint.same_everywhere:
        assert inside.shape == both.shape


def test_the_interior_is_no_smaller_than_it_must_be() -> None:
    """With biases of 1 and ones for weights each output beside the interior differs."""
    model = build_sequential(
        (specs.Conv2d(1, 1, (3, 3)), specs.Conv2d(1, 1, (3, 3), (2, 2), (1, 1))), seed=0
    )
    for layer in model:
        nn.init.ones_(layer.weight)
        nn.init.ones_(layer.bias)
    joint = collapse_convolutions(model[0], model[1])
    picture = torch.ones(1, 1, 11, 11)
    differs = (model(picture) != joint.layer(picture))[0, 0]
    rows, columns = joint.interior(11, 11)
    assert (rows, columns) == (slice(1, 4), slice(1, 4))
    differs[rows, columns] = ~differs[rows, columns]
    assert differs.all()
    assert not joint.same_everywhere


def test_the_joint_kernel_worked_out_by_hand() -> None:
    """[1, 2] then [3, 4]: 3 · [1, 2, 0] + 4 · [0, 1, 2] = [3, 10, 8]; bias 5 · (3 + 4) + 6 = 41."""
    first, second = nn.Conv2d(1, 1, (1, 2)), nn.Conv2d(1, 1, (1, 2))
    with torch.no_grad():
        first.weight.copy_(torch.tensor([[[[1.0, 2.0]]]]))
        second.weight.copy_(torch.tensor([[[[3.0, 4.0]]]]))
        first.bias.fill_(5)
        second.bias.fill_(6)
    joint = collapse_convolutions(first, second).layer
    assert joint.weight.tolist() == [[[[3, 10, 8]]]]
    assert joint.bias.tolist() == [41]
    strided = nn.Conv2d(1, 1, (1, 2), stride=(1, 2))
    strided.load_state_dict(first.state_dict())
    joint = collapse_convolutions(strided, second).layer  # K1 + (K2 − 1) · S1 = 4 taps
    assert joint.weight.tolist() == [[[[3, 6, 4, 8]]]]
    assert joint.stride == (1, 2)


@pytest.mark.parametrize(
    ("first", "second", "kernel", "dilation"),
    [
        ((3, 1, 1), (3, 1, 1), 3 + (3 - 1), 1),
        ((5, 2, 1), (3, 1, 1), 5 + (3 - 1) * 2, 1),
        ((3, 1, 2), (3, 1, 2), 5, 2),
        ((3, 1, 2), (3, 1, 3), 2 * 2 + 2 * 3 + 1, 1),
        ((1, 2, 1), (3, 1, 1), 3, 2),
        ((1, 1, 1), (1, 1, 1), 1, 1),
    ],
)
def test_the_size_of_the_joint_kernel(
    first: tuple[int, int, int], second: tuple[int, int, int], kernel: int, dilation: int
) -> None:
    pair = [nn.Conv2d(1, 1, k, stride=s, dilation=d) for k, s, d in (first, second)]
    joint = collapse_convolutions(*pair).layer
    assert (joint.kernel_size, joint.dilation) == ((kernel,) * 2, (dilation,) * 2)


def test_neither_bias_gives_no_bias() -> None:
    pair = [nn.Conv2d(2, 2, 3, bias=False) for _ in range(2)]
    assert collapse_convolutions(*pair).layer.bias is None


def test_windows_that_all_reach_into_the_padding_leave_no_interior() -> None:
    joint = collapse_convolutions(nn.Conv2d(1, 1, 1), nn.Conv2d(1, 1, 5, padding=2))
    output = torch.zeros(1, 1, 3, 3)
    rows, columns = joint.interior(3, 3)
    assert output[..., rows, columns].numel() == 0


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (nn.Conv2d(1, 3, 3), nn.Conv2d(2, 1, 3), "set its in_channels to 3"),
        (nn.Conv2d(1, 3, 2, padding="same"), nn.Conv2d(3, 1, 3), "padding as a number"),
        (nn.Conv2d(1, 3, 3), nn.Conv2d(3, 1, 4, padding="same"), "padding as a number"),
        (
            nn.Conv2d(1, 3, 3, padding=1, padding_mode="reflect"),
            nn.Conv2d(3, 1, 3, padding=1),
            "set the second's padding to 0",
        ),
        (
            nn.Conv2d(256, 512, 3, device="meta"),
            nn.Conv2d(512, 512, 3, device="meta"),
            "choose fewer channels",
        ),
        (
            nn.Conv2d(8, 8, 3, dilation=512),
            nn.Conv2d(8, 8, 3),
            "choose fewer channels or a smaller dilation",
        ),
    ],
)
def test_a_pair_that_is_no_single_layer_is_refused_in_words(
    first: nn.Conv2d, second: nn.Conv2d, words: str
) -> None:
    with pytest.raises(SettingError, match=words):
        collapse_convolutions(first, second)
