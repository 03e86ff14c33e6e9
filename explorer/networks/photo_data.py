"""The pictures that the offline weights are trained on, read from zip files given by the caller.

A zip of class folders (`train/cat/0001.jpg`) or of single photographs (`photos/n01_tench.jpg`);
every picture is decoded once to 8 bits and kept in memory, cropped later on whole batches.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

Bytes = NDArray[np.uint8]

CANVAS_SIDE = 256  # of a photograph in memory, pixels
PHOTO_SIDE = 192  # its shorter side
SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, slots=True, eq=False)
class PictureSet:
    """Decoded pictures with their classes.

    `canvases`: (N, 3, H, W) uint8, mirrored outwards where a picture is smaller than the canvas;
    `sizes`: (N, 2) rows and columns that are picture, from the upper left; `labels`: (N,) int64;
    `classes`: names by label.
    """

    canvases: Tensor
    sizes: Tensor
    labels: Tensor
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device) -> PictureSet:
        """Return the same pictures in the memory of `device`."""
        return PictureSet(
            self.canvases.to(device), self.sizes.to(device), self.labels.to(device), self.classes
        )


def read_class_folders(path: Path) -> PictureSet:
    """Read a zip whose pictures all have one size and lie in a folder of their class's name.

    Raises ValueError if it holds no picture or pictures of several sizes.
    """
    found = list(_read_pictures(path))
    shapes = {picture.shape for _, picture in found}
    if len(shapes) != 1:
        raise ValueError(f"{path.name} holds pictures of {len(shapes)} sizes, 1 is needed")
    classes = tuple(sorted({name.parent.name for name, _ in found}))
    number = {label: position for position, label in enumerate(classes)}
    labels = torch.tensor([number[name.parent.name] for name, _ in found])
    canvases = np.stack([picture for _, picture in found])  # (N, H, W, 3)
    height, width = canvases.shape[1:3]
    return PictureSet(
        torch.from_numpy(canvases).permute(0, 3, 1, 2).contiguous(),
        torch.tensor([[height, width]]).expand(len(found), 2).contiguous(),
        labels,
        classes,
    )


def read_photos(path: Path) -> PictureSet:
    """Read a zip of photographs, each a class of its own, their shorter side 192 pixels.

    The middle 256 pixels of the longer side are kept. Raises ValueError if there is none.
    """
    names, canvases, sizes = [], [], []
    for name, picture in _read_pictures(path):
        middle = _middle(_shrink(picture))
        height, width = middle.shape[:2]
        missing = ((0, CANVAS_SIDE - height), (0, CANVAS_SIDE - width), (0, 0))
        canvases.append(np.pad(middle, missing, mode="symmetric"))
        sizes.append((height, width))
        names.append(name.stem)
    if not names:
        raise ValueError(f"{path.name} holds no picture")
    return PictureSet(
        torch.from_numpy(np.stack(canvases)).permute(0, 3, 1, 2).contiguous(),
        torch.tensor(sizes),
        torch.arange(len(names)),
        tuple(names),
    )


def _shrink(picture: Bytes) -> Bytes:
    """Bring the shorter side of (H, W, 3) to 192 pixels."""
    height, width = picture.shape[:2]
    if min(height, width) == PHOTO_SIDE:
        return picture
    scale = PHOTO_SIDE / min(height, width)
    size = (max(PHOTO_SIDE, round(width * scale)), max(PHOTO_SIDE, round(height * scale)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def _middle(picture: Bytes) -> Bytes:
    """Keep at most the middle 256 pixels of each side of (H, W, 3)."""
    top, left = (max(0, side - CANVAS_SIDE) // 2 for side in picture.shape[:2])
    return picture[top : top + CANVAS_SIDE, left : left + CANVAS_SIDE]


def _read_pictures(path: Path) -> Iterator[tuple[PurePosixPath, Bytes]]:
    """Each picture of a zip with its name inside, (H, W, 3), in the order of the names."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            inside = PurePosixPath(name)
            if inside.suffix.lower() in SUFFIXES:
                picture = Image.open(io.BytesIO(archive.read(name))).convert("RGB")
                yield inside, np.asarray(picture)
