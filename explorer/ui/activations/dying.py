"""What a learning rate far too high does to filters: two trainings of one small network."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.networks.dying_filters import FILTERS, GENTLE_RATE, DyingRun, train_digits
from explorer.plots.insight import dying_figure
from explorer.ui.activations.insight_settings import DEAD_RATE, DEAD_SEED
from explorer.ui.controls import draw_all
from explorer.ui.language import _


def show_dying() -> None:
    """Two trainings of the same small network, one rate gentle, one far too high."""
    st.markdown("**" + _("What a learning rate far too high does") + "**")
    places = st.columns([3, 3])
    values = draw_all((DEAD_RATE, DEAD_SEED), places)
    high, seed = float(values["dead_rate"]), values["dead_seed"]
    with st.spinner(_("Training on handwritten digits …")):
        runs = [_train(rate, seed) for rate in (GENTLE_RATE, high)]
    chart, words = st.columns([3, 2])
    _draw_dying(chart, runs)
    words.markdown("\n".join(f"- {_tell_run(run[-1])}" for run in runs))
    words.caption(
        _(
            "16 filters of 3 × 3, ReLU, pooling, one linear layer; SGD with momentum 0.9 on "
            "scikit-learn's digits, trained on this server from the same start. Dead: not above "
            "zero on any of the training pictures."
        )
    )


def _draw_dying(place: DeltaGenerator, runs: Sequence[Sequence[DyingRun]]) -> None:
    rates = [f"{run[0].rate:g}" for run in runs]
    place.plotly_chart(
        dying_figure(
            {
                _("learning rate {rate}").format(rate=rate): [each.dead for each in run]
                for rate, run in zip(rates, runs, strict=True)
            },
            FILTERS,
            epoch_label=_("epoch"),
            dead_label=_("dead filters of {count}").format(count=FILTERS),
        ),
        width="stretch",
        key="dead_dying",
        alt=_("Dead filters at the end: {dead} with learning rates {rates}").format(
            dead=", ".join(str(run[-1].dead) for run in runs), rates=", ".join(rates)
        ),
    )


def _tell_run(end: DyingRun) -> str:
    told = _(
        "Learning rate {rate}: **{dead}** of {count} filters dead after {epochs} epochs, "
        "{accuracy} of the held-back digits right."
    ).format(
        rate=f"{end.rate:g}",
        dead=end.dead,
        count=FILTERS,
        epochs=end.epochs,
        accuracy=f"{end.accuracy:.0%}",
    )
    if end.broken:
        told += " " + _("Its weights are no numbers any more.")
    elif end.dead == FILTERS:
        told += " " + _("No gradient passes any filter any more.")
    return told


@st.cache_resource(max_entries=48, show_spinner=False)
def _train(rate: float, seed: int) -> tuple[DyingRun, ...]:
    return tuple(train_digits(rate, seed=seed))
