"""Loaded networks: their convolutions, the hooks that listen to them, calibration, feeding."""

from __future__ import annotations

import math
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from explorer.errors import SettingError
from explorer.networks.calibration import Calibration, calibrate, read_calibration
from explorer.networks.convolution_layers import Tap, list_convolutions
from explorer.networks.familiarity import Familiarity, learn_familiarity, read_familiarity
from explorer.networks.feeding import enlarge_array, feed_network
from explorer.networks.hooks import recording
from explorer.networks.loaded_network import HEAD_INPUT, join_head, load_offline, load_random
from explorer.networks.pack import save_pack
from explorer.networks.tracing import trace_network
from explorer.networks.trunk import build_features

FAMILIAR = Familiarity(torch.zeros(10, 256), torch.ones(256), 1.5)


def hook_count(network: nn.Module) -> int:
    return sum(len(module._forward_hooks) for module in network.modules())


class Residual(nn.Module):
    """One ReLU module in two places, a sum on the way, and a linear bottleneck at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 1, 1)
        self.second = nn.Conv2d(1, 1, 1)
        self.last = nn.Conv2d(1, 1, 1)
        self.relu = nn.ReLU(inplace=True)
        for layer, weight in ((self.first, -1.0), (self.second, 2.0), (self.last, -3.0)):
            nn.init.constant_(layer.weight, weight)
            nn.init.zeros_(layer.bias)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        inner = self.second(self.relu(self.first(pictures)))
        return self.last(self.relu(inner + pictures))


def test_each_convolution_knows_the_activation_behind_it() -> None:
    layers = list_convolutions(trace_network(Residual()))
    assert [layer.name for layer in layers] == ["first", "second", "last"]
    assert [layer.after for layer in layers] == [Tap("relu", 0), Tap("relu", 1), None]
    assert [layer.activation for layer in layers] == ["ReLU", "ReLU", ""]


def test_hooks_give_what_each_call_put_out() -> None:
    network = trace_network(Residual()).network
    taps = [Tap("first"), Tap("relu", 0), Tap("second"), Tap("relu", 1), Tap("last")]
    with recording(network, taps) as found:
        network(torch.tensor([[[[3.0, -5.0]]]]))
    values = [found[tap].flatten().tolist() for tap in taps]
    assert values == [
        [-3.0, 5.0],  # × −1, not overwritten by the ReLU behind it
        [0.0, 5.0],
        [0.0, 10.0],  # × 2
        [3.0, 5.0],  # 0 + 3, 10 − 5
        [-9.0, -15.0],  # × −3
    ]
    assert hook_count(network) == 0


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_no_hook_is_left_when_the_block_fails(error: type[BaseException]) -> None:
    network = trace_network(Residual()).network
    hooked = []

    def fail() -> None:
        hooked.append(hook_count(network))
        raise error

    with pytest.raises(error), recording(network, [Tap("first"), Tap("relu")]):
        fail()
    assert hooked == [2]
    assert hook_count(network) == 0


def test_no_hook_is_left_when_one_cannot_be_hooked() -> None:
    network = trace_network(Residual()).network
    with pytest.raises(AttributeError), recording(network, [Tap("first"), Tap("nowhere")]):
        pass
    assert hook_count(network) == 0


def test_another_threads_run_is_not_listened_to() -> None:
    network = trace_network(Residual()).network
    with recording(network, [Tap("relu", 1)]) as found:
        network(torch.full((1, 1, 1, 1), 3.0))
        other = Thread(target=network, args=(torch.full((1, 1, 1, 1), 7.0),))
        other.start()
        other.join()
    assert found[Tap("relu", 1)].item() == 3.0


def test_a_pack_answers_as_its_parts_do(tmp_path: Path) -> None:
    torch.manual_seed(0)
    features = build_features()
    state = {f"features.{name}": tensor for name, tensor in features.state_dict().items()}
    heads = {"cifar10.weight": torch.randn(10, 256), "cifar10.bias": torch.randn(10)}
    save_pack(tmp_path, state, heads | Calibration(2.0).state() | FAMILIAR.state())
    network = load_offline(tmp_path)
    pictures = torch.randn(2, 3, 112, 112)
    with torch.no_grad():
        scores, found = network.observe(pictures, [network.find_layer("features.10").before])
        halved = build_features({name: tensor.half() for name, tensor in state.items()})
        pooled = halved(pictures).mean(dim=(2, 3))
    expected = functional.linear(
        pooled, heads["cifar10.weight"].half().float(), heads["cifar10.bias"].half().float()
    )
    torch.testing.assert_close(scores, expected)
    assert found[Tap("features.10")].shape == (2, 256, 6, 6)
    assert network.calibration.temperature == 2.0
    assert network.familiarity is not None
    assert network.familiarity.greatest == FAMILIAR.greatest
    with torch.no_grad():
        given = network.observe(pictures, [HEAD_INPUT])[1][HEAD_INPUT]
    torch.testing.assert_close(given, pooled)
    assert not any(parameter.requires_grad for parameter in network.module.parameters())


@pytest.mark.parametrize(
    ("name", "convolutions", "classes"),
    [("alexnet", 5, 10), ("resnet18", 20, 1000), ("mobilenet_v3_small", 52, 1000)],
)
def test_random_networks_run_and_are_the_same_each_time(
    name: str, convolutions: int, classes: int
) -> None:
    before = torch.random.get_rng_state()
    first, second = load_random(name), load_random(name)
    assert torch.equal(torch.random.get_rng_state(), before)  # all sessions share it
    assert len(first.convolutions) == convolutions
    assert first.classes == ()
    pictures = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        scores = [network.observe(pictures, [])[0] for network in (first, second)]
    assert scores[0].shape == (1, classes)
    assert torch.equal(*scores)


def test_a_layer_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingError, match=r"no layer features\.1: choose one of features\.0"):
        load_random("alexnet").find_layer("features.1")


def test_gradients_reach_the_picture_and_no_weight() -> None:
    network = load_random("alexnet")
    pictures = torch.randn(1, 3, 64, 64).requires_grad_()
    scores, _found = network.observe(pictures, [])
    torch.autograd.backward(scores[0, 0])
    assert pictures.grad is not None
    assert pictures.grad.abs().sum() > 0


def test_the_temperature_is_the_one_that_was_hidden() -> None:
    draw = torch.Generator().manual_seed(0)
    honest = torch.randn(20_000, 5, generator=draw) * 2
    labels = torch.multinomial(honest.softmax(dim=1), 1, generator=draw)[:, 0]
    found = calibrate(honest * 3, labels)  # three times too sure
    assert found.temperature == pytest.approx(3, rel=0.05)
    torch.testing.assert_close(
        Calibration(3.0).probabilities(honest * 3), honest.softmax(dim=1), rtol=1e-4, atol=1e-6
    )


def test_a_temperature_is_kept_and_none_changes_nothing() -> None:
    kept = Calibration(1.5)
    assert read_calibration(kept.state()) == kept
    assert read_calibration({}) == Calibration()


def test_the_distance_from_the_nearest_class_by_hand() -> None:
    known = Familiarity(torch.tensor([[0.0, 0.0], [10.0, 0.0]]), torch.tensor([1.0, 2.0]), 1.5)
    features = torch.tensor([[0.0, 0.0], [3.0, 0.0], [10.0, 4.0], [6.0, 0.0]])
    expected = [
        0.0,
        math.sqrt((3**2 + 0) / 2),  # from the first class
        math.sqrt((0 + (4 / 2) ** 2) / 2),  # from the second
        math.sqrt((4**2 + 0) / 2),  # 4 from the second, 6 from the first
    ]
    assert known.distances(features).tolist() == pytest.approx(expected)
    assert known.probably_none(features).tolist() == [False, True, False, True]
    assert read_familiarity({}) is None


def test_a_twentieth_of_what_is_known_is_refused_and_what_is_far_off_wholly() -> None:
    draw = torch.Generator().manual_seed(0)
    labels = torch.arange(4000) % 4
    centres = torch.randn(4, 6, generator=draw) * 5
    features = centres[labels] + torch.randn(4000, 6, generator=draw) * torch.arange(1.0, 7.0)
    known = learn_familiarity(features, labels)
    torch.testing.assert_close(known.deviations, torch.arange(1.0, 7.0), rtol=0.05, atol=0)
    assert known.probably_none(features).float().mean().item() == pytest.approx(0.05, abs=0.001)
    assert known.probably_none(features + 100).all()


def test_what_a_network_is_fed() -> None:
    white = feed_network(np.ones((3, 1, 1), dtype=np.float32), 3)
    expected = [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]
    np.testing.assert_allclose(white.ravel(), expected, rtol=1e-6)
    grey = feed_network(np.array([0.3, 0.5, 0.7], dtype=np.float32).reshape(3, 1, 1), 1)
    assert grey.item() == pytest.approx((0.5 - 0.449) / 0.226)
    with pytest.raises(SettingError, match="takes 4 channels"):
        feed_network(white, 4)


def test_a_small_array_is_enlarged_by_its_cells() -> None:
    small = np.array([[[1, 2], [3, 4]]], dtype=np.float32)
    large = enlarge_array(small, 4)
    assert large[0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]


def test_the_joined_head_keeps_torchvisions_names() -> None:
    network = join_head(build_features(), nn.Linear(256, 10))
    assert {"features.0.weight", "features.10.bias", "classifier.weight"} <= set(
        network.state_dict()
    )
