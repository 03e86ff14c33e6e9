"""The presets against torchvision's networks and the numbers the lecture tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torchvision import models

from explorer.layers import layer_specs as specs
from explorer.layers.network_stack import Walk, follow
from explorer.layers.stack_code import decode_stack, encode_stack
from explorer.layers.stack_presets import PRESETS
from explorer.layers.stack_text import parse_sequential, write_sequential
from explorer.networks.building import build_sequential


def walk_of(key: str) -> Walk:
    preset = PRESETS[key]
    return follow(preset.layers, preset.input_shape)


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_fits_and_survives_text_and_link(key: str) -> None:
    stack = PRESETS[key].layers
    assert walk_of(key).misfit is None
    assert decode_stack(encode_stack(stack)) == stack
    assert parse_sequential(write_sequential(stack)) == stack
    assert len(encode_stack(stack)) < 210


def in_order(model: nn.Module) -> list[nn.Module]:
    """A network's layers without their containers, in the order they are declared."""
    return [each for each in model.modules() if not list(each.children())]


def alexnet_parts() -> list[nn.Module]:
    whole = models.alexnet()
    return [*whole.features, whole.avgpool, nn.Flatten(), *whole.classifier]


def resnet_parts() -> list[nn.Module]:
    whole = models.resnet18()
    parts: list[nn.Module] = [whole.conv1, whole.bn1, whole.relu, whole.maxpool]
    for block in whole.layer1:
        parts += [block.conv1, block.bn1, block.relu, block.conv2, block.bn2, block.relu]
    return parts


SOURCES: dict[str, Callable[[], list[nn.Module]]] = {
    "alexnet": alexnet_parts,
    "vgg11": lambda: in_order(models.vgg11().features),
    "vgg16": lambda: in_order(models.vgg16().features),
    "resnet18": resnet_parts,
    "mobilenet_v2": lambda: in_order(models.mobilenet_v2().features[:3]),
}


@pytest.mark.parametrize("key", SOURCES)
def test_layers_shapes_and_counts_are_torchvisions(key: str) -> None:
    with torch.device("meta"):
        layers = SOURCES[key]()
        values = torch.zeros(1, *PRESETS[key].input_shape)
    walk = walk_of(key)
    assert len(layers) == len(walk.steps)
    for step, layer in zip(walk.steps, layers, strict=True):
        layer.eval()
        values = layer(values)
        assert type(layer).__name__ == step.layer.kind
        assert tuple(values.shape[1:]) == step.output_shape
        assert sum(p.numel() for p in layer.parameters()) == step.parameters
        assert sum(b.numel() for b in layer.buffers()) == step.buffers
    assert parse_sequential(str(nn.Sequential(*layers))) == PRESETS[key].layers


def test_mobilenets_start_answers_as_torchvisions_with_the_same_weights() -> None:
    original = models.mobilenet_v2().features[:3].eval()
    rebuilt = build_sequential(PRESETS["mobilenet_v2"].layers, seed=0)
    weights = zip(rebuilt.state_dict().values(), original.state_dict().values(), strict=True)
    for own, theirs in weights:
        own.copy_(theirs)
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(rebuilt(picture), original(picture))


def test_alexnet_has_designs_numbers() -> None:
    walk = walk_of("alexnet")
    convolutions = [step for step in walk.steps if isinstance(step.layer, specs.Conv2d)]
    assert walk.total("parameters") == 61_100_840
    assert [step.parameters for step in convolutions] == [
        *(23_296, 307_392, 663_936),
        *(884_992, 590_080),
    ]
    assert [round(step.multiply_adds / 1e6, 1) for step in convolutions] == [
        *(70.3, 223.9, 112.1),
        *(149.5, 99.7),
    ]
    shares = [
        sum(
            share
            for share, step in zip(walk.shares(counted), walk.steps, strict=True)
            if isinstance(step.layer, specs.Conv2d)
        )
        for counted in ("parameters", "multiply_adds")
    ]
    assert [round(share, 2) for share in shares] == [0.04, 0.92]


def test_lenet_5_has_its_61706_parameters() -> None:
    counts = [step.parameters for step in walk_of("lenet5").steps if step.parameters]
    assert counts == [6 * 25 + 6, 16 * 150 + 16, 400 * 120 + 120, 120 * 84 + 84, 84 * 10 + 10]
    assert sum(counts) == 61_706


def test_the_lectures_networks_have_the_sizes_it_tells() -> None:
    mnist = [step.output_shape for step in walk_of("lecture_mnist").steps]
    assert mnist[2] == (6, 28 - 5 + 1 - 3 + 1, 22)
    assert mnist[4] == (2904,) == (6 * 22 * 22,)
    first = walk_of("cnn_model").steps[0]
    assert (1 * 28 * 28, first.activations) == (784, 25_088)
