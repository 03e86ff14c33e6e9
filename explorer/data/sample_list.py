"""The sample pictures: where each lies, who made it, under which terms; and the small arrays.

Photographs lie in the installed packages of scikit-image and scikit-learn and are not copied. The
credits are those packages' own (skimage.data's docstrings, sklearn/datasets/images/README.txt); the
digits' is that of the UCI Machine Learning Repository, where scikit-learn took them from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.errors import PictureError
from explorer.text import N_

Floats = NDArray[np.float32]

SKIMAGE = ("skimage", "data")
SKLEARN = ("sklearn", "datasets/images")


@dataclass(frozen=True, slots=True)
class PhotoSource:
    """A photograph in an installed package: `file` in `folder`, grey or RGB ("L", "RGB")."""

    title: str
    credit: str
    file: str
    mode: str = "RGB"
    transparent: bool = False
    folder: tuple[str, str] = SKIMAGE


@dataclass(frozen=True, slots=True)
class ArraySource:
    """A small array: `values()` is (H, W) float32; `code` makes it too ("": it is written out)."""

    title: str
    credit: str
    values: Callable[[], Floats]
    code: str = ""


PHOTOS: dict[str, PhotoSource] = {
    "cat": PhotoSource(N_("Cat"), N_("Stefan van der Walt, CC0"), "chelsea.png"),
    "astronaut": PhotoSource(
        N_("Astronaut"), N_("Eileen Collins; NASA, public domain"), "astronaut.png"
    ),
    "coffee": PhotoSource(N_("Coffee cup"), N_("Rachel Michetti, CC0"), "coffee.png"),
    "china": PhotoSource(
        N_("Chinese temple"), N_("danielbuechele (Flickr), CC BY 2.0"), "china.jpg", folder=SKLEARN
    ),
    "flower": PhotoSource(
        N_("Flower"), N_("vultilion (Flickr), CC BY 2.0"), "flower.jpg", folder=SKLEARN
    ),
    "rocket": PhotoSource(N_("Rocket launch"), N_("SpaceX, public domain"), "rocket.jpg"),
    "motorcycle": PhotoSource(
        N_("Motorcycle"),
        N_(
            "Middlebury 2014 stereo benchmark: Nesic, Westling, Wang, Kitajima, Krathwohl, "
            "Scharstein"
        ),
        "motorcycle_left.png",
    ),
    "hubble": PhotoSource(
        N_("Hubble deep field"), N_("NASA, public domain"), "hubble_deep_field.jpg"
    ),
    "retina": PhotoSource(N_("Retina"), N_("Mikael Häggström, CC0"), "retina.jpg"),
    "ihc": PhotoSource(
        N_("Stained tissue"),
        N_("Center for Microscopy and Molecular Imaging, no known copyright restrictions"),
        "ihc.png",
    ),
    "camera": PhotoSource(N_("Photographer"), N_("Lav Varshney, CC0"), "camera.png", "L"),
    "coins": PhotoSource(
        N_("Coins"), N_("Brooklyn Museum, no known copyright restrictions"), "coins.png", "L"
    ),
    "moon": PhotoSource(N_("Moon"), N_("sample picture of scikit-image"), "moon.png", "L"),
    "brick": PhotoSource(N_("Brick wall"), N_("CC0Textures, CC0"), "brick.png", "L"),
    "grass": PhotoSource(N_("Grass"), N_("linolafett (DeviantArt), CC0"), "grass.png", "L"),
    "gravel": PhotoSource(N_("Gravel"), N_("CC0Textures, CC0"), "gravel.png", "L"),
    "page": PhotoSource(N_("Scanned page"), N_("sample picture of scikit-image"), "page.png", "L"),
    "text": PhotoSource(N_("Handwritten text"), N_("Wikipedia, public domain"), "text.png", "L"),
    "cell": PhotoSource(N_("Cell"), N_("Paul Müller and others, CC0"), "cell.png", "L"),
    "horse": PhotoSource(
        N_("Horse silhouette"), N_("Andreas Preuss, CC0"), "horse.png", "L", transparent=True
    ),
    "clock": PhotoSource(
        N_("Blurred clock"), N_("Stefan van der Walt, public domain"), "clock_motion.png", "L"
    ),
}


def find_folder(package: str, folder: str) -> Path:
    """Return a folder of an installed package without importing it; raises PictureError."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise PictureError(
            N_("The sample pictures of {package} are missing: install it (requirements.txt)."),
            package=package,
        )
    return Path(spec.submodule_search_locations[0], folder)


def _written(rows: Sequence[Sequence[float]]) -> Floats:
    return np.array(rows, dtype=np.float32)


def _digit() -> Floats:
    path = find_folder("sklearn", "datasets/data") / "digits.csv.gz"
    row = np.loadtxt(path, np.float32, delimiter=",", skiprows=_DIGIT, max_rows=1)
    return row[:64].reshape(8, 8) / np.float32(16)  # (64 pixels and the label,) -> (8, 8)


def _impulse() -> Floats:
    values = np.zeros((9, 9), np.float32)
    values[4, 4] = 1
    return values


def _step() -> Floats:
    values = np.zeros((16, 16), np.float32)
    values[:, 8:] = 1
    return values


_DIGIT = 3  # the row of the first 3
_CROSS = ((1, 0, 0, 0, 1), (0, 1, 0, 1, 0), (0, 0, 1, 0, 0), (0, 1, 0, 1, 0), (1, 0, 0, 0, 1))
_POOLING = ((1, 1, 2, 4), (5, 6, 7, 8), (3, 2, 1, 0), (1, 2, 3, 4))
# 3 x 3 windows with stride 3 end at the sixth column: the seventh, the 99s, is never seen.
_COLUMN = (
    (1, 2, 3, 4, 5, 6, 99),
    (2, 3, 4, 5, 6, 1, 99),
    (3, 4, 5, 6, 1, 2, 99),
    (4, 5, 6, 1, 2, 3, 99),
    (5, 6, 1, 2, 3, 4, 99),
    (6, 1, 2, 3, 4, 5, 99),
    (1, 2, 3, 4, 5, 6, 99),
)
_LECTURE = N_("after the lecture")
_NUMBERS = N_("numbers, not a photograph")

ARRAYS: dict[str, ArraySource] = {
    "cross_5x5": ArraySource(N_("Cross, 5 × 5"), _LECTURE, partial(_written, _CROSS)),
    "column_7x7": ArraySource(N_("Column of 99s, 7 × 7"), _LECTURE, partial(_written, _COLUMN)),
    "pooling_4x4": ArraySource(N_("Pooling example, 4 × 4"), _LECTURE, partial(_written, _POOLING)),
    "digit_8x8": ArraySource(
        N_("Handwritten digit, 8 × 8"),
        N_("E. Alpaydin, C. Kaynak: optical recognition of handwritten digits, CC BY 4.0"),
        _digit,
        """\
from importlib.util import find_spec

folder = find_spec("sklearn").submodule_search_locations[0]
row = np.loadtxt(folder + "/datasets/data/digits.csv.gz", delimiter=",", skiprows=3, max_rows=1)
picture = (row[:64] / 16).reshape(1, 8, 8).astype(np.float32)""",
    ),
    "impulse_9x9": ArraySource(
        N_("One bright pixel, 9 × 9"),
        _NUMBERS,
        _impulse,
        """\
picture = np.zeros((1, 9, 9), dtype=np.float32)
picture[0, 4, 4] = 1""",
    ),
    "step_16x16": ArraySource(
        N_("Vertical edge, 16 × 16"),
        _NUMBERS,
        _step,
        """\
picture = np.zeros((1, 16, 16), dtype=np.float32)
picture[0, :, 8:] = 1""",
    ),
}
