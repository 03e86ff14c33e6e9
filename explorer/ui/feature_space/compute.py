"""Everything the feature-space page works out from features and pixels, kept where it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from explorer.data.labelled_pictures import (
    Floats,
    LabelledPictures,
    colour_statistics,
    pixel_vectors,
)
from explorer.networks.feature_clusters import Clusters, cluster_pictures
from explorer.networks.feature_cut import FeatureCut
from explorer.networks.feature_maps import PlaneMap, map_by_pca, map_by_tsne
from explorer.networks.feature_scores import (
    Draw,
    Neighbours,
    Votes,
    draw_pictures,
    find_neighbours,
    vote_by_neighbours,
)
from explorer.networks.loaded_network import LoadedNetwork
from explorer.ui.feature_space.features import FeatureQuestion, recall
from explorer.ui.language import _

SHOWN = 8  # nearest pictures that are shown
Space = Literal["pixels", "features", "colour"]


@dataclass(frozen=True, slots=True, eq=False)
class FeatureView:
    """Pictures with their features by one network, and the picture asked about.

    `features`: (N, C) float32; `query`: an index.
    """

    network: LoadedNetwork
    question: FeatureQuestion
    features: Floats
    query: int

    @property
    def pictures(self) -> LabelledPictures:
        """What is looked at."""
        return self.question.pictures

    @property
    def cut(self) -> FeatureCut:
        """Where the network is cut."""
        return self.question.cut

    def vectors(self, space: Space) -> Floats:
        """Return the pictures as rows of a space: (N, D) float32."""
        if space == "features":
            return self.features
        make = {"pixels": pixel_vectors, "colour": colour_statistics}[space]
        return recall((space,), lambda: make(self.pictures), self.pictures)

    def key(self, space: Space) -> tuple[object, ...]:
        """What the rows of a space depend on, but for the pictures."""
        return (*self.question.key, space) if space == "features" else (space,)


def _draws(view: FeatureView) -> tuple[Draw, ...]:
    pictures = view.pictures
    return recall(("draws",), lambda: draw_pictures(pictures.labels, pictures.regions), pictures)


def neighbours_in(view: FeatureView, space: Space) -> Neighbours:
    """Return everybody's nearest pictures in a space."""
    pictures = view.pictures
    return recall(
        (*view.key(space), "nearest"),
        lambda: find_neighbours(view.vectors(space), pictures.regions, SHOWN),
        pictures,
    )


def plane_of(view: FeatureView, space: Space, method: str, perplexity: int) -> PlaneMap:
    """Lay a space out on a plane by "pca" or "tsne"; the second takes seconds once."""
    vectors = view.vectors(space)
    if method == "pca":
        return recall((*view.key(space), method), lambda: map_by_pca(vectors), view.pictures)
    with st.spinner(_("t-SNE lays {count} pictures out …").format(count=len(vectors))):
        return recall(
            (*view.key(space), method, perplexity),
            lambda: map_by_tsne(vectors, perplexity),
            view.pictures,
        )


def votes_in(view: FeatureView, space: Space, k: int) -> Votes:
    """Let k neighbours vote in a space, in every draw."""
    return recall(
        (*view.key(space), "votes", k),
        lambda: vote_by_neighbours(view.vectors(space), view.pictures.labels, _draws(view), k),
        view.pictures,
    )


def votes_of(view: FeatureView, question: FeatureQuestion, features: Floats, k: int) -> Votes:
    """Let k neighbours vote on another network's features of the same pictures."""
    return recall(
        (*question.key, "votes", k),
        lambda: vote_by_neighbours(features, view.pictures.labels, _draws(view), k),
        view.pictures,
    )


def clusters_in(view: FeatureView, space: Space, count: int) -> Clusters:
    """Group the pictures of a space by k-means."""
    return recall(
        (*view.key(space), "clusters", count),
        lambda: cluster_pictures(view.vectors(space), view.pictures.labels, count),
        view.pictures,
    )
