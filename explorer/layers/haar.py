"""Haar-like features: differences of boxes, which are convolutions with kernels of ±1.

Sign convention of scikit-image: the first box (left or top) counts −1, the next +1 and so on;
Viola and Jones draw it the other way round. A three-box feature therefore has twice as much −1
as +1 and answers on flat areas too. Source: P. Viola and M. Jones, Rapid object detection using
a boosted cascade of simple features, CVPR 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.errors import PictureError, SettingError
from explorer.text import N_

HaarKind = Literal["type-2-x", "type-2-y", "type-3-x", "type-3-y", "type-4"]
HAAR_KINDS: tuple[HaarKind, ...] = get_args(HaarKind)

FACE_SIDE = 25
SEARCH_SIDES = (2, 3, 4, 6, 8, 12)
_SIGNS: dict[HaarKind, NDArray[np.float64]] = {
    "type-2-x": np.array([[-1.0, 1.0]]),
    "type-2-y": np.array([[-1.0], [1.0]]),
    "type-3-x": np.array([[-1.0, 1.0, -1.0]]),
    "type-3-y": np.array([[-1.0], [1.0], [-1.0]]),
    "type-4": np.array([[-1.0, 1.0], [1.0, -1.0]]),
}


@dataclass(frozen=True, slots=True, eq=False)
class HaarFeatureMap:
    """`values`: the feature with its upper left corner at each place, (h, w) float64.

    `kernel`: the boxes of ±1 it equals as a cross-correlation, (rows, columns) float64.
    """

    values: NDArray[np.float64]
    kernel: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HaarFeature:
    """A feature at one place; `width` and `height` are those of ONE box, in pixels."""

    kind: HaarKind
    row: int
    column: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class FaceTest:
    """One feature on 100 faces and 100 other pictures.

    `values` (200,) float64, `faces` (200,) bool; a picture is called a face if its value is
    `above` (or below) `threshold`. `accuracy` is the balanced accuracy, 0.5 for guessing; the
    threshold was chosen on the same 200 pictures, so new ones would do worse.
    """

    feature: HaarFeature
    values: NDArray[np.float64]
    faces: NDArray[np.bool_]
    threshold: float
    above: bool
    accuracy: float


def haar_kernel(kind: HaarKind, width: int, height: int) -> NDArray[np.float64]:
    """Return the feature as boxes of ±1, each box (height, width)."""
    if kind not in _SIGNS:
        raise SettingError(
            N_("there is no Haar-like feature {kind}: choose one of {kinds}"),
            kind=str(kind)[:40],
            kinds=", ".join(HAAR_KINDS),
        )
    if min(width, height) < 1:
        raise SettingError(
            N_("the boxes are {width} wide and {height} high: set both to 1 or more"),
            width=width,
            height=height,
        )
    return np.asarray(np.kron(_SIGNS[kind], np.ones((height, width))), dtype=np.float64)


def haar_feature_map(
    picture: NDArray[np.floating], kind: HaarKind, width: int, height: int
) -> HaarFeatureMap:
    """Evaluate a feature everywhere in (H, W) through the integral image: 6 to 9 look-ups each.

    Raises SettingError if the feature, boxes of `width` × `height`, does not fit.
    """
    kernel = haar_kernel(kind, width, height)
    _require_fit(kernel, picture.shape)
    return HaarFeatureMap(_box_sums(picture[None], kind, width, height)[0], kernel)


def haar_on_faces(kind: HaarKind, row: int, column: int, width: int, height: int) -> FaceTest:
    """Evaluate a feature at one place of scikit-image's 100 faces and 100 other pictures, 25×25.

    The pictures are `skimage.data.lfw_subset`: Labeled Faces in the Wild and random crops.
    Raises SettingError if the feature does not lie within the picture.
    """
    kernel = haar_kernel(kind, width, height)
    _require_fit(kernel, (FACE_SIDE, FACE_SIDE), row, column)
    rows, columns = kernel.shape
    pictures, faces = face_pictures()
    values = np.einsum(
        "nij,ij->n", pictures[:, row : row + rows, column : column + columns], kernel
    )
    threshold, above, accuracy = best_threshold(values[:, None], faces)
    return FaceTest(
        feature=HaarFeature(kind, row, column, width, height),
        values=values,
        faces=faces,
        threshold=float(threshold[0]),
        above=bool(above[0]),
        accuracy=float(accuracy[0]),
    )


@lru_cache(maxsize=4)
def best_haar_features(count: int = 10) -> tuple[FaceTest, ...]:
    """Rank the features by balanced accuracy and return the best that differ from each other.

    Every position in 25 × 25 is tried for all kinds with box sides of 2, 3, 4, 6, 8 and 12
    pixels; one that overlaps a better one of its kind by more than half is left out.
    """
    chosen: list[HaarFeature] = []
    for feature in _ranked_features():
        if not any(_overlap(feature, better) > 0.5 for better in chosen):
            chosen.append(feature)
        if len(chosen) == count:
            break
    return tuple(haar_on_faces(f.kind, f.row, f.column, f.width, f.height) for f in chosen)


def _ranked_features(keep: int = 200) -> list[HaarFeature]:
    """Return the `keep` best places of each kind and size, the best of all first."""
    pictures, faces = face_pictures()
    found: list[tuple[float, HaarFeature]] = []
    for kind in HAAR_KINDS:
        for width in SEARCH_SIDES:
            for height in SEARCH_SIDES:
                if max(haar_kernel(kind, width, height).shape) > FACE_SIDE:
                    continue
                sums = _box_sums(pictures, kind, width, height)  # (200, h, w)
                _, _, accuracy = best_threshold(sums.reshape(len(sums), -1), faces)
                for place in np.argsort(-accuracy, kind="stable")[:keep]:
                    row, column = divmod(int(place), sums.shape[2])
                    feature = HaarFeature(kind, row, column, width, height)
                    found.append((float(accuracy[place]), feature))
    found.sort(key=lambda pair: -pair[0])
    return [feature for _, feature in found]


def _overlap(one: HaarFeature, other: HaarFeature) -> float:
    """Return the shared part of the smaller feature's area, 0 for different kinds."""
    if one.kind != other.kind:
        return 0.0
    boxes = _SIGNS[one.kind].shape
    tall, wide = (
        max(0, min(a + n * s, b + n * t) - max(a, b))
        for a, s, b, t, n in (
            (one.row, one.height, other.row, other.height, boxes[0]),
            (one.column, one.width, other.column, other.width, boxes[1]),
        )
    )
    smaller = min(one.width * one.height, other.width * other.height)
    return float(tall * wide / (boxes[0] * boxes[1] * smaller))


@lru_cache(maxsize=1)
def face_pictures() -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (200, 25, 25) float64 in [0, 1] and which are faces, (200,) bool; both read-only."""
    package = find_spec("skimage")  # read by path: importing scikit-image takes seconds
    if package is None or package.origin is None:
        raise PictureError(N_("the face pictures come with scikit-image: install it"))
    pictures = np.load(Path(package.origin).parent / "data" / "lfw_subset.npy")
    faces = np.arange(len(pictures)) < 100
    pictures.flags.writeable = faces.flags.writeable = False
    return pictures, faces


def best_threshold(
    values: NDArray[np.float64], faces: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Best threshold, side and balanced accuracy of each column of (pictures, features).

    Balanced accuracy is the mean of the part of faces found and of others refused. Thresholds
    lie halfway between two different neighbouring values.
    """
    order = np.argsort(values, axis=0, kind="stable")
    ranked = np.take_along_axis(values, order, axis=0)
    truth = faces[order]
    below_faces = np.cumsum(truth, axis=0)[:-1] / faces.sum()
    below_others = np.cumsum(~truth, axis=0)[:-1] / (~faces).sum()
    lead = (below_others - below_faces) / 2  # above chance if "above" means face
    lead[ranked[1:] <= ranked[:-1]] = 0.0  # no threshold fits between equal values
    cut = np.argmax(np.abs(lead), axis=0)
    columns = np.arange(values.shape[1])
    threshold = (ranked[cut, columns] + ranked[cut + 1, columns]) / 2
    return threshold, lead[cut, columns] >= 0, 0.5 + np.abs(lead[cut, columns])


def _box_sums(
    pictures: NDArray[np.floating], kind: HaarKind, width: int, height: int
) -> NDArray[np.float64]:
    """Evaluate a feature everywhere in (n, H, W) by its corners in the integral image."""
    table = np.pad(pictures.astype(np.float64), ((0, 0), (1, 0), (1, 0)))
    table = table.cumsum(axis=1).cumsum(axis=2)  # (n, H + 1, W + 1)
    boxes = _SIGNS[kind]
    # a corner's weight is what its four boxes leave over, e.g. 1, −2, 1 along two boxes
    corners = np.pad(boxes, ((1, 0), (1, 0))) - np.pad(boxes, ((1, 0), (0, 1)))
    corners += np.pad(boxes, ((0, 1), (0, 1))) - np.pad(boxes, ((0, 1), (1, 0)))
    high = pictures.shape[1] - boxes.shape[0] * height + 1
    wide = pictures.shape[2] - boxes.shape[1] * width + 1
    values = np.zeros((len(pictures), high, wide))
    for i, j in np.argwhere(corners):
        top, left = i * height, j * width
        values += corners[i, j] * table[:, top : top + high, left : left + wide]
    return values


def _require_fit(
    kernel: NDArray[np.float64], shape: tuple[int, ...], row: int = 0, column: int = 0
) -> None:
    rows, columns = kernel.shape
    if min(row, column) < 0 or row + rows > shape[0] or column + columns > shape[1]:
        raise SettingError(
            N_(
                "the feature is {rows} × {columns} pixels, at row {row} and column {column} it "
                "leaves the picture of {height} × {width}: move it or make its boxes smaller"
            ),
            rows=rows,
            columns=columns,
            row=row,
            column=column,
            height=shape[0],
            width=shape[1],
        )
