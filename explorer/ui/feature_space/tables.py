"""Two tables of counts: what is mistaken for what, and what k-means puts together."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.networks.feature_clusters import Clusters
from explorer.plots.feature_scores import table_figure
from explorer.ui.feature_space.compute import FeatureView, Space, clusters_in, votes_in
from explorer.ui.feature_space.sentences import share
from explorer.ui.feature_space.settings import GROUPS, SPACE
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number
from explorer.ui.wording import class_names


def show_confusion(view: FeatureView, k: int) -> None:
    """The confusion matrix over all draws, by features or by pixels."""
    space: Space = "pixels" if SPACE.draw(st) == "pixels" else "features"
    names = class_names(view.pictures)
    table = votes_in(view, space, k).confusion
    right, total = int(np.trace(table)), int(table.sum())
    words = _("{right:,} of {total:,} told rightly by {space}").format(
        right=right, total=total, space=_("pixels") if space == "pixels" else _("features")
    )
    st.plotly_chart(
        table_figure(table, names, names, row_label=_("true class"), column_label=_("class told")),
        width="stretch",
        key="feature_confusion",
        alt=_("Confusion matrix: {words}").format(words=words),
    )
    st.markdown(f"{words}. {commonest_mistake(table, names)}")
    st.markdown(lesson_section("feature_space", "confusion"))


def commonest_mistake(table: np.ndarray, names: list[str]) -> str:
    """Name the commonest mistake."""
    wrong = table - np.diag(np.diag(table))
    if not wrong.any():
        return _("Nothing is mistaken for anything else.")
    true, told = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return _(
        "The commonest mistake: **{true}** told as **{told}**, {count} of {total} times."
    ).format(
        true=names[int(true)],
        told=names[int(told)],
        count=int(wrong[true, told]),
        total=int(table[true].sum()),
    )


def show_clusters(view: FeatureView) -> None:
    """k-means in both spaces: which classes each group holds, and how pure the groups are."""
    names = class_names(view.pictures)
    asked = GROUPS.draw(st.columns([1, 3])[0])
    count = len(names) if asked is None else asked
    found = {space: clusters_in(view, space, count) for space in ("features", "pixels")}
    places = st.columns(2)
    titles = {"features": _("By features"), "pixels": _("By pixels")}
    for place, (space, clusters) in zip(places, found.items(), strict=True):
        with place:
            _show_groups(clusters, names, titles[space], space)
    st.markdown(lesson_section("feature_space", "clusters"))


def _show_groups(clusters: Clusters, names: list[str], title: str, key: str) -> None:
    groups = [str(number + 1) for number in range(len(clusters.table))]
    largest = clusters.table.max(axis=1)
    st.markdown(f"**{title}**")
    st.plotly_chart(
        table_figure(clusters.table, groups, names, row_label=_("group"), column_label=_("class")),
        width="stretch",
        key=f"feature_groups_{key}",
        alt=_("{title}: how many pictures of each class each group holds").format(title=title),
    )
    st.latex(rf"\frac{{{_sum(largest)}}}{{{clusters.table.sum()}}} = {clusters.purity:.3f}")
    st.markdown(
        _("Purity **{purity}**, adjusted Rand index **{index}**.").format(
            purity=share(clusters.purity), index=show_number(clusters.adjusted_rand)
        )
    )


def _sum(values: np.ndarray) -> str:
    """Write a sum out, its middle left away where it is long."""
    numbers = [str(value) for value in values]
    if len(numbers) > 6:
        numbers = [*numbers[:3], r"\dots", numbers[-1]]
    return " + ".join(numbers)
