"""The pack made ready to be shipped: its manifest, its hashes, its figures."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.errors import WeightsError
from explorer.networks import neighbours
from explorer.networks.calibration import calibrate, read_calibration
from explorer.networks.familiarity import learn_familiarity, read_familiarity
from explorer.networks.loaded_network import load_offline
from explorer.networks.neighbours import extract_features
from explorer.networks.pack import (
    CONVOLUTIONS_FILE,
    HEADS_FILE,
    INPUT_SIZE,
    TEMPLATES_FILE,
    measure_pack,
    read_pack,
    read_tensors,
    save_pack,
    save_tensors,
)
from explorer.networks.pack_manifest import (
    MANIFEST_FILE,
    PackFile,
    PackManifest,
    PublishedFigures,
    read_manifest,
)
from explorer.networks.photo_data import PictureSet
from explorer.networks.publishing import choose_heads, publish_pack
from explorer.networks.training_run import RunSettings
from explorer.networks.trunk import build_features
from tests.unit.test_assets import problems

FIGURES = PublishedFigures(112, 0.83, 0.72, 0.03, 63, 34, 7, 0.53, "Trained.")
PICTURES = 20


@pytest.fixture(scope="module")
def test_set() -> PictureSet:
    draw = torch.Generator().manual_seed(0)
    canvases = torch.randint(0, 256, (PICTURES, 3, 32, 32), dtype=torch.uint8, generator=draw)
    sizes = torch.tensor([[32, 32]] * PICTURES)
    return PictureSet(canvases, sizes, torch.arange(PICTURES) % 10, tuple("abcdefghij"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a training run leaves it, nothing learned."""
    folder = tmp_path_factory.mktemp("trained")
    torch.manual_seed(0)
    state = build_features().state_dict()
    heads = {
        "cifar10.weight": torch.randn(10, 256),
        "cifar10.bias": torch.randn(10),
        "photos.weight": torch.randn(5, 256),
        "photos.bias": torch.randn(5),
    }
    save_pack(folder, {f"features.{name}": tensor for name, tensor in state.items()}, heads)
    templates = {
        "hidden.weight": torch.randn(64, 3072) / 50,
        "hidden.bias": torch.zeros(64),
        "classes.weight": torch.randn(10, 64),
        "classes.bias": torch.zeros(10),
    }
    save_tensors(folder / TEMPLATES_FILE, templates)
    settings = asdict(RunSettings(minutes=90, lr=0.2, seed=7))
    torch.save({"settings": settings, "step": 12_345, "worked_s": 5400.0}, folder / "c.pt")
    return folder


@pytest.fixture
def published(
    trained: Path, test_set: PictureSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setattr(neighbours, "KNOWN", 12)
    monkeypatch.setattr(neighbours, "ASKED", 8)
    publish_pack(trained, tmp_path / "weights", test_set, trained / "c.pt")
    return tmp_path / "weights"


def test_what_is_published_is_accounted_for_and_copied(published: Path, trained: Path) -> None:
    names = {CONVOLUTIONS_FILE, HEADS_FILE, TEMPLATES_FILE, MANIFEST_FILE}
    assert {path.name for path in published.iterdir()} == names
    assert problems(published) == []
    for name in (CONVOLUTIONS_FILE, TEMPLATES_FILE):
        assert (published / name).read_bytes() == (trained / name).read_bytes()


def test_published_heads_are_calibrated_and_know_no_photographs(
    published: Path, test_set: PictureSet
) -> None:
    convolutions, heads = read_pack(published)
    features = extract_features(build_features(convolutions), test_set.canvases, INPUT_SIZE)
    scores = features @ heads["cifar10.weight"].T + heads["cifar10.bias"]
    expected = calibrate(scores, test_set.labels)
    familiar = learn_familiarity(features, test_set.labels)
    names = {"cifar10.weight", "cifar10.bias", *expected.state(), *familiar.state()}
    assert set(heads) == names
    kept = read_calibration(heads)
    assert kept.temperature == pytest.approx(expected.temperature, rel=2**-10)
    read = read_familiarity(heads)
    assert read is not None
    assert read.greatest == pytest.approx(familiar.greatest, rel=2**-10)
    manifest = read_manifest(published)
    assert manifest is not None
    right = (scores.argmax(dim=1) == test_set.labels).float().mean().item()
    assert manifest.figures.accuracy == pytest.approx(right, abs=5e-5)
    assert manifest.figures.input_size == INPUT_SIZE
    assert load_offline(published).calibration == kept


def test_the_recipe_is_that_of_the_run(published: Path) -> None:
    manifest = read_manifest(published)
    assert manifest is not None
    recipe = manifest.figures.recipe
    assert "12,345 steps of 128 pictures in 90 minutes, 16 of each batch photographs" in recipe
    assert "learning rate 0.2 " in recipe
    assert "Seed 7." in recipe


@pytest.mark.parametrize("name", [CONVOLUTIONS_FILE, HEADS_FILE, TEMPLATES_FILE])
def test_a_changed_file_is_refused_with_what_to_do(published: Path, name: str) -> None:
    content = bytearray((published / name).read_bytes())
    content[-1] ^= 1
    (published / name).write_bytes(content)
    with pytest.raises(WeightsError, match=f"{name} is not the file .* Fetch the folder") as caught:
        read_tensors(published / name)
    assert hashlib.sha256(content).hexdigest()[:12] in str(caught.value)


def test_an_unlisted_and_a_missing_file_are_refused(published: Path) -> None:
    (published / TEMPLATES_FILE).rename(published / "other.safetensors")
    with pytest.raises(WeightsError, match=r"other\.safetensors is not listed in manifest\.toml"):
        read_tensors(published / "other.safetensors")
    with pytest.raises(WeightsError, match=f"{TEMPLATES_FILE} is missing: fetch"):
        read_tensors(published / TEMPLATES_FILE)


def test_without_a_manifest_there_is_nothing_to_compare(trained: Path) -> None:
    assert read_manifest(trained) is None
    assert read_tensors(trained / TEMPLATES_FILE)["hidden.weight"].shape == (64, 3072)


def test_only_ten_classes_are_kept(trained: Path, test_set: PictureSet) -> None:
    heads = {"cifar10.bias": torch.zeros(10), "photos.bias": torch.zeros(9)}
    measured = measure_pack(*read_pack(trained), test_set)
    kept = choose_heads(heads, measured)
    assert not any(name.startswith("photos") for name in kept)
    assert read_calibration(kept).temperature == pytest.approx(measured.calibration.temperature)


@example(text='\x7f "quoted" 3072–64–10\n😀')
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_and_number_comes_back_from_the_manifest(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    file = PackFile("a.safetensors", text, "MIT", "0" * 64)
    manifest = PackManifest((file,), replace(FIGURES, recipe=text))
    manifest.write(folder)
    assert read_manifest(folder) == manifest
    assert manifest.find_file("a.safetensors") == file
    assert manifest.find_file("b") is None
