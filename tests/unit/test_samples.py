"""Sample pictures: really there, right in form, and made again by the code they carry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.data import sample_list
from explorer.data.pictures import Picture, to_grey, value_range
from explorer.data.sample_list import ARRAYS, PHOTOS, find_folder
from explorer.data.samples import SAMPLE_KEYS, load_sample, sample_titles
from explorer.errors import PictureError

ROOT = Path(__file__).resolve().parents[2]


def test_keys_are_bare_and_every_title_is_its_own() -> None:
    assert all(key.isascii() and key.replace("_", "").isalnum() for key in SAMPLE_KEYS)
    assert not {"upload", "none", "default"} & set(SAMPLE_KEYS)
    titles = sample_titles()
    assert list(titles) == list(SAMPLE_KEYS)
    assert len(set(titles.values())) == len(SAMPLE_KEYS)


@pytest.mark.parametrize("key", PHOTOS)
@pytest.mark.parametrize("size", [16, 100, 128])
def test_photographs_have_the_size_asked_for(key: str, size: int) -> None:
    picture = load_sample(key, size)
    channels = {"L": 1, "RGB": 3}[PHOTOS[key].mode]
    assert picture.pixels.shape == (channels, size, size)
    assert (picture.key, picture.kind, picture.height, picture.width) == (key, "photo", size, size)
    assert picture.pixels.dtype == np.float32
    assert 0 <= picture.pixels.min() < picture.pixels.max() <= 1
    assert picture.pixels.std() > 0.01  # something is to be seen
    assert picture.credit
    assert value_range(picture) == (0, 1)


@pytest.mark.parametrize("key", PHOTOS)
def test_a_photograph_declared_grey_is_grey_and_one_in_colour_is_not(key: str) -> None:
    source = PHOTOS[key]
    with Image.open(find_folder(*source.folder) / source.file) as image:
        assert image.has_transparency_data == source.transparent
        values = np.asarray(image.convert("RGB")).astype(int)
    assert (np.ptp(values, axis=2).max() > 0) == (source.mode == "RGB")


@pytest.mark.parametrize("key", SAMPLE_KEYS)
@pytest.mark.parametrize("size", [32, None])
def test_the_code_makes_the_same_picture(key: str, size: int | None) -> None:
    picture = load_sample(key, size)
    namespace: dict[str, object] = {"np": np}
    exec(picture.load_code, namespace)  # noqa: S102 - own code
    made = namespace["picture"]
    assert isinstance(made, np.ndarray)
    assert made.dtype == np.float32
    assert np.array_equal(made, picture.pixels)


def test_the_middle_of_the_file_is_cut_out() -> None:
    with Image.open(find_folder("skimage", "data") / "chelsea.png") as image:  # 451 × 300
        whole = np.asarray(image)
    left = (451 - 300) // 2
    expected = whole[:, left : left + 300].transpose(2, 0, 1).astype(np.float32) / 255
    assert np.array_equal(load_sample("cat").pixels, expected)


def test_shrinking_averages_instead_of_skipping() -> None:
    whole = load_sample("brick").pixels[0]  # 512 × 512
    small = load_sample("brick", 16).pixels[0]
    means = whole.reshape(16, 32, 16, 32).mean(axis=(1, 3))
    skipped = whole[16::32, 16::32]
    assert np.abs(small - means).mean() < np.abs(skipped - means).mean() / 2


def test_the_lectures_arrays() -> None:
    cross = [[1, 0, 0, 0, 1], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 0, 1]]
    assert load_sample("cross_5x5").pixels.tolist() == [cross]
    pooling = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
    assert load_sample("pooling_4x4").pixels.tolist() == [pooling]
    column = load_sample("column_7x7").pixels[0]
    assert column.shape == (7, 7)
    assert (column[:, 6] == 99).all()
    assert column[:, :6].max() < 10
    visited = {start + offset for start in range(0, 7 - 3 + 1, 3) for offset in range(3)}
    assert visited == {0, 1, 2, 3, 4, 5}  # the column of 99s is the one that is lost
    assert value_range(load_sample("column_7x7")) == (1, 99)


def test_impulse_step_and_digit() -> None:
    impulse = load_sample("impulse_9x9").pixels[0]
    assert (impulse.shape, impulse.sum(), impulse[4, 4]) == ((9, 9), 1, 1)
    step = load_sample("step_16x16").pixels[0]
    assert (step.shape, step[:, :8].max(), step[:, 8:].min()) == ((16, 16), 0, 1)
    digit = load_sample("digit_8x8").pixels[0]
    # its first row in the file: 0 0 7 15 13 1 0 0, of at most 16
    assert (digit[0] * 16).tolist() == [0, 0, 7, 15, 13, 1, 0, 0]
    assert 0 <= digit.min() < digit.max() <= 1


@pytest.mark.parametrize("key", ARRAYS)
def test_arrays_keep_their_size_whatever_is_asked(key: str) -> None:
    assert load_sample(key, 128) is load_sample(key, 16) is load_sample(key)
    assert load_sample(key).kind == "array"
    rows, columns = map(int, key.rpartition("_")[2].split("x"))
    assert load_sample(key).pixels.shape == (1, rows, columns)


def test_pictures_are_shared_and_therefore_read_only() -> None:
    picture = load_sample("cat", 64)
    assert load_sample("cat", 64) is picture
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 1


def test_a_picture_does_not_keep_a_writable_array() -> None:
    pixels = np.zeros((1, 2, 2), np.float32)
    picture = Picture("key", "title", pixels, "array", "", "")
    pixels[:] = 5
    assert picture.pixels.max() == 0
    assert value_range(picture) == (0, 1)  # flat, and still a range


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((2, 4, 4), np.float32), np.zeros((4, 4), np.float32), np.zeros((3, 4, 4))],
)
def test_a_picture_checks_its_form(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="pixels are"):
        Picture("key", "title", pixels, "photo", "", "")


def test_grey_is_the_plain_mean() -> None:
    pixels = np.array([0.9, 0.3, 0.6], np.float32).reshape(3, 1, 1)
    assert to_grey(pixels).shape == (1, 1, 1)
    assert to_grey(pixels)[0, 0, 0] == pytest.approx((0.9 + 0.3 + 0.6) / 3)
    assert np.array_equal(to_grey(pixels[:1]), pixels[:1])


@pytest.mark.parametrize(
    "key", ["", "upload", "../../etc/passwd", "Cat", "cat ", "{cat}", "x" * 99]
)
def test_unknown_keys_are_told(key: str) -> None:
    with pytest.raises(PictureError, match="choose one of cross_5x5, "):
        load_sample(key, 64)


@pytest.mark.parametrize("size", [-1, 0, 1, 1025])
def test_sizes_out_of_range_are_told(size: int) -> None:
    with pytest.raises(PictureError, match="choose 2 to 1024"):
        load_sample("cat", size)


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_list, "find_spec", lambda _name: None)
    with pytest.raises(PictureError, match="skimage are missing: install"):
        load_sample("coins", 77)


def test_nothing_heavy_is_imported() -> None:
    script = (
        "import sys\n"
        "from explorer.data import bands, samples, uploads\n"
        "for key in samples.SAMPLE_KEYS: samples.load_sample(key, 16)\n"
        "heavy = {'skimage', 'sklearn', 'scipy', 'torch', 'streamlit'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=60)
