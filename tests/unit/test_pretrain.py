from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.neighbors import KNeighborsClassifier

from explorer.networks import neighbours
from explorer.networks.batches import BatchSource, choose_pictures
from explorer.networks.crops import CropRecipe, crop_pictures, recolour
from explorer.networks.first_layer import choose_components, colourfulness, find_components
from explorer.networks.neighbours import NeighbourScore, extract_features, score_neighbours, vote
from explorer.networks.pack import CONVOLUTIONS_FILE, measure_pack, read_pack, save_pack
from explorer.networks.pack_manifest import read_manifest
from explorer.networks.photo_data import PictureSet, read_class_folders, read_photos
from explorer.networks.pretrain import CHECKPOINT, FIRST_LAYER, main
from explorer.networks.templates import (
    LARGEST_SHIFT,
    classify,
    measure_templates,
    move_pictures,
    train_templates,
)
from explorer.networks.training_run import (
    FIRST_LAYER_DECAY,
    WARM_UP,
    PretrainingRun,
    RunSettings,
    rate_at,
)

CLASSES = ("cat", "dog")
SHORT = RunSettings(epochs=1, batch=8, photo_share=0.25, lr=0.05, seed=3)


def write_zip(path: Path, sizes: dict[str, tuple[int, int]]) -> None:
    """Write a zip of PNGs; each is of one colour gradient of its own, (height, width)."""
    random = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("read_me.txt", "no picture")
        for name, (height, width) in sizes.items():
            pixels = random.integers(0, 256, (height, width, 3), np.uint8)
            buffer = io.BytesIO()
            Image.fromarray(pixels).save(buffer, "PNG")
            archive.writestr(name, buffer.getvalue())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three zips, tiny: 2 classes of 12, and 5 photographs."""
    folder = tmp_path_factory.mktemp("data")
    small = {f"train/{label}/{i:04}.png": (32, 32) for label in CLASSES for i in range(12)}
    write_zip(folder / "cifar10_train.zip", small)
    test = {f"test/{label}/{i:04}.png": (32, 32) for label in CLASSES for i in range(10)}
    write_zip(folder / "cifar10_test.zip", test)
    write_zip(folder / "photos.zip", {f"photos/n{i}_thing.png": (192, 200) for i in range(5)})
    return folder


@pytest.fixture(scope="module")
def cifar(data: Path) -> PictureSet:
    return read_class_folders(data / "cifar10_train.zip")


@pytest.fixture(scope="module")
def photos(data: Path) -> PictureSet:
    return read_photos(data / "photos.zip")


@pytest.fixture
def start() -> torch.Tensor:
    return torch.randn(64, 3, 11, 11, generator=torch.Generator().manual_seed(0))


def begin(cifar: PictureSet, photos: PictureSet, start: torch.Tensor) -> PretrainingRun:
    return PretrainingRun(SHORT, cifar, photos, start)


# Pictures


def test_classes_are_the_folders_in_the_order_of_their_names(cifar: PictureSet) -> None:
    assert cifar.classes == CLASSES
    assert cifar.canvases.shape == (24, 3, 32, 32)
    assert cifar.canvases.dtype == torch.uint8
    assert cifar.labels.tolist() == [0] * 12 + [1] * 12


def test_photographs_are_shrunk_cut_and_mirrored_outwards(tmp_path: Path) -> None:
    write_zip(tmp_path / "p.zip", {"p/a.png": (192, 400), "p/b.png": (480, 384)})
    photos = read_photos(tmp_path / "p.zip")
    assert photos.sizes.tolist() == [[192, 256], [240, 192]]
    assert photos.classes == ("a", "b")
    first, second = photos.canvases
    torch.testing.assert_close(first[:, 192], first[:, 191])  # the mirror's first row is the last
    torch.testing.assert_close(second[:, :, 200], second[:, :, 183])


@pytest.mark.parametrize("sizes", [{}, {"a/x.png": (32, 32), "a/y.png": (31, 32)}])
def test_a_zip_of_no_use_is_refused(tmp_path: Path, sizes: dict[str, tuple[int, int]]) -> None:
    write_zip(tmp_path / "z.zip", sizes)
    with pytest.raises(ValueError, match=f"of {len(sizes)} sizes"):
        read_class_folders(tmp_path / "z.zip")


def test_a_zip_without_photographs_is_refused(tmp_path: Path) -> None:
    write_zip(tmp_path / "z.zip", {})
    with pytest.raises(ValueError, match="holds no picture"):
        read_photos(tmp_path / "z.zip")


# Crops


def test_a_crop_of_the_whole_is_the_picture_or_its_mirror(cifar: PictureSet) -> None:
    draw = torch.Generator().manual_seed(0)
    chosen = torch.arange(24)
    crops = crop_pictures(cifar, chosen, 32, CropRecipe((32, 32)), draw)
    originals = cifar.canvases.float() / 255
    grey = originals.mean(dim=1, keepdim=True).expand_as(originals)
    candidates = torch.stack([originals, originals.flip(3), grey, grey.flip(3)])
    nearest = (candidates - crops).abs().amax(dim=(2, 3, 4)).min(dim=0)
    assert nearest.values.max() < 1e-4
    assert set(nearest.indices.tolist()) >= {0, 1}


def test_crops_stay_within_the_picture_though_the_canvas_is_larger() -> None:
    canvases = torch.full((1, 3, 64, 64), 255, dtype=torch.uint8)
    canvases[:, :, :40, :50] = 51
    tall = PictureSet(canvases, torch.tensor([[40, 50]]), torch.tensor([0]), ("a",))
    draw = torch.Generator().manual_seed(0)
    crops = crop_pictures(tall, torch.zeros(200, dtype=torch.long), 8, CropRecipe((8, 60)), draw)
    torch.testing.assert_close(crops, torch.full_like(crops, 0.2))


def test_recolouring_keeps_grey_grey_and_turns_about_a_tenth_grey() -> None:
    draw = torch.Generator().manual_seed(0)
    recipe = CropRecipe((8, 8), light=0.4, hue_deg=20)
    grey = torch.rand(1, 1, 4, 4).expand(500, 3, 4, 4)
    changed = recolour(grey, recipe, draw)
    torch.testing.assert_close(changed, changed[:, :1].expand_as(changed), rtol=0, atol=1e-5)
    colourful = torch.rand(1, 3, 4, 4).expand(500, 3, 4, 4)
    changed = recolour(colourful, recipe, draw)
    without_colour = (changed.amax(dim=1) - changed.amin(dim=1)).amax(dim=(1, 2)) < 1e-5
    assert 0.06 < without_colour.float().mean().item() < 0.14


@settings(deadline=None)
@given(total=st.integers(1, 40), count=st.integers(1, 25), seed=st.integers(0, 99))
def test_every_picture_comes_once_before_any_comes_again(total: int, count: int, seed: int) -> None:
    steps = 2 * total // count + 1
    seen = torch.cat([choose_pictures(total, step, count, seed) for step in range(steps)])
    assert sorted(seen[:total].tolist()) == list(range(total))
    assert sorted(seen[total : 2 * total].tolist()) == list(range(total))


def test_a_step_draws_the_same_batch_whenever_it_is_drawn(
    cifar: PictureSet, photos: PictureSet
) -> None:
    source = BatchSource(cifar, photos, 6, 2, seed=5)
    first, other, again = source.draw(4, 64), source.draw(5, 64), source.draw(4, 64)
    assert first.pictures.shape == (8, 3, 64, 64)
    assert torch.equal(first.pictures, again.pictures)
    assert not torch.equal(first.pictures, other.pictures)
    assert len(first.cifar_labels) == 6
    assert len(first.photo_labels) == 2


# The first layer's start


def test_components_of_mixed_sources_are_found() -> None:
    random = np.random.default_rng(0)
    patterns = random.standard_normal((4, 3 * 5 * 5))
    strengths = random.laplace(size=(4000, 4))
    found = find_components((strengths @ patterns).astype(np.float32), 5, 0, count=4)
    found = found.reshape(4, -1) / np.linalg.norm(found.reshape(4, -1), axis=1, keepdims=True)
    patterns /= np.linalg.norm(patterns, axis=1, keepdims=True)
    assert np.abs(found @ patterns.T).max(axis=0) == pytest.approx(np.ones(4), abs=0.01)


def test_clean_directions_come_before_noise_and_colours_fill_up() -> None:
    down, across = np.mgrid[-5:6, -5:6].astype(float)
    bell = np.exp(-(down**2 + across**2) / 12)
    angles = np.radians(np.arange(8) * 22.5)[:, None, None]
    waves = bell * np.sin(2 * np.pi * 0.14 * (across * np.cos(angles) + down * np.sin(angles)))
    grey = np.repeat(waves[:, None], 3, axis=1)  # 0 … 7, one of each direction
    noise = np.random.default_rng(0).standard_normal((8, 3, 11, 11))  # 8 … 15
    colours = np.stack([np.stack([bell, -k * bell, 0 * bell]) for k in (1, 2)])  # 16, 17
    patterns = np.concatenate([grey, noise, colours])
    assert sorted(choose_components(patterns, 8)) == list(range(8))
    assert sorted(choose_components(patterns, 10)) == [*range(8), 16, 17]


def test_colourfulness_of_grey_and_of_opponent_colours() -> None:
    plain = np.ones((5, 5))
    shares = colourfulness(np.stack([np.stack([plain] * 3), np.stack([plain, -plain, 0 * plain])]))
    np.testing.assert_allclose(shares, [0, 1])


# The run


def test_the_rate_rises_then_falls_to_nothing() -> None:
    assert rate_at(0) < 0.1
    assert rate_at(WARM_UP) == pytest.approx(1)
    assert rate_at((1 + WARM_UP) / 2) == pytest.approx(0.5)
    assert rate_at(1) == pytest.approx(0)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"minutes": 1, "epochs": 1},
        {"minutes": 0},
        {"epochs": -1},
        {"epochs": 1, "photo_share": 0},
        {"epochs": 1, "photo_share": 1},
    ],
)
def test_a_run_without_an_end_or_a_task_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"minutes|photo_share"):
        RunSettings(**wrong)


def test_a_resumed_run_ends_where_an_unbroken_one_does(
    cifar: PictureSet, photos: PictureSet, start: torch.Tensor, tmp_path: Path
) -> None:
    unbroken = begin(cifar, photos, start)
    steps = [progress.step for progress in unbroken.run()]
    assert steps == [0, 1, 2, 3]  # 24 pictures, 6 a step beside 2 photographs

    broken = begin(cifar, photos, start)
    going = broken.run()
    next(going), next(going)
    broken.save(tmp_path / "c.pt")
    resumed = begin(cifar, photos, start * 0)
    resumed.resume(tmp_path / "c.pt")
    assert resumed.done == pytest.approx(2 / 4)
    assert [progress.step for progress in resumed.run()] == [2, 3]
    for name, tensor in unbroken.trunk.state_dict().items():
        torch.testing.assert_close(resumed.trunk.state_dict()[name], tensor, rtol=1e-4, atol=1e-5)


def test_a_first_layer_is_put_back_and_learns_on(
    cifar: PictureSet, photos: PictureSet, start: torch.Tensor, tmp_path: Path
) -> None:
    run = begin(cifar, photos, start)
    going = run.run()
    next(going), next(going)
    before = run.trunk.blocks[1][0].weight.detach().clone()  # type: ignore[index]
    run.restore_first_layer()
    assert torch.equal(run.trunk.first_layer.weight, start)
    assert torch.equal(run.trunk.blocks[1][0].weight, before)  # type: ignore[index]
    next(going)
    assert not torch.equal(run.trunk.first_layer.weight, start)
    run.save(tmp_path / "c.pt")
    resumed = begin(cifar, photos, start)
    resumed.resume(tmp_path / "c.pt")
    assert resumed.restored == [2]


def test_a_run_does_not_go_on_from_one_of_other_batches(
    cifar: PictureSet, photos: PictureSet, start: torch.Tensor, tmp_path: Path
) -> None:
    begin(cifar, photos, start).save(tmp_path / "c.pt")
    other = PretrainingRun(replace(SHORT, seed=4), cifar, photos, start)
    with pytest.raises(ValueError, match="has seed 3, not 4"):
        other.resume(tmp_path / "c.pt")


def test_every_weight_learns_and_only_the_first_layer_decays_fast(
    cifar: PictureSet, photos: PictureSet, start: torch.Tensor
) -> None:
    run = begin(cifar, photos, start)
    torch.testing.assert_close(run.trunk.first_layer.weight.detach(), start)
    before = {name: tensor.clone() for name, tensor in run.trunk.named_parameters()}
    next(run.run())
    assert all(not torch.equal(before[n], p) for n, p in run.trunk.named_parameters())
    groups = run.optimizer.param_groups
    fast = [
        p for group in groups if group["weight_decay"] == FIRST_LAYER_DECAY for p in group["params"]
    ]
    assert [id(p) for p in fast] == [id(run.trunk.first_layer.weight)]
    held = [id(p) for group in groups for p in group["params"]]
    everything = [*run.trunk.parameters(), *run.heads.parameters()]
    assert sorted(held) == sorted(id(p) for p in everything)


# Figures


def test_votes_are_scikit_learns() -> None:
    random = np.random.default_rng(0)
    known, asked = random.random((60, 3)), random.random((40, 3))
    labels = random.integers(0, 4, 60)
    theirs = KNeighborsClassifier(5).fit(known, labels).predict(asked)
    ours = vote(torch.tensor(known), torch.tensor(labels), torch.tensor(asked))
    assert ours.tolist() == theirs.tolist()


def test_draws_differ_and_their_spread_is_the_standard_deviation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert NeighbourScore((0.5, 0.7, 0.9)).mean == pytest.approx(0.7)
    assert NeighbourScore((0.5, 0.7, 0.9)).spread == pytest.approx(((0.04 + 0 + 0.04) / 2) ** 0.5)
    monkeypatch.setattr(neighbours, "KNOWN", 64)
    monkeypatch.setattr(neighbours, "ASKED", 32)
    labels = torch.arange(400) % 4
    noise = torch.randn(400, 4, generator=torch.Generator().manual_seed(0))
    told = torch.nn.functional.one_hot(labels, 4) * 100.0
    assert score_neighbours(noise + told, labels).accuracies == (1.0,) * 10
    by_chance = score_neighbours(noise, labels)
    assert by_chance.mean == pytest.approx(1 / 4, abs=0.1)
    assert by_chance.spread > 0
    assert score_neighbours(noise, labels) == by_chance


def test_features_are_of_the_resized_normalised_picture() -> None:
    picture = torch.full((1, 3, 32, 32), 51, dtype=torch.uint8)  # 51 / 255 = 0.2
    features = extract_features(lambda x: x, picture, 48)
    expected = [(0.2 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (0.2 - 0.406) / 0.225]
    assert features[0].tolist() == pytest.approx(expected, abs=1e-5)


def test_a_pack_is_read_as_written_but_for_half_precision(tmp_path: Path) -> None:
    tensors = {"features.0.weight": torch.randn(4, 3, 2, 2)}
    save_pack(tmp_path, tensors, {"cifar10.bias": torch.tensor([1.5])})
    convolutions, heads = read_pack(tmp_path)
    weight = convolutions["features.0.weight"]
    assert weight.dtype == torch.float32
    torch.testing.assert_close(weight, tensors["features.0.weight"], rtol=2**-11, atol=2**-24)
    assert heads["cifar10.bias"].item() == 1.5
    assert not list(tmp_path.glob("*.part"))


# The fully connected network


def test_templates_learn_what_separates_two_classes(cifar: PictureSet) -> None:
    canvases = torch.randint(100, 156, (40, 3, 32, 32), dtype=torch.uint8)
    canvases[::2, :, :16] += 60  # bright above
    canvases[1::2, :, 16:] += 60  # bright below
    halves = PictureSet(canvases, torch.tensor([[32, 32]] * 40), torch.arange(40) % 2, CLASSES)
    state = train_templates(halves, 0, epochs=5)
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == {
        "hidden.weight": (64, 3 * 32 * 32),
        "hidden.bias": (64,),
        "classes.weight": (2, 64),
        "classes.bias": (2,),
    }
    assert measure_templates(state, halves) == 1
    swapped = replace(halves, labels=1 - halves.labels)
    assert measure_templates(state, swapped) == 0


def test_moved_pictures_are_slid_and_half_of_them_mirrored() -> None:
    ramp = torch.arange(32, dtype=torch.uint8).expand(3, 32, 32)  # each pixel tells its column
    canvases = torch.stack([ramp, ramp.transpose(1, 2)]).repeat(200, 1, 1, 1)
    moved = move_pictures(canvases, torch.Generator().manual_seed(0)).int()
    middle = moved[:, 0, 10:20, 10:20]
    down, across = middle[:, 1, 0] - middle[:, 0, 0], middle[:, 0, 1] - middle[:, 0, 0]
    assert set(across[::2].tolist()) == {1, -1}  # mirrored or not
    assert 70 < (across[::2] == -1).sum() < 130
    assert set(down[1::2].tolist()) == {1}  # never upside down
    slides = (middle[1::2, 0, 0] - 10).tolist()
    assert set(slides) == set(range(-LARGEST_SHIFT, LARGEST_SHIFT + 1))
    assert moved.min() == 0
    assert moved.max() == 31


def test_two_linear_layers_classify_by_hand() -> None:
    state = {
        "hidden.weight": torch.tensor([[1.0, 2.0], [-1.0, 0.0]]),
        "hidden.bias": torch.tensor([0.5, 0.0]),
        "classes.weight": torch.tensor([[1.0, 1.0], [2.0, -1.0]]),
        "classes.bias": torch.tensor([0.0, 1.0]),
    }
    # hidden: max(0, 3 + 8 + 0.5) = 11.5 and max(0, -3) = 0; scores: 11.5 and 2 · 11.5 + 1
    assert classify(state, torch.tensor([[3.0, 4.0]])).tolist() == [[11.5, 24.0]]


# The command


def test_the_command_trains_goes_on_and_reports(
    data: Path,
    start: torch.Tensor,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(neighbours, "KNOWN", 12)
    monkeypatch.setattr(neighbours, "ASKED", 8)
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)  # of the whole test process
    torch.save(start, tmp_path / FIRST_LAYER.format(seed=0))  # its own start would take a minute
    common = ["--data", str(data), "--out", str(tmp_path), "--batch", "8", "--threads", "1"]
    main([*common, "--epochs", "0.5"])
    assert "step 0" in capsys.readouterr().out
    assert (tmp_path / CHECKPOINT).exists()
    written = (tmp_path / CONVOLUTIONS_FILE).read_bytes()

    main([*common, "--epochs", "1"])
    told = capsys.readouterr().out
    assert "goes on from step 2" in told
    assert (tmp_path / CONVOLUTIONS_FILE).read_bytes() != written

    assert "fully connected: " in told
    main([*common, "--report"])
    reported = capsys.readouterr().out
    figures = measure_pack(*read_pack(tmp_path), read_class_folders(data / "cifar10_test.zip"))
    for line in figures.lines():
        assert line in reported
        assert line in told

    main([*common, "--publish", str(tmp_path / "published")])
    told = capsys.readouterr().out
    manifest = read_manifest(tmp_path / "published")
    assert manifest is not None
    assert f"accuracy: {manifest.figures.accuracy}" in told
    assert manifest.figures.accuracy == round(figures.accuracy, 4)
    # 24 pictures, 7 a step beside 1 photograph: half an epoch is 2 steps, a whole one 4
    assert "4 steps of 8 pictures" in manifest.figures.recipe


def test_without_a_test_set_there_are_no_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)
    main(["--data", str(tmp_path), "--out", str(tmp_path), "--report"])
    assert "no figures without cifar10_test.zip" in capsys.readouterr().out


def test_the_command_needs_a_length(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)
    with pytest.raises(ValueError, match="either minutes or epochs"):
        main(["--data", str(data), "--out", str(tmp_path)])
