"""torchvision's ImageNet weights: what is told of them, and which files are taken for them."""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torchvision
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.data.downloading import fetch_file
from explorer.data.remote_files import find_file
from explorer.errors import SettingError, WeightsError
from explorer.networks.architectures import build_skeleton
from explorer.networks.imagenet import (
    IMAGENET_NAMES,
    default_folder,
    imagenet_network,
    imagenet_networks,
    load_imagenet,
)
from tests.file_server import serve_file

# torch.load wonders at the pickles that are refused here anyway
pytestmark = pytest.mark.filterwarnings("ignore:Detected pickle protocol:UserWarning")

SMALL = "mobilenet_v3_small"


@pytest.fixture(scope="module")
def original() -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return torchvision.models.mobilenet_v3_small(weights=None).eval()


@pytest.fixture(scope="module")
def saved(original: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "whole.pth"
    torch.save(original.state_dict(), path)
    return path


@pytest.fixture(autouse=True)
def untouched_random_state() -> Iterator[None]:
    before = torch.get_rng_state()
    yield
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("name", IMAGENET_NAMES)
def test_records_agree_with_torchvision_and_with_the_networks(name: str) -> None:
    network = imagenet_network(name)
    weights = torchvision.models.get_model_weights(name).IMAGENET1K_V1
    assert network.file.url == weights.url
    assert network.file.name.endswith(f"-{network.file.digest}.pth")
    parameters = sum(each.numel() for each in build_skeleton(name).parameters())
    assert network.parameters == parameters
    assert 4 * parameters < network.file.size_bytes < 1.02 * 4 * parameters  # float32, and names
    assert len(network.categories) == len(set(network.categories)) == 1000
    assert network.categories[281] == "tabby"
    assert network.top1 < network.top5 < 1
    picture = torch.rand(3, 300, 400, generator=torch.Generator().manual_seed(1))
    resized = torchvision.transforms.functional.resize(picture, network.resize_size, antialias=True)
    cropped = torchvision.transforms.functional.center_crop(resized, network.crop_size)
    mean, std = (torch.tensor(each)[:, None, None] for each in (network.mean, network.std))
    torch.testing.assert_close((cropped - mean) / std, weights.transforms()(picture))


def test_figures_as_torchvision_prints_them() -> None:
    assert imagenet_network("alexnet").parameters == 61_100_840
    assert imagenet_network("resnet18").top1 == pytest.approx(0.69758)
    assert [each.title for each in imagenet_networks()] == [
        "AlexNet",
        "MobileNetV2",
        "MobileNetV3 small",
        "ResNet-18",
    ]


def test_other_names_are_refused() -> None:
    with pytest.raises(SettingError, match="choose one of alexnet, mobilenet_v2"):
        imagenet_network("vgg16")


def test_the_folder_is_torch_hubs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(torch.hub, "_hub_dir", str(tmp_path))
    assert default_folder() == tmp_path / "checkpoints"


@pytest.mark.parametrize("zipped", [True, False])
def test_a_loaded_network_answers_as_the_one_that_was_saved(
    original: nn.Module, tmp_path: Path, zipped: bool
) -> None:
    path = tmp_path / "weights.pth"
    torch.save(original.state_dict(), path, _use_new_zipfile_serialization=zipped)
    model = load_imagenet(imagenet_network(SMALL), path)
    assert not any(module.training for module in model.modules())
    assert not any(each.requires_grad for each in model.parameters())
    pictures = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        torch.testing.assert_close(model(pictures), original(pictures), rtol=0, atol=0)


def test_files_from_before_batchnorm_counted_batches(original: nn.Module, tmp_path: Path) -> None:
    state = {
        name: value
        for name, value in original.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    torch.save(OrderedDict(state), tmp_path / "old.pth")
    model = load_imagenet(imagenet_network(SMALL), tmp_path / "old.pth")
    assert not any(each.is_meta for each in model.buffers())


def require_refused(path: Path, word: str = "delete it and download it again") -> None:
    with pytest.raises(WeightsError, match=word):
        load_imagenet(imagenet_network(SMALL), path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    require_refused(tmp_path / "none.pth", "download them again")
    require_refused(tmp_path, "download them again")


@settings(max_examples=25)
@given(length=st.floats(0, 1, exclude_max=True))
@example(length=1 / 256)  # its reader seeks before the beginning
def test_truncated_files_are_refused(
    saved: Path, tmp_path_factory: pytest.TempPathFactory, length: float
) -> None:
    data = saved.read_bytes()
    path = tmp_path_factory.getbasetemp() / "cut.pth"
    path.write_bytes(data[: int(length * len(data))])
    require_refused(path)


@settings(max_examples=30)
@given(noise=st.binary(min_size=1, max_size=40), place=st.floats(0, 1))
def test_noise_in_a_file_is_loaded_or_told(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: float
) -> None:
    path = tmp_path_factory.getbasetemp() / "noisy.pth"
    torch.save({"a": torch.zeros(3)}, path)
    data = bytearray(path.read_bytes())
    begin = int(place * (len(data) - 1))
    data[begin : begin + len(noise)] = noise
    path.write_bytes(data)
    require_refused(path)  # wrong keys at best


class Bomb:
    def __init__(self, crater: Path) -> None:
        self.crater = crater

    def __reduce__(self) -> object:
        return Path.touch, (self.crater,)


@pytest.mark.parametrize("zipped", [True, False])
def test_nothing_in_a_file_is_executed(tmp_path: Path, zipped: bool) -> None:
    path, crater = tmp_path / "bomb.pth", tmp_path / "crater"
    torch.save({"a": Bomb(crater)}, path, _use_new_zipfile_serialization=zipped)
    require_refused(path)
    path.write_bytes(pickle.dumps(Bomb(crater), protocol=2))
    require_refused(path)
    assert not crater.exists()
    pickle.loads(path.read_bytes())  # noqa: S301 - it would have done it
    assert crater.exists()


@pytest.mark.parametrize("fault", ["missing", "added", "renamed", "shape", "type", "word", "list"])
def test_other_states_are_refused(original: nn.Module, tmp_path: Path, fault: str) -> None:
    state = dict(original.state_dict())
    name = "features.0.0.weight"
    faulty = {
        "missing": {key: value for key, value in state.items() if key != name},
        "added": {**state, "more": torch.zeros(1)},
        "renamed": {f"module.{key}": value for key, value in state.items()},
        "shape": {**state, name: state[name][:, :1]},
        "type": {**state, name: state[name].half()},
        "word": {**state, name: "learned"},
        "list": list(state.values()),
    }[fault]
    torch.save(faulty, tmp_path / "faulty.pth")
    require_refused(tmp_path / "faulty.pth")


def test_fetched_found_and_loaded(saved: Path, tmp_path: Path) -> None:
    with serve_file(saved.read_bytes()) as server:
        network = imagenet_network(SMALL)
        digest = hashlib.sha256(server.content).hexdigest()
        network = replace(network, file=replace(network.file, url=server.url, digest=digest))
        list(fetch_file(network.file, tmp_path, threading.Event()))
        path = find_file(network.file, tmp_path)
    assert path == tmp_path / network.file.name
    assert isinstance(load_imagenet(network, path), nn.Module)
