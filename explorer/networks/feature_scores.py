"""Nearest neighbours in any space: who is close to whom, and how often the vote is right.

Scikit-learn's KNeighborsClassifier does the voting: Euclidean distance, each neighbour one vote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.networks.neighbours import NeighbourScore
from explorer.text import N_

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

DRAWS = 10
ASKED_SHARE = 0.25
KNOWN_SHARE = 0.75  # of a region whose pictures are all known: what is left out differs by draw


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One way to part the pictures: indices of those known and of those asked about."""

    known: Numbers
    asked: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """What the votes of all draws came to.

    `score`: accuracy of each draw; `confusion`: (classes, classes) counts over all draws, the true
    class down, the told one across.
    """

    score: NeighbourScore
    confusion: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Each picture's nearest others: `indices` and `distances`, both (N, count), nearest first."""

    indices: NDArray[np.int32]
    distances: Floats


def draw_pictures(labels: Numbers, regions: Numbers | None, seed: int = 0) -> tuple[Draw, ...]:
    """Part the pictures ten times, every class in the same proportion.

    A quarter is asked about. Where there are regions, three quarters of region 0 are known and
    three quarters of region 1 asked about.
    """
    if regions is None:
        parts = list(_split(labels, max(len(set(labels)), round(ASKED_SHARE * len(labels))), seed))
        return tuple(Draw(known, asked) for known, asked in parts)
    known_of, asked_of = (np.flatnonzero(regions == region) for region in (0, 1))
    chosen = []
    for members in (known_of, asked_of):
        left_out = len(members) - round(KNOWN_SHARE * len(members))
        chosen.append([members[kept] for kept, _ in _split(labels[members], left_out, seed)])
    return tuple(Draw(known, asked) for known, asked in zip(*chosen, strict=True))


def _split(labels: Numbers, second: int, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    from sklearn.model_selection import StratifiedShuffleSplit

    splitter = StratifiedShuffleSplit(DRAWS, test_size=second, random_state=seed)
    yield from splitter.split(np.zeros(len(labels)), labels)


def vote_by_neighbours(
    vectors: Floats, labels: Numbers, draws: tuple[Draw, ...], neighbours: int
) -> Votes:
    """Let the `neighbours` nearest known of (N, D) decide on each asked picture, in every draw.

    Raises SettingError where fewer are known than neighbours are asked for.
    """
    from sklearn.metrics import confusion_matrix
    from sklearn.neighbors import KNeighborsClassifier

    known = min(len(draw.known) for draw in draws)
    if neighbours > known:
        raise SettingError(
            N_("{k} neighbours are asked for, {known} pictures are known: lower k to {known}"),
            k=neighbours,
            known=known,
        )
    classes = np.arange(int(labels.max()) + 1)
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    accuracies = []
    for draw in draws:
        classifier = KNeighborsClassifier(neighbours, algorithm="brute")
        classifier.fit(vectors[draw.known], labels[draw.known])
        told = classifier.predict(vectors[draw.asked])
        confusion += confusion_matrix(labels[draw.asked], told, labels=classes)
        accuracies.append(float((told == labels[draw.asked]).mean()))
    return Votes(NeighbourScore(tuple(accuracies)), confusion)


def find_neighbours(vectors: Floats, regions: Numbers | None, count: int) -> Neighbours:
    """Return each picture's `count` nearest others in (N, D), never one of its own region.

    Fewer where there are not so many.
    """
    rows = torch.from_numpy(np.array(vectors, dtype=np.float32))
    distances = torch.cdist(rows, rows, compute_mode="donot_use_mm_for_euclid_dist")  # (N, N)
    distances.fill_diagonal_(torch.inf)
    most = len(rows) - 1
    if regions is not None:
        own = torch.from_numpy(np.array(regions))
        distances[own[:, None] == own[None]] = torch.inf
        most = min(int((own == region).sum()) for region in set(own.tolist()))
    nearest = distances.topk(min(count, most), largest=False)
    return Neighbours(nearest.indices.numpy().astype(np.int32), nearest.values.numpy())
