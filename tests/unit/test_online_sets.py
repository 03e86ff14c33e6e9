"""MNIST and EuroSAT out of small files made here, and what is none of theirs."""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.data.archives import MNIST_IMAGES, MNIST_LABELS
from explorer.data.eurosat import CLASSES, read_eurosat
from explorer.data.mnist import EACH, read_mnist
from explorer.errors import PictureError
from tests.reading import run_script


def mnist_files(folder: Path, count: int = 40) -> tuple[Path, Path]:
    pixels = np.random.default_rng(0).integers(0, 256, (count, 28, 28), dtype=np.uint8)
    labels = (np.arange(count) % 10).astype(np.uint8)
    pixels[:, 0, 0] = labels
    images, names = (folder / source.name for source in (MNIST_IMAGES, MNIST_LABELS))
    head = b"".join(number.to_bytes(4, "big") for number in (2051, count, 28, 28))
    images.write_bytes(gzip.compress(head + pixels.tobytes()))
    head = b"".join(number.to_bytes(4, "big") for number in (2049, count))
    names.write_bytes(gzip.compress(head + labels.tobytes()))
    return images, names


def eurosat_zip(path: Path, each: int = 25, side: int = 64, classes: int = 10) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for label, name in enumerate(list(CLASSES)[:classes]):
            for number in range(1, each + 1):
                picture = BytesIO()
                Image.new("RGB", (side, side), (20 * label, 9 * number, 50)).save(picture, "PNG")
                archive.writestr(f"2750/{name}/{name}_{number}.jpg", picture.getvalue())
        archive.writestr("2750/readme.txt", "no picture")
    return path


def test_mnist_keeps_each_pictures_digit(tmp_path: Path) -> None:
    pictures = read_mnist(*mnist_files(tmp_path))
    assert pictures.pixels.shape == (40, 1, 28, 28)
    assert pictures.pixels[:, 0, 0, 0].tolist() == pictures.labels.tolist()
    many = read_mnist(*mnist_files(tmp_path, 10 * EACH + 70))
    assert np.bincount(many.labels).tolist() == [EACH] * 10


def test_eurosat_takes_every_tenth_by_number(tmp_path: Path) -> None:
    pictures = read_eurosat(eurosat_zip(tmp_path / "EuroSAT.zip"))
    assert pictures.pixels.shape == (30, 3, 64, 64)  # numbers 1, 11 and 21 of ten classes
    assert pictures.pixels[:3, 1, 0, 0].tolist() == [9, 99, 189]
    assert pictures.pixels[:, 0, 0, 0].tolist() == (20 * pictures.labels).tolist()


def test_both_codes_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mnist = read_mnist(*mnist_files(tmp_path))
    eurosat = read_eurosat(eurosat_zip(tmp_path / "EuroSAT.zip"))
    monkeypatch.chdir(tmp_path)
    for pictures in (mnist, eurosat):
        names: dict[str, object] = {"np": np, "Image": Image}
        run_script(pictures.load_code, "load.py", names)
        assert np.array_equal(names["pixels"], pictures.pixels)  # type: ignore[arg-type]
        assert np.array_equal(names["labels"], pictures.labels)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content", [b"", b"no gzip", gzip.compress(b"short"), gzip.compress(b"x" * 999)]
)
def test_other_files_are_not_mnist(tmp_path: Path, content: bytes) -> None:
    images, labels = mnist_files(tmp_path)
    images.write_bytes(content)
    with pytest.raises(PictureError, match="does not hold MNIST's test pictures"):
        read_mnist(images, labels)


def test_files_of_different_counts_are_not_mnist(tmp_path: Path) -> None:
    _images, labels = mnist_files(tmp_path, 30)
    kept = labels.read_bytes()
    images, labels = mnist_files(tmp_path, 40)
    labels.write_bytes(kept)
    with pytest.raises(PictureError, match="does not hold MNIST"):
        read_mnist(images, labels)


def test_other_zips_are_not_eurosat(tmp_path: Path) -> None:
    path = tmp_path / "EuroSAT.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(PictureError, match="does not hold EuroSAT's pictures"):
        read_eurosat(path)
    for wrong in ({"side": 32}, {"classes": 9}):
        with pytest.raises(PictureError, match="does not hold EuroSAT's pictures"):
            read_eurosat(eurosat_zip(path, each=2, **wrong))
    with zipfile.ZipFile(path, "w") as archive:
        for name in CLASSES:
            archive.writestr(f"2750/{name}/{name}_1.jpg", b"no picture")
    with pytest.raises(PictureError, match="does not hold EuroSAT's pictures"):
        read_eurosat(path)
