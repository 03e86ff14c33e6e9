"""Pictures made to fit a height and a width: what is cut, what is averaged, what stays."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from explorer.data.fitting import fit_code, fit_picture
from explorer.data.pictures import Picture
from explorer.data.samples import load_sample


def photo(pixels: np.ndarray) -> Picture:
    return Picture("p", "t", pixels.astype(np.float32), "photo", "c", "")


def test_blocks_are_averaged_and_rounded_to_8_bits() -> None:
    pixels = np.array([[[0, 0.4, 1, 1], [0, 0.4, 1, 0]]])
    # (0 + 0.4 + 0 + 0.4) / 4 = 0.2 = 51 / 255; (1 + 1 + 1 + 0) / 4 = 0.75 = 191.25 / 255
    small = fit_picture(photo(pixels), 1, 2)
    assert small.tolist() == [[[np.float32(51 / 255), np.float32(191 / 255)]]]


def test_the_middle_part_keeps_its_proportions() -> None:
    pixels = np.zeros((1, 8, 8))
    pixels[:, :, 2:6] = 1  # the middle half
    assert (fit_picture(photo(pixels), 8, 4) == 1).all()
    assert fit_picture(photo(pixels), 4, 8).tolist() == [[[0, 0, 1, 1, 1, 1, 0, 0]] * 4]


@pytest.mark.parametrize("size", [(1, 1), (64, 1), (1, 64), (64, 64), (7, 13)])
@pytest.mark.parametrize("side", [16, 320])
def test_any_size_from_any_picture(size: tuple[int, int], side: int) -> None:
    small = fit_picture(load_sample("cat", side), *size)
    assert small.shape == (3, *size)
    assert small.dtype == np.float32
    assert (small >= 0).all()
    assert (small <= 1).all()
    assert (small * 255 == np.rint(small * 255)).all()


def test_a_small_array_is_cut_and_never_averaged() -> None:
    column = load_sample("column_7x7")
    assert np.array_equal(fit_picture(column, 64, 64), column.pixels)
    assert np.array_equal(fit_picture(column, 3, 5), column.pixels[:, :3, :5])
    assert fit_code(column, 64, 64) == []


@pytest.mark.parametrize(
    ("key", "size"), [("cat", (32, 32)), ("coins", (5, 64)), ("column_7x7", (3, 5))]
)
def test_the_code_makes_the_same_picture(key: str, size: tuple[int, int]) -> None:
    picture = load_sample(key, 100)
    scope = {"np": np, "Image": Image, "picture": picture.pixels}
    exec("\n".join(fit_code(picture, *size)), scope)  # noqa: S102
    assert np.array_equal(scope["picture"], fit_picture(picture, *size))
