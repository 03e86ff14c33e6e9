"""Which pictures are learned from, which ones choose the epoch, and which ones test it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch

from explorer.data.labelled_pictures import LabelledPictures, Numbers
from explorer.errors import SettingError
from explorer.text import N_

VALIDATION, TEST = 0.2, 0.2  # shares of each class
PARTS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Indices of the pictures of each part, (N,) int64 each; no picture stands in two."""

    train: Numbers
    validation: Numbers
    test: Numbers

    def counts(self, labels: Numbers, classes: int) -> dict[str, list[int]]:
        """Return how many pictures of each class a part has."""
        return {
            part: np.bincount(labels[getattr(self, part)], minlength=classes).tolist()
            for part in PARTS
        }


def split_pictures(
    pictures: LabelledPictures, seed: int, labels_per_class: int | None = None
) -> Split:
    """Split each class by chance, 60 : 20 : 20; the same seed gives the same parts.

    Where the pictures have regions (crops of one photograph), those of region 0 are learned from
    and those of region 1 are asked about: neighbouring crops are nearly the same picture.
    `labels_per_class` shortens the first part alone, so that runs with few labels are compared on
    the same questions. Raises SettingError where a class is too small for three parts.
    """
    generator = torch.Generator().manual_seed(seed)
    parts: dict[str, list[Numbers]] = defaultdict(list)
    for label, name in enumerate(pictures.classes):
        members = np.flatnonzero(pictures.labels == label)
        members = members[torch.randperm(len(members), generator=generator).numpy()]
        train, validation, test = _split_class(pictures, members)
        if min(len(train), len(validation), len(test)) == 0:
            raise SettingError(
                N_(
                    "{count} pictures of {name} are too few: each class needs one to learn from, "
                    "one to validate and one to test, so three at least"
                ),
                count=len(members),
                name=name,
            )
        parts["train"].append(train[:labels_per_class])
        parts["validation"].append(validation)
        parts["test"].append(test)
    return Split(**{part: np.concatenate(parts[part]) for part in PARTS})


def _split_class(pictures: LabelledPictures, members: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    if pictures.regions is not None:
        asked = members[pictures.regions[members] == 1]
        half = len(asked) // 2
        return members[pictures.regions[members] == 0], asked[:half], asked[half:]
    validation = max(1, round(VALIDATION * len(members)))
    test = max(1, round(TEST * len(members)))
    return (
        members[validation + test :],
        members[:validation],
        members[validation : validation + test],
    )


@dataclass(frozen=True, slots=True)
class Leak:
    """The same picture in two parts: indices, and the parts they stand in."""

    first: int
    second: int
    parts: tuple[str, str]


def find_leaks(pictures: LabelledPictures, split: Split) -> tuple[Leak, ...]:
    """Return pictures whose pixels are the same, byte for byte, in different parts."""
    seen: dict[bytes, tuple[int, str]] = {}
    leaks = []
    for part in PARTS:
        for index in getattr(split, part).tolist():
            digest = hashlib.sha256(pictures.pixels[index].tobytes()).digest()
            first, where = seen.setdefault(digest, (index, part))
            if where != part:
                leaks.append(Leak(first, index, (where, part)))
    return tuple(leaks)
