"""The feature-space page's picture: two planes and a gallery; the numbers, and what they mean."""

from __future__ import annotations

import streamlit as st

from explorer.ui.components.picture_scatter import Plane, picture_scatter
from explorer.ui.feature_space.compute import FeatureView, Space, neighbours_in, plane_of, votes_in
from explorer.ui.feature_space.sentences import describe_view, distance_formula, share
from explorer.ui.feature_space.settings import QUERY
from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.networks.choosing import show_source
from explorer.ui.wording import class_names

SPACES: tuple[Space, Space] = ("pixels", "features")


def show_planes(view: FeatureView, method: str, perplexity: int) -> None:
    """Both planes with the query's neighbours; a click goes into the link."""
    first, second = (_make_plane(view, space, method, perplexity) for space in SPACES)
    names = class_names(view.pictures)
    picture_scatter(
        view.pictures.pixels,
        view.pictures.labels,
        names,
        (first, second),
        selected=view.query,
        alt=_("{count} pictures as points, by their pixels and by their features").format(
            count=len(view.pictures)
        ),
        key="feature_scatter",
        on_select=_keep_query,
    )
    st.caption(_("Pictures: {credit}").format(credit=_(view.pictures.credit)))


def _make_plane(view: FeatureView, space: Space, method: str, perplexity: int) -> Plane:
    laid = plane_of(view, space, method, perplexity)
    near = neighbours_in(view, space)
    numbers = view.vectors(space).shape[1]
    name = _("pixels") if space == "pixels" else _("features")
    title = (
        _("Pixels: {count:,} numbers a picture")
        if space == "pixels"
        else _("Features: {count:,} numbers a picture")
    ).format(count=numbers)
    if laid.kept is not None:
        title += " · " + _("{share} of the variance").format(share=share(laid.kept))
    return Plane(name, title, laid.places, near.indices, near.distances)


def _keep_query(index: int) -> None:
    set_controls({QUERY.key: str(index)})


def show_numbers(view: FeatureView, k: int) -> None:
    """The results, the sentences, and the distances with the numbers in them."""
    scores = {space: votes_in(view, space, k).score for space in SPACES}
    places = st.columns(4)
    places[0].metric(_("k-NN by features"), share(scores["features"].mean))
    places[1].metric(_("k-NN by pixels"), share(scores["pixels"].mean))
    places[2].metric(_("Numbers a picture"), f"{view.features.shape[1]:,}")
    show_source(view.network, places[3])
    near = {space: neighbours_in(view, space) for space in SPACES}
    what_you_see(describe_view(view, scores, near, k))
    st.latex(distance_formula(view, near))
