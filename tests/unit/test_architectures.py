"""The offered networks: torchvision's, filled with random numbers that disturb nobody."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from explorer.errors import SettingError
from explorer.networks.architectures import (
    ARCHITECTURE_NAMES,
    ARCHITECTURES,
    build_architecture,
    build_skeleton,
    make_noise,
)
from explorer.networks.field_measures import effective_field
from explorer.networks.subnetwork import take_part
from explorer.networks.tracing import trace_network

# torchvision's own tables, https://pytorch.org/vision/stable/models.html
PARAMETERS = {
    "alexnet": 61_100_840,
    "vgg16": 138_357_544,
    "resnet18": 11_689_512,
    "resnet50": 25_557_032,
    "mobilenet_v2": 3_504_872,
    "mobilenet_v3_small": 2_542_856,
    "mobilenet_v3_large": 5_483_032,
}


@pytest.mark.parametrize("name", ARCHITECTURE_NAMES)
def test_skeletons_have_torchvisions_parameters_and_no_memory(name: str) -> None:
    network = build_skeleton(name)
    assert sum(p.numel() for p in network.parameters()) == PARAMETERS[name]
    assert all(p.is_meta for p in network.parameters())
    assert not network.training


def test_every_name_has_a_title_and_a_source() -> None:
    assert tuple(entry.name for entry in ARCHITECTURES) == ARCHITECTURE_NAMES
    assert all(entry.title and "arXiv:" in entry.source for entry in ARCHITECTURES)


@pytest.mark.parametrize("name", ["alexnet", "mobilenet_v3_small"])
def test_weights_are_the_seeds_and_leave_the_shared_random_state_alone(name: str) -> None:
    before = torch.get_rng_state()
    first, again, other = (build_architecture(name, seed) for seed in (1, 1, 2))
    assert torch.equal(before, torch.get_rng_state())
    weights = [
        dict(net.named_parameters())[
            "features.0.weight" if name == "alexnet" else "features.0.0.weight"
        ]
        for net in (first, again, other)
    ]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert not any(p.requires_grad for p in first.parameters())


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2", "mobilenet_v3_small"])
def test_batchnorm_is_calibrated_so_that_units_live(name: str) -> None:
    trace = trace_network(build_architecture(name))
    norms = [
        layer
        for layer in trace.fields((3, 96, 96))
        if layer.kind == "BatchNorm2d" and not layer.field.whole_image
    ]
    noise = make_noise(torch.Generator().manual_seed(9))
    for layer in (norms[0], norms[len(norms) // 2], norms[-1]):
        maps = take_part(trace, layer.name, (3, 96, 96)).run(noise)
        # Other noise than it was calibrated on: near mean 0 and deviation 1, not at it.
        assert abs(float(maps.mean())) < 0.3
        assert 0.5 < float(maps.std()) < 2
    field = effective_field(trace, norms[-1].name, None, (1, 1), noise[:1].numpy())
    assert np.isfinite(field).all()
    assert (field > 0).mean() > 0.5


def test_linear_layers_stay_empty_unless_asked_for() -> None:
    small = build_architecture("mobilenet_v3_small")
    kinds = {
        type(m): m.weight.is_meta for m in small.modules() if isinstance(m, nn.Linear | nn.Conv2d)
    }
    assert kinds == {nn.Linear: True, nn.Conv2d: False}
    trace, pictures = trace_network(small), np.zeros((1, 3, 64, 64), np.float32)
    assert trace.field_of("classifier.3", (3, 64, 64)).output_shape == (1000,)
    with pytest.raises(SettingError, match="weights that are not loaded"):
        effective_field(trace, "classifier.3", 0, (0, 0), pictures)
    full = trace_network(build_architecture("mobilenet_v3_small", classifier=True))
    noise = make_noise(torch.Generator().manual_seed(9))[:1].numpy()
    assert (effective_field(full, "classifier.3", 0, (0, 0), noise) > 0).any()


def test_noise_is_standard_and_has_detail_at_every_scale() -> None:
    noise = make_noise(torch.Generator().manual_seed(0))
    assert noise.shape == (4, 3, 96, 96)
    assert float(noise.mean()) == pytest.approx(0, abs=1e-5)
    assert float(noise.std()) == pytest.approx(1, abs=1e-5)
    coarse = nn.functional.avg_pool2d(noise, 16)
    assert float(coarse.std()) > 0.4  # white noise would be left with 1/16


def test_unknown_names_and_seeds_are_refused() -> None:
    with pytest.raises(SettingError, match="no network named lenet: choose one of alexnet"):
        build_skeleton("lenet")
    with pytest.raises(SettingError, match="seed is -1"):
        build_architecture("alexnet", -1)
