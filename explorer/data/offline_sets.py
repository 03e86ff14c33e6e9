"""Labelled pictures that need no network: textures, digits and faces of installed packages.

Read late and by path: importing `sklearn.datasets` or `skimage.data` takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from PIL import Image

from explorer.data.labelled_pictures import Bytes, LabelledPictures, Numbers
from explorer.data.sample_list import SKIMAGE, find_folder
from explorer.errors import PictureError
from explorer.text import N_

TEXTURE_SIDE = 64  # pixels a crop
DIGITS_EACH = 30  # pictures of each digit
FACES = 100  # the file holds as many faces and then as many others

# The photographs are 512 × 512; a coloured one is made grey, so that colour gives nothing away.
_MATERIALS = {
    "brick.png": N_("brick"),
    "grass.png": N_("grass"),
    "gravel.png": N_("gravel"),
    "moon.png": N_("moon"),
    "ihc.png": N_("tissue"),
}


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a set comes from, and how it is read: pixels, labels, regions or None."""

    title: str
    credit: str
    classes: tuple[str, ...]
    read: Callable[[], tuple[Bytes, Numbers, Numbers | None]]
    code: str


def load_offline_set(key: str) -> LabelledPictures:
    """Return one of `OFFLINE_SETS`; raises PictureError where its files cannot be read."""
    try:
        return _load(key)
    except OSError as error:
        raise PictureError(
            N_("The pictures of {title} cannot be read: install requirements.txt again."),
            title=OFFLINE_SETS[key].title,
        ) from error


@lru_cache(maxsize=4)
def _load(key: str) -> LabelledPictures:
    source = OFFLINE_SETS[key]
    pixels, labels, regions = source.read()
    return LabelledPictures(
        key, source.title, pixels, labels, source.classes, source.credit, source.code, regions
    )


def _read_textures() -> tuple[Bytes, Numbers, Numbers]:
    """Cut each photograph into squares that do not overlap: left half region 0, right half 1."""
    folder = find_folder(*SKIMAGE)
    crops, labels, regions = [], [], []
    for label, file in enumerate(_MATERIALS):
        with Image.open(folder / file) as image:
            photo = np.asarray(image.convert("L"))
        rows, columns = (length // TEXTURE_SIDE for length in photo.shape)
        for row in range(rows):
            for column in range(columns):
                top, left = row * TEXTURE_SIDE, column * TEXTURE_SIDE
                crops.append(photo[top : top + TEXTURE_SIDE, left : left + TEXTURE_SIDE])
                labels.append(label)
                regions.append(int(2 * column >= columns))
    return np.stack(crops)[:, None], np.array(labels), np.array(regions)


def _read_digits(each: int | None = DIGITS_EACH) -> tuple[Bytes, Numbers, None]:
    """Read the first `each` pictures of each digit, None for all 1,797."""
    path = find_folder("sklearn", "datasets/data") / "digits.csv.gz"
    table = np.loadtxt(path, delimiter=",")  # 64 pixels in 0..16, and the digit
    digits = table[:, 64].astype(np.int64)
    chosen = np.concatenate([np.flatnonzero(digits == d)[:each] for d in range(10)])
    pixels = np.rint(table[chosen, :64] * 255 / 16).astype(np.uint8)
    return pixels.reshape(-1, 1, 8, 8), digits[chosen], None


def _read_faces() -> tuple[Bytes, Numbers, None]:
    values = np.load(find_folder(*SKIMAGE) / "lfw_subset.npy")  # (200, 25, 25) in [0, 1]
    labels = (np.arange(len(values)) >= FACES).astype(np.int64)
    return np.rint(values * 255).astype(np.uint8)[:, None], labels, None


_FOLDER_CODE = """\
from importlib.util import find_spec

folder = find_spec("{package}").submodule_search_locations[0] + "/{folder}/"
"""
_TEXTURE_CODE = (
    _FOLDER_CODE.format(package="skimage", folder="data")
    + f"""\
pixels, labels, regions = [], [], []
for label, name in enumerate({list(_MATERIALS)}):
    photo = np.asarray(Image.open(folder + name).convert("L"))  # (512, 512)
    for top in range(0, 512, {TEXTURE_SIDE}):
        for left in range(0, 512, {TEXTURE_SIDE}):
            pixels.append(photo[top : top + {TEXTURE_SIDE}, left : left + {TEXTURE_SIDE}])
            labels.append(label)
            regions.append(int(left >= 256))  # known on the left, asked about on the right
pixels, labels, regions = np.stack(pixels)[:, None], np.array(labels), np.array(regions)"""
)
_DIGITS_CODE = (
    _FOLDER_CODE.format(package="sklearn", folder="datasets/data")
    + f"""\
table = np.loadtxt(folder + "digits.csv.gz", delimiter=",")  # 64 pixels in 0..16, and the digit
labels = table[:, 64].astype(int)
chosen = np.concatenate([np.flatnonzero(labels == d)[:{DIGITS_EACH}] for d in range(10)])
pixels = np.rint(table[chosen, :64] * 255 / 16).astype(np.uint8).reshape(-1, 1, 8, 8)
labels, regions = labels[chosen], None"""
)
_ALL_DIGITS_CODE = _DIGITS_CODE.replace(f"[:{DIGITS_EACH}]", "")
_FACES_CODE = (
    _FOLDER_CODE.format(package="skimage", folder="data")
    + f"""\
values = np.load(folder + "lfw_subset.npy")  # (200, 25, 25) in [0, 1]
pixels = np.rint(values * 255).astype(np.uint8)[:, None]
labels, regions = (np.arange(len(values)) >= {FACES}).astype(int), None"""
)

OFFLINE_SETS: dict[str, _Source] = {
    "textures": _Source(
        N_("Textures"),
        N_(
            "Brick and gravel: CC0Textures; grass: linolafett (DeviantArt), CC0; moon: sample "
            "picture of scikit-image; tissue: Center for Microscopy and Molecular Imaging, no "
            "known copyright restrictions"
        ),
        tuple(_MATERIALS.values()),
        _read_textures,
        _TEXTURE_CODE,
    ),
    "digits": _Source(
        N_("Digits, 8 × 8"),
        N_("E. Alpaydin, C. Kaynak: optical recognition of handwritten digits, CC BY 4.0"),
        tuple(str(digit) for digit in range(10)),
        _read_digits,
        _DIGITS_CODE,
    ),
    "all_digits": _Source(
        N_("Digits, 8 × 8"),
        N_("E. Alpaydin, C. Kaynak: optical recognition of handwritten digits, CC BY 4.0"),
        tuple(str(digit) for digit in range(10)),
        partial(_read_digits, None),
        _ALL_DIGITS_CODE,
    ),
    "faces": _Source(
        N_("Faces, 25 × 25"),
        N_("Labeled Faces in the Wild, cut by scikit-image: Huang, Ramesh, Berg, Learned-Miller"),
        (N_("face"), N_("other")),
        _read_faces,
        _FACES_CODE,
    ),
}
