"""Stacks as PyTorch modules: PyTorch's own random start, and every layer's answer."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import nn

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.layer_shapes import Shape
from explorer.layers.network_stack import follow
from explorer.layers.stack_presets import PRESETS
from explorer.layers.stack_text import write_sequential
from explorer.networks.building import LIMITS, build_sequential, require_affordable, run_stack
from tests.drawn_stacks import placed_stacks, stacks


@settings(max_examples=60)
@given(stacks)
def test_the_weights_are_those_pytorch_starts_with_after_the_seed(stack: specs.Stack) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(7)
        expected = eval(write_sequential(stack), {"nn": nn})  # noqa: S307 - our own text
    own = build_sequential(stack, seed=7).state_dict()
    assert list(own) == list(expected.state_dict())
    for name, tensor in expected.state_dict().items():
        assert torch.equal(own[name], tensor)


def test_the_state_that_sessions_share_is_left_alone() -> None:
    stack = PRESETS["lecture_mnist"].layers
    before = torch.get_rng_state()
    first = build_sequential(stack, seed=3)
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(5)
    second = build_sequential(stack, seed=3)
    assert torch.equal(first[0].weight, second[0].weight)
    assert not torch.equal(first[0].weight, build_sequential(stack, seed=4)[0].weight)


def test_two_threads_get_the_weights_of_their_own_seeds() -> None:
    stack = (specs.Conv2d(3, 16, (5, 5)), specs.Linear(200, 200))
    found: dict[int, list[torch.Tensor]] = {}

    def build(seed: int) -> None:
        found[seed] = [build_sequential(stack, seed)[1].weight for _ in range(20)]

    threads = [threading.Thread(target=build, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, weights in found.items():
        expected = build_sequential(stack, seed)[1].weight
        assert all(torch.equal(weight, expected) for weight in weights)


@settings(max_examples=100)
@given(placed_stacks())
def test_every_layers_answer_is_pytorchs(drawn: tuple[specs.Stack, Shape]) -> None:
    stack, shape = drawn
    walk = follow(stack, shape)
    fitting = tuple(step.layer for step in walk.steps)
    model = build_sequential(fitting, seed=1)
    assert not model.training
    assert not any(parameter.requires_grad for parameter in model.parameters())
    pixels = np.random.default_rng(0).random(shape, dtype=np.float32)
    outputs = run_stack(model, pixels)
    assert [output.shape for output in outputs] == [step.output_shape for step in walk.steps]
    for count, output in enumerate(outputs, start=1):
        with torch.no_grad():
            expected = model[:count](torch.from_numpy(pixels)[None])[0]
        np.testing.assert_array_equal(output, expected.numpy())


def test_one_value_has_no_variance_for_pytorch_either() -> None:
    layer = specs.BatchNorm2d(2, track_running_stats=False)
    model = build_sequential((layer,), seed=0)
    assert follow((layer,), (2, 1, 2)).misfit is None
    assert run_stack(model, np.ones((2, 1, 2), np.float32))[0].shape == (2, 1, 2)
    misfit = follow((layer,), (2, 1, 1)).misfit
    assert misfit is not None
    assert "set track_running_stats to True" in str(misfit.error)
    with pytest.raises(ValueError, match="more than 1 value"):
        run_stack(model, np.ones((2, 1, 1), np.float32))


def test_in_place_layers_overwrite_nothing() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(inplace=True), nn.Flatten())
    nn.init.constant_(model[0].weight, -1)
    nn.init.zeros_(model[0].bias)
    before, after, flat = run_stack(model, np.ones((1, 2, 2), np.float32))
    assert before.tolist() == np.full((2, 2, 2), -1).tolist()
    assert after.max() == flat.max() == 0


def test_the_picture_is_not_changed_where_the_first_layer_is_in_place() -> None:
    pixels = np.full((1, 2, 2), -1, np.float32)
    (output,) = run_stack(nn.Sequential(nn.ReLU(inplace=True)), pixels)
    assert pixels.max() == -1
    assert output.max() == 0


def test_the_limits_leave_room_for_every_preset_but_not_for_twice_alexnet() -> None:
    walks = [follow(preset.layers, preset.input_shape) for preset in PRESETS.values()]
    for counted, most, _template in LIMITS:
        largest = max(walk.total(counted) for walk in walks)
        assert most / 2 < largest <= most
    for walk in walks:
        require_affordable(walk)


@pytest.mark.parametrize(
    ("stack", "shape", "words"),
    [
        ((specs.Flatten(), specs.Linear(784, 100_000)), (1, 28, 28), "78,500,000 parameters"),
        ((specs.Conv2d(1, 64, (1, 1)),), (1, 1024, 1024), "67,108,864 values"),
        (
            (specs.Conv2d(64, 64, (31, 31), padding=(15, 15)),),
            (64, 200, 200),
            "157,450,240,000 multiply-adds",
        ),
        ((specs.Linear(5, 1),), (7,), "set in_features to 7"),
    ],
)
def test_what_is_too_large_or_does_not_fit_is_refused_in_words(
    stack: specs.Stack, shape: Shape, words: str
) -> None:
    with pytest.raises(SettingError, match=words):
        require_affordable(follow(stack, shape))
