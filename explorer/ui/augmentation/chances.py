"""How often each step is taken: 1,000 draws against the rules of probability."""

from __future__ import annotations

import streamlit as st

from explorer.augmentation.chances import BranchCount
from explorer.plots.augmentation import Share, branch_figure
from explorer.ui.augmentation.compute import COUNTED, AugmentView, branches
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section


def show_chances(view: AugmentView) -> None:
    """The chart, what lies outside its interval, and how p and weights are meant."""
    if not view.recipe:
        st.info(_("An empty recipe takes nothing: add a step."))
        return
    counts = branches(view.recipe, view.seed)
    names = [_name(count) for count in counts]
    shares = [_share(name, count) for name, count in zip(names, counts, strict=True)]
    st.plotly_chart(
        branch_figure(
            shares,
            axis_label=_("taken, % of {count} draws").format(count=f"{COUNTED:,}"),
            counted_label=_("counted"),
            chance_label=_("probability, with the interval of 95 counts in 100"),
        ),
        width="stretch",
        key="augment_branches",
        alt="; ".join(
            _("{name}: {taken} of {draws}, expected {chance}").format(
                name=name,
                taken=count.taken,
                draws=count.draws,
                chance=f"{count.chance:.1%}",
            )
            for name, count in zip(names, counts, strict=True)
        ),
    )
    outside = [
        name
        for name, count in zip(names, counts, strict=True)
        if not count.expected[0] <= count.taken <= count.expected[1]
    ]
    st.markdown(
        _(
            "Outside its interval: **{names}**. One in twenty is by chance alone; another seed "
            "tells."
        ).format(names=", ".join(outside))
        if outside
        else _("Every count lies within its interval.")
    )
    st.markdown(lesson_section("augmentation", "chances"))


def _name(count: BranchCount) -> str:
    number, at = count.place
    return f"{number + 1}.{at + 1} {_(count.step.title)}"


def _share(name: str, count: BranchCount) -> Share:
    low, high = (max(0.0, min(1.0, end / count.draws)) for end in count.expected)
    return Share(name, count.taken / count.draws, count.chance, low, high)
