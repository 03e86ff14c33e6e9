"""Groups found without labels, and how well they agree with the classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_STARTS = 4  # of k-means; the best is kept


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """`table`: (clusters, classes) counts; purity in (0, 1]; adjusted Rand index up to 1.

    The Rand index adjusted for chance (Hubert and Arabie 1985) is 0 on average for random groups.
    """

    table: Numbers
    purity: float
    adjusted_rand: float


def cluster_pictures(vectors: Floats, labels: Numbers, count: int, seed: int = 0) -> Clusters:
    """Put (N, D) into `count` groups by k-means and compare them with the (N,) labels.

    Raises SettingError for more groups than pictures.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score
    from threadpoolctl import threadpool_limits

    if count > len(vectors):
        raise SettingError(
            N_("{count} groups of {pictures} pictures: lower the number to {pictures}"),
            count=count,
            pictures=len(vectors),
        )
    with threadpool_limits(1):  # short loops: on a busy machine threads wait for each other
        found = KMeans(count, n_init=_STARTS, random_state=seed).fit_predict(vectors)
    table = count_members(found, labels, count)
    return Clusters(table, purity(table), float(adjusted_rand_score(labels, found)))


def count_members(groups: Numbers, labels: Numbers, count: int) -> Numbers:
    """Count each class in each group: (count, classes)."""
    table = np.zeros((count, int(labels.max()) + 1), dtype=np.int64)
    np.add.at(table, (groups, labels), 1)
    return table


def purity(table: Numbers) -> float:
    """Return the share of pictures that belong to the commonest class of their group.

    Σ over groups of the largest count, divided by all. One picture a group gives 1, so it only
    compares for the same number of groups (Manning, Raghavan, Schütze 2008, section 16.3).
    """
    return float(table.max(axis=1).sum() / table.sum())
