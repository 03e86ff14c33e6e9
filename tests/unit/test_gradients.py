"""Gradients of a score at a layer: as autograd has them, and no hook left whatever happens."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from explorer.errors import SettingError
from explorer.networks.convolution_layers import Tap
from explorer.networks.gradients import recording_gradients, score_gradient
from explorer.networks.hooks import recording
from explorer.networks.loaded_network import LoadedNetwork, from_module, load_random

INPUTS = np.random.default_rng(0).standard_normal((3, 64, 64)).astype("f4")


class TwiceThroughOneReLU(nn.Module):
    """Two convolutions of one number each, the same ReLU after both, and a score per picture."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 1, 1, bias=False)
        self.second = nn.Conv2d(1, 1, 1, bias=False)
        self.aside = nn.Conv2d(3, 1, 1, bias=False)
        self.relu = nn.ReLU(inplace=True)
        nn.init.constant_(self.first.weight, 2.0)
        nn.init.constant_(self.second.weight, 5.0)

    def forward(self, pictures: Tensor) -> Tensor:
        self.aside(pictures)
        inner = self.relu(self.first(pictures))
        return self.relu(self.second(inner)).flatten(1)


def twice() -> LoadedNetwork:
    return from_module("twice", "random", TwiceThroughOneReLU(), input_size=1)


def hook_count(network: nn.Module) -> int:
    kinds = ("_forward_hooks", "_backward_hooks", "_forward_pre_hooks", "_backward_pre_hooks")
    return sum(len(getattr(module, kind)) for module in network.modules() for kind in kinds)


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("alexnet", "features.6"),
        ("resnet18", "layer1.1.conv2"),
        ("mobilenet_v3_small", "features.4.block.1.0"),
    ],
)
@pytest.mark.parametrize("stage", ["before", "after"])
def test_the_gradient_is_autograds(name: str, layer: str, stage: str) -> None:
    network = load_random(name)
    tap = getattr(network.find_layer(layer), stage)
    assert tap is not None
    found = score_gradient(network, INPUTS, tap, 3)
    pictures = torch.from_numpy(INPUTS)[None].requires_grad_()
    scores, maps = network.observe(pictures, [tap])
    (expected,) = torch.autograd.grad(scores[0, 3], maps[tap])
    assert found.any()
    torch.testing.assert_close(torch.from_numpy(found), expected[0])
    assert hook_count(network.module) == 0
    assert all(parameter.grad is None for parameter in network.module.parameters())


def test_by_hand_and_call_by_call() -> None:
    network, ones = twice(), np.ones((3, 1, 1), "f4")
    # 3 · 2 = 6, ReLU, 6 · 5 = 30, ReLU: the score is 30, its gradient 5 at the first ReLU, 1 at the
    # second, and 5 before the first one, which lets everything through.
    gradients = {
        tap: score_gradient(network, ones, tap, 0).item()
        for tap in (Tap("first"), Tap("relu", 0), Tap("second"), Tap("relu", 1))
    }
    assert list(gradients.values()) == [5.0, 5.0, 1.0, 1.0]
    assert score_gradient(network, -ones, Tap("first"), 0).item() == 0.0  # cut off by the ReLU


def test_what_does_not_reach_the_score_has_no_gradient() -> None:
    assert score_gradient(twice(), np.ones((3, 1, 1), "f4"), Tap("aside"), 0).item() == 0.0


def test_an_output_that_is_not_there_is_told_and_the_lock_is_free_again() -> None:
    network = load_random("alexnet")
    tap = network.find_layer("features.0").before
    for target in (10, -1):
        with pytest.raises(SettingError, match=rf"no output {target}: choose 0 to 9"):
            score_gradient(network, INPUTS, tap, target)
    assert not network.lock.locked()
    assert hook_count(network.module) == 0


def test_no_hook_is_left_after_an_error_on_the_way_back() -> None:
    network, tap = load_random("alexnet"), Tap("features.0")
    pictures = torch.from_numpy(INPUTS)[None].requires_grad_()
    with recording(network.module, [tap]) as maps:
        network.module(pictures)
    with pytest.raises(RuntimeError, match="stop"), recording_gradients(maps):
        raise RuntimeError("stop")
    assert hook_count(network.module) == 0
    assert not maps[tap]._backward_hooks


def test_it_works_where_gradients_are_switched_off() -> None:
    network, tap = load_random("alexnet"), Tap("features.10")
    with torch.no_grad():
        assert score_gradient(network, INPUTS, tap, 0).shape == (256, 3, 3)
