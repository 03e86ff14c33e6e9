"""Many numbers a picture laid out on a plane: by principal components, or by t-SNE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.text import N_

Floats = NDArray[np.float32]

_COMPONENTS = 50  # what t-SNE starts from, as its authors advise


@dataclass(frozen=True, slots=True, eq=False)
class PlaneMap:
    """`places`: (N, 2) float32, x to the right and y up; `kept`: PCA's share of the variance."""

    places: Floats
    kept: float | None = None


def map_by_pca(vectors: Floats) -> PlaneMap:
    """Project (N, D) onto its two directions of largest variance.

    One dimension alone is drawn along a line.
    """
    from sklearn.decomposition import PCA

    dimensions = min(2, *vectors.shape)
    pca = PCA(dimensions, svd_solver="full")
    with np.errstate(invalid="ignore"):  # pictures that are all alike vary by nothing
        places = pca.fit_transform(np.asarray(vectors, dtype=np.float64))
    if dimensions < 2:
        places = np.concatenate([places, np.zeros_like(places)], axis=1)
    spread = np.nan_to_num(pca.explained_variance_ratio_)
    return PlaneMap(places.astype(np.float32), float(spread.sum()))


def map_by_tsne(vectors: Floats, perplexity: float, seed: int = 0) -> PlaneMap:
    """Lay (N, D) out so that neighbours stay neighbours (van der Maaten and Hinton 2008).

    Begins with PCA's plane, so that the same seed gives the same map. Raises SettingError where
    the perplexity is not below the number of pictures.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    count = len(vectors)
    if perplexity >= count:
        raise SettingError(
            N_(
                "a perplexity of {perplexity:g} needs more than {perplexity:g} pictures, there are "
                "{count}: lower it below {count}"
            ),
            perplexity=perplexity,
            count=count,
        )
    rows = np.asarray(vectors, dtype=np.float64)
    if min(rows.shape) > _COMPONENTS:
        rows = PCA(_COMPONENTS, random_state=seed).fit_transform(rows)
    tsne = TSNE(perplexity=perplexity, init="pca", learning_rate="auto", random_state=seed)
    with threadpool_limits(1):  # many short loops: on a busy machine threads wait for each other
        return PlaneMap(np.asarray(tsne.fit_transform(rows), dtype=np.float32))
