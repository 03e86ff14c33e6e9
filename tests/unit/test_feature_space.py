"""Features, neighbours, groups and planes against torch, scikit-learn and hand-worked values."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from explorer.data.cifar10 import EACH, MEMBER, read_cifar10
from explorer.data.labelled_pictures import LabelledPictures, colour_statistics, pixel_vectors
from explorer.data.offline_sets import OFFLINE_SETS, load_offline_set
from explorer.errors import PictureError, SettingError
from explorer.networks.architectures import build_architecture
from explorer.networks.feature_clusters import cluster_pictures, count_members, purity
from explorer.networks.feature_cut import batch_size, cut_network
from explorer.networks.feature_maps import map_by_pca, map_by_tsne
from explorer.networks.feature_scores import (
    DRAWS,
    draw_pictures,
    find_neighbours,
    vote_by_neighbours,
)
from explorer.networks.loaded_network import LoadedNetwork, from_module, load_random
from explorer.networks.neighbours import extract_features, feature_batches


def some_pictures(pixels: np.ndarray, labels: list[int]) -> LabelledPictures:
    classes = tuple("abc"[: max(labels) + 1])
    return LabelledPictures("k", "t", pixels, np.array(labels), classes, "c", "")


# Pictures


@pytest.mark.parametrize(
    ("key", "shape", "each"),
    [
        ("textures", (320, 1, 64, 64), 64),
        ("digits", (300, 1, 8, 8), 30),
        ("faces", (200, 1, 25, 25), 100),
    ],
)
def test_offline_sets_are_balanced_and_their_code_gives_the_same(
    key: str, shape: tuple[int, ...], each: int
) -> None:
    pictures = load_offline_set(key)
    assert pictures.pixels.shape == shape
    assert np.bincount(pictures.labels).tolist() == [each] * len(pictures.classes)
    assert not pictures.pixels.flags.writeable
    assert load_offline_set(key) is pictures
    made: dict[str, object] = {}
    exec("import numpy as np\nfrom PIL import Image\n" + pictures.load_code, made)  # noqa: S102
    for name in ("pixels", "labels", "regions"):
        np.testing.assert_array_equal(made[name], getattr(pictures, name))


def test_textures_known_and_asked_about_never_overlap() -> None:
    pictures = load_offline_set("textures")
    assert pictures.regions is not None
    assert np.bincount(pictures.regions).tolist() == [160, 160]
    # Put together again, eight crops by eight are the photograph: no pixel is in two of them.
    for label in range(len(pictures.classes)):
        crops = pictures.pixels[pictures.labels == label, 0].reshape(8, 8, 64, 64)
        photo = crops.transpose(0, 2, 1, 3).reshape(512, 512)
        regions = pictures.regions[pictures.labels == label].reshape(8, 8)
        assert (regions[:, :4] == 0).all()
        assert (regions[:, 4:] == 1).all()
        assert photo.std() > 0
    for draw in draw_pictures(pictures.labels, pictures.regions):
        assert set(pictures.regions[draw.known]) == {0}
        assert set(pictures.regions[draw.asked]) == {1}


def test_pixel_vectors_keep_small_pictures_and_average_large_ones() -> None:
    small = some_pictures(np.arange(8, dtype=np.uint8).reshape(2, 1, 2, 2), [0, 1])
    np.testing.assert_allclose(pixel_vectors(small) * 255, np.arange(8).reshape(2, 4), rtol=1e-6)
    blocks = np.kron(np.arange(32 * 32).reshape(32, 32) % 200, np.ones((2, 2))).astype(np.uint8)
    large = some_pictures(np.stack([blocks] * 3)[None], [0])
    np.testing.assert_allclose(
        pixel_vectors(large).reshape(3, 32, 32)[1] * 255, blocks[::2, ::2], rtol=1e-6
    )


def test_colour_statistics_by_hand() -> None:
    pixels = np.zeros((1, 3, 2, 2), np.uint8)
    pixels[0, 0] = [[0, 255], [0, 255]]  # mean 0.5, deviation 0.5
    pixels[0, 2] = 255  # mean 1, deviation 0
    expected = [[0.5, 0, 1, 0.5, 0, 0]]
    np.testing.assert_allclose(colour_statistics(some_pictures(pixels, [0])), expected, atol=1e-6)


def test_pictures_of_another_form_are_refused() -> None:
    with pytest.raises(ValueError, match="1 or 3"):
        some_pictures(np.zeros((1, 2, 4, 4), np.uint8), [0])
    with pytest.raises(ValueError, match="labels"):
        some_pictures(np.zeros((2, 1, 4, 4), np.uint8), [0])


def write_archive(path: Path, records: np.ndarray, member: str = MEMBER) -> Path:
    content = records.tobytes()
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(member)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return path


def test_cifar10_is_read_from_its_binary_records(tmp_path: Path) -> None:
    records = np.zeros((600, 3073), np.uint8)
    records[:, 0] = np.arange(600) % 10
    records[:, 1:1025] = np.arange(600)[:, None] % 251  # red
    records[:, 2049] = 7  # blue, upper left
    pictures = read_cifar10(write_archive(tmp_path / "c.tar.gz", records))
    assert np.bincount(pictures.labels).tolist() == [EACH] * 10
    assert pictures.pixels.shape == (10 * EACH, 3, 32, 32)
    assert pictures.pixels[1, :, 0, 0].tolist() == [10, 0, 7]  # the second airplane: record 10


@pytest.mark.parametrize("kind", ["nothing", "text", "other", "cut"])
def test_another_archive_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "c.tar.gz"
    if kind == "text":
        path.write_bytes(b"no archive")
    elif kind == "other":
        write_archive(path, np.zeros((1, 3073), np.uint8), "another.bin")
    elif kind == "cut":
        write_archive(path, np.zeros(100, np.uint8))
    with pytest.raises(PictureError, match="download it again"):
        read_cifar10(path)


# Features


def with_identity(name: str) -> nn.Module:
    """Cut the classifier off as the lecture does, and take the mean over places."""
    network = build_architecture(name, 0, classifier=True)
    if name == "resnet18":
        network.fc = nn.Identity()
    else:
        network.classifier = nn.Identity()
    return network


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2", "mobilenet_v3_small"])
def test_the_last_cut_gives_what_the_classifier_is_fed(name: str) -> None:
    network = load_random(name)
    cut = cut_network(network, network.convolutions[-1].name)
    pictures = torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected = with_identity(name)(pictures)
        found = cut(pictures).mean(dim=(2, 3))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "layer", "end", "call", "kind"),
    [
        ("alexnet", "features.0", "features.2", 0, "MaxPool2d"),
        ("alexnet", "features.6", "features.7", 0, "ReLU"),
        ("alexnet", "features.10", "features.12", 0, "MaxPool2d"),
        ("resnet18", "conv1", "maxpool", 0, "MaxPool2d"),
        ("resnet18", "layer4.1.conv1", "layer4.1.relu", 0, "ReLU"),
        ("resnet18", "layer4.1.conv2", "layer4.1.relu", 1, "ReLU"),
        ("mobilenet_v2", "features.1.conv.1", "features.1.conv.1", 0, "Conv2d"),
    ],
)  # fmt: skip
def test_a_cut_lies_behind_activation_and_pooling(
    name: str, layer: str, end: str, call: int, kind: str
) -> None:
    cut = cut_network(load_random(name), layer)
    assert (cut.end.module, cut.end.call, cut.kind) == (end, call, kind)


def test_a_cut_gives_what_a_hook_there_hears_and_hooks_do_not_hear_it() -> None:
    network = load_random("resnet18")
    cut = cut_network(network, "layer2.0.conv1")
    pictures = torch.randn(2, 3, 32, 32)
    with torch.inference_mode():
        _scores, heard = network.observe(pictures, [cut.end])
        torch.testing.assert_close(cut(pictures), heard[cut.end])


def test_a_layer_that_is_not_there_is_told() -> None:
    with pytest.raises(SettingError, match=r"no layer features\.1: choose one of features\.0"):
        cut_network(load_random("alexnet"), "features.1")


def tiny() -> LoadedNetwork:
    """One convolution that adds red, green and blue, so that features can be worked out by hand."""
    network = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with torch.no_grad():
        network[0].weight[:] = torch.tensor([1.0, -1.0]).view(2, 1, 1, 1)
        network[0].bias[:] = 0
    return from_module("tiny", "random", network, input_size=4)


def test_features_of_grey_pictures_by_hand() -> None:
    pixels = torch.full((3, 1, 4, 4), 255, dtype=torch.uint8)
    found = extract_features(cut_network(tiny(), "0"), pixels, 4)
    means, deviations = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    white = sum((1 - mean) / deviation for mean, deviation in zip(means, deviations, strict=True))
    assert found.tolist() == [pytest.approx([white, 0.0], rel=1e-5)] * 3


def test_batches_give_what_one_picture_at_a_time_gives() -> None:
    cut = cut_network(load_random("alexnet"), "features.3")
    pixels = torch.randint(0, 256, (5, 3, 20, 20), dtype=torch.uint8)
    together = torch.cat(list(feature_batches(cut, pixels, 64, batch=2)))
    alone = torch.cat([extract_features(cut, picture[None], 64) for picture in pixels])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_batches_shrink_with_the_pictures_area() -> None:
    assert [batch_size(side) for side in (64, 112, 224, 320)] == [128, 128, 32, 15]


# Neighbours


def test_draws_keep_proportions_and_share_nothing() -> None:
    labels = np.repeat([0, 1, 2], 20)
    draws = draw_pictures(labels, None)
    assert len(draws) == DRAWS
    assert len({tuple(sorted(draw.asked)) for draw in draws}) == DRAWS
    for draw in draws:
        assert np.bincount(labels[draw.asked]).tolist() == [5, 5, 5]
        assert sorted([*draw.known, *draw.asked]) == list(range(60))
    again = draw_pictures(labels, None)
    assert all((a.asked == b.asked).all() for a, b in zip(draws, again, strict=True))


def test_two_pictures_a_class_are_enough() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2])
    for draw in draw_pictures(labels, None):
        assert sorted(labels[draw.known]) == sorted(labels[draw.asked]) == [0, 1, 2]


def test_votes_of_well_parted_classes_are_all_right_and_of_noise_by_chance() -> None:
    labels = np.arange(200) % 4
    noise = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    draws = draw_pictures(labels, None)
    told = vote_by_neighbours(noise + 100 * np.eye(4, 3)[labels].astype("f4"), labels, draws, 5)
    assert told.score.accuracies == (1.0,) * DRAWS
    # A quarter of 200 asked about in each of ten draws.
    assert np.trace(told.confusion) == told.confusion.sum() == 50 * DRAWS
    guessed = vote_by_neighbours(noise, labels, draws, 5).score
    assert guessed.mean == pytest.approx(0.25, abs=0.1)
    assert guessed.spread > 0


def test_more_neighbours_than_pictures_are_told() -> None:
    labels = np.array([0, 0, 1, 1])
    rows = np.arange(4, dtype=np.float32)[:, None]
    draws = draw_pictures(labels, None)
    with pytest.raises(SettingError, match=r"3 neighbours .* 2 pictures are known: lower k to 2"):
        vote_by_neighbours(rows, labels, draws, 3)
    assert vote_by_neighbours(rows, labels, draws, 2).confusion.sum() == 2 * DRAWS


def test_nearest_by_hand() -> None:
    rows = np.array([[0, 0], [3, 4], [0, 1], [10, 0]], dtype=np.float32)
    found = find_neighbours(rows, None, 8)  # there are only three others
    assert found.indices[0].tolist() == [2, 1, 3]
    assert found.distances[0].tolist() == [1, 5, 10]  # √(3² + 4²) = 5
    apart = find_neighbours(rows, np.array([0, 0, 0, 1]), 8)
    assert apart.indices[0].tolist() == [3]  # the only one of the other region
    # √(7² + 4²) = 8.06 is nearer than 10 and √(10² + 1²).
    assert apart.indices[3].tolist() == [1]


# Groups and planes


def test_purity_by_hand() -> None:
    groups = np.array([0, 0, 0, 1, 1, 1, 1])
    labels = np.array([0, 0, 1, 1, 1, 1, 0])
    table = count_members(groups, labels, 2)
    assert table.tolist() == [[2, 1], [1, 3]]
    assert purity(table) == pytest.approx((2 + 3) / 7)
    assert purity(count_members(np.arange(7), labels, 7)) == 1  # one picture a group


def test_groups_that_are_the_classes() -> None:
    labels = np.arange(60) % 3
    rows = (10 * np.eye(3)[labels] + np.random.default_rng(0).normal(size=(60, 3))).astype("f4")
    found = cluster_pictures(rows, labels, 3)
    assert (found.purity, found.adjusted_rand) == (1, pytest.approx(1))
    assert sorted(found.table.max(axis=1)) == [20, 20, 20]
    noise = cluster_pictures(np.random.default_rng(1).normal(size=(60, 3)), labels, 3)
    assert abs(noise.adjusted_rand) < 0.1
    with pytest.raises(SettingError, match="61 groups of 60 pictures: lower the number to 60"):
        cluster_pictures(rows, labels, 61)


def test_pca_keeps_distances_of_a_plane_and_says_how_much_it_keeps() -> None:
    random = np.random.default_rng(0)
    flat = random.normal(size=(30, 2))
    turned = np.linalg.qr(random.normal(size=(5, 5)))[0][:2]
    found = map_by_pca((flat @ turned).astype(np.float32))
    assert found.kept == pytest.approx(1)
    given, laid = torch.tensor(flat).float(), torch.tensor(found.places)
    torch.testing.assert_close(
        functional.pdist(laid), functional.pdist(given), rtol=1e-4, atol=1e-4
    )
    line = map_by_pca(np.arange(5, dtype=np.float32)[:, None])
    assert line.places.shape == (5, 2)
    assert (line.places[:, 1] == 0).all()
    assert map_by_pca(np.ones((4, 3), np.float32)).kept == 0  # all alike


def test_tsne_is_the_same_with_the_same_seed_and_refuses_too_large_a_perplexity() -> None:
    rows = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
    first, second = (map_by_tsne(rows, 5).places for _ in range(2))
    np.testing.assert_array_equal(first, second)
    with pytest.raises(SettingError, match="perplexity of 20 needs more than 20 pictures"):
        map_by_tsne(rows, 20)


def test_every_offline_set_has_words_and_credit() -> None:
    for source in OFFLINE_SETS.values():
        assert source.title
        assert source.credit
