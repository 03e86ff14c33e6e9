"""What the feature-space page says about the pictures on screen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer.networks.feature_scores import Neighbours
from explorer.networks.neighbours import NeighbourScore
from explorer.ui.feature_space.compute import FeatureView, Space
from explorer.ui.language import _
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.wording import aligned, class_names, tex_text

_TERMS = 2  # of a long sum that are written out


def share(value: float) -> str:
    """Write a share as a percentage."""
    return _("{share} %").format(share=show_number(100 * value))


def with_spread(score: NeighbourScore) -> str:
    """Write a mean over draws with its standard deviation."""
    return _("{mean} ± {spread} %").format(
        mean=f"{100 * score.mean:.1f}", spread=f"{100 * score.spread:.1f}"
    )


def describe_view(
    view: FeatureView,
    scores: Mapping[Space, NeighbourScore],
    near: Mapping[Space, Neighbours],
    k: int,
) -> list[str]:
    """Say who is near the query, who tells classes apart, and by how much."""
    names = class_names(view.pictures)
    label = view.pictures.labels[view.query]
    right = {
        space: int((view.pictures.labels[found.indices[view.query]] == label).sum())
        for space, found in near.items()
    }
    return [
        _(
            "Picture {number} is **{name}**: of its {count} nearest others **{pixels}** are of its "
            "class by pixels and **{features}** by features."
        ).format(
            number=view.query,
            name=names[label],
            count=near["features"].indices.shape[1],
            pixels=right["pixels"],
            features=right["features"],
        ),
        _(
            "With k = {k} neighbours the class of a picture left out is told rightly in "
            "**{features}** of the cases by features and in **{pixels}** by pixels, over {draws} "
            "draws; guessing gives {chance}."
        ).format(
            k=k,
            features=with_spread(scores["features"]),
            pixels=with_spread(scores["pixels"]),
            draws=len(scores["features"].accuracies),
            chance=share(1 / len(names)),
        ),
        *_compare(view, scores),
    ]


def _compare(view: FeatureView, scores: Mapping[Space, NeighbourScore]) -> list[str]:
    told = []
    gap = scores["features"].mean - scores["pixels"].mean
    spread = scores["features"].spread + scores["pixels"].spread
    if abs(gap) <= spread:
        told.append(_("The difference is no larger than the spread: neither space wins here."))
    elif gap < 0:
        told.append(
            _(
                "Here pixels win: the pictures are small and centred, and the network was never "
                "asked to tell these classes apart."
            )
        )
    if view.pictures.key == "textures":
        told.append(
            _(
                "Each class is **one photograph**, known by its left half and asked about on its "
                "right: that makes it far easier than telling materials apart."
            )
        )
    if view.network.source == "random":
        told.append(_("These features come from **random** weights: nothing in them was learned."))
    return told


def distance_formula(view: FeatureView, near: Mapping[Space, Neighbours]) -> str:
    """Write the distance to the nearest picture in both spaces, with the first terms."""
    lines = []
    names = {"pixels": _("pixels"), "features": _("features")}
    for space, found in near.items():
        other = int(found.indices[view.query, 0])
        rows = view.vectors(space)
        first, second = rows[view.query], rows[other]
        count = len(first)
        written = min(_TERMS, count)
        terms = " + ".join(
            rf"({tex_number(float(a))} - {_bracketed(float(b))})^2"
            for a, b in zip(first[:written], second[:written], strict=True)
        )
        rest = r" + \dots" if count > written else ""
        distance = float(np.linalg.norm(first - second))
        lines.append(
            rf"d_{{{tex_text(names[space])}}}(x_{{{view.query}}}, x_{{{other}}}) &= "
            rf"\sqrt{{\sum_{{i=1}}^{{{count}}} (x_{{{view.query},i}} - x_{{{other},i}})^2}} = "
            rf"\sqrt{{{terms}{rest}}} = {tex_number(distance, 4)}"
        )
    return aligned(*lines)


def _bracketed(value: float) -> str:
    text = tex_number(value)
    return f"({text})" if text.startswith("-") else text
