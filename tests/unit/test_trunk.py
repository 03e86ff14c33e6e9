from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torchvision import models
from torchvision.transforms import functional as transforms

from explorer.networks.trunk import (
    CHANNELS,
    CONVOLUTIONS,
    TrainingTrunk,
    build_features,
    mean_over_places,
    normalize,
)

SIZE = 80


@pytest.fixture
def trained() -> TrainingTrunk:
    """A trunk whose every normalisation has figures of its own, some of them extreme."""
    torch.manual_seed(0)
    trunk = TrainingTrunk()
    for module in trunk.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight)  # negative ones too
            nn.init.normal_(module.bias)
            module.running_mean = torch.randn(module.num_features)
            module.running_var = torch.rand(module.num_features) * 3 + 1e-3
    return trunk.eval()


@pytest.fixture
def pictures() -> Tensor:
    return torch.randn(3, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(1))


def test_the_layers_are_torchvisions() -> None:
    ours, theirs = build_features(), models.alexnet(weights=None).features
    assert [type(layer) for layer in ours] == [type(layer) for layer in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        if not isinstance(mine, nn.ReLU):  # theirs overwrites its input, ours keeps it for hooks
            assert mine.extra_repr() == other.extra_repr()


def test_the_folded_trunk_answers_as_the_trained_one(
    trained: TrainingTrunk, pictures: Tensor
) -> None:
    expected = trained(pictures)
    assert expected.shape == (3, CHANNELS)
    folded = mean_over_places(build_features(trained.fold())(pictures))
    torch.testing.assert_close(folded, expected, rtol=1e-4, atol=1e-5)


def test_torchvision_loads_the_fold_and_answers_alike(
    trained: TrainingTrunk, pictures: Tensor
) -> None:
    network = models.alexnet(weights=None)
    loaded = network.load_state_dict(trained.fold(), strict=False)
    assert loaded.unexpected_keys == []
    assert all(name.startswith("classifier.") for name in loaded.missing_keys)
    torch.testing.assert_close(
        mean_over_places(network.features(pictures)), trained(pictures), rtol=1e-4, atol=1e-5
    )


def test_one_channel_folds_by_hand() -> None:
    trunk = TrainingTrunk().eval()
    convolution, norm = trunk.blocks[0][0], trunk.blocks[0][1]
    weight = convolution.weight[5].detach().clone()
    with torch.no_grad():
        norm.weight[5], norm.bias[5] = 3.0, 0.25
        norm.running_mean[5], norm.running_var[5] = 2.0, 4.0 - norm.eps
    state = trunk.fold()
    torch.testing.assert_close(state["features.0.weight"][5], weight * 3 / 2)
    assert state["features.0.bias"][5].item() == pytest.approx(0.25 - 2 * 3 / 2)


def test_the_fold_has_as_many_numbers_as_the_five_layers(trained: TrainingTrunk) -> None:
    state = trained.fold()
    counts = [
        sum(state[f"features.{index}.{name}"].numel() for name in ("weight", "bias"))
        for index in CONVOLUTIONS
    ]
    assert counts == [
        64 * (3 * 11 * 11 + 1),
        192 * (64 * 5 * 5 + 1),
        384 * (192 * 3 * 3 + 1),
        256 * (384 * 3 * 3 + 1),
        256 * (256 * 3 * 3 + 1),
    ]


def test_normalising_is_torchvisions() -> None:
    pictures = torch.rand(2, 3, 5, 7)
    expected = transforms.normalize(pictures, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    torch.testing.assert_close(normalize(pictures), expected)
    assert normalize(pictures.double()).dtype == torch.float64
