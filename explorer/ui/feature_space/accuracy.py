"""Who tells classes apart: features, pixels, colour statistics and random weights in one chart."""

from __future__ import annotations

import streamlit as st

from explorer.networks.feature_cut import cut_network
from explorer.networks.neighbours import NeighbourScore
from explorer.plots.feature_scores import Bar, accuracy_figure
from explorer.ui.feature_space.compute import FeatureView, votes_in, votes_of
from explorer.ui.feature_space.features import FeatureQuestion, show_waiting
from explorer.ui.feature_space.sentences import share, with_spread
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.shelf import load_network
from explorer.ui.wording import class_names


def show_accuracy(view: FeatureView, k: int) -> None:
    """The chart, its numbers in a sentence, and what they mean."""
    scores = {
        _("Features"): votes_in(view, "features", k).score,
        _("Pixels"): votes_in(view, "pixels", k).score,
        _("Colour statistics"): votes_in(view, "colour", k).score,
    }
    untrained = _score_untrained(view, k)
    if untrained is not None:
        scores[_("Random weights")] = untrained
    chance = 1 / len(class_names(view.pictures))
    told = "; ".join(f"{name}: {with_spread(score)}" for name, score in scores.items())
    st.plotly_chart(
        accuracy_figure(
            [Bar(name, s.mean, s.spread, s.accuracies) for name, s in scores.items()],
            chance,
            axis_label=_("told rightly, %"),
            chance_label=_("guessing"),
            draw_label=_("one draw"),
        ),
        width="stretch",
        key="feature_accuracy",
        alt=_("Accuracy of {k} nearest neighbours. {told}").format(k=k, told=told),
    )
    st.markdown(
        _(
            "Mean ± standard deviation over {draws} draws, k = {k}: {told}. Guessing gives "
            "{chance}."
        ).format(draws=len(scores[_("Features")].accuracies), k=k, told=told, chance=share(chance))
    )
    st.markdown(lesson_section("feature_space", "accuracy"))


def _score_untrained(view: FeatureView, k: int) -> NeighbourScore | None:
    """Score the same network before any training; None while its features are worked out."""
    network = view.network
    if network.source == "random":
        st.caption(_("The features shown are those of random weights: no bar of their own."))
        return None
    random = load_network(network.name, "random")
    cut = cut_network(random, view.cut.layer)
    question = FeatureQuestion(random.key, cut, view.question.size, view.pictures)
    job = question.ask()
    if not job.finished or job.latest is None or job.latest.features is None:
        show_waiting(question, job, key="feature_random")
        return None
    return votes_of(view, question, job.latest.features, k).score
