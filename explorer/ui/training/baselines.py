"""What costs nothing, beside the newest run: majority, colours, random features."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import wait
from typing import Any

import streamlit as st

from explorer.data.labelled_pictures import LabelledPictures
from explorer.training.baselines import Baseline, measure_baselines
from explorer.training.orders import RunHandle
from explorer.training.settings import RunSettings
from explorer.training.splits import split_pictures
from explorer.ui.feature_space.features import own_desk
from explorer.ui.jobs import Job, JobDesk, show_progress, watch_job
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.problems import tell

WAIT_S = 0.5  # what is done by then needs no bar
KINDS = 3

Measured = tuple[Baseline, ...]


@st.cache_resource(show_spinner=False)
def _shared_desk() -> JobDesk[Measured]:
    return JobDesk("baselines", most_kept=24)


def show_baselines(
    pictures: LabelledPictures, settings: RunSettings, newest: RunHandle | None
) -> None:
    """The three as a table with the newest run's test accuracy, and what they mean."""
    job = _ask(pictures, settings)
    watch_job(job, lambda: _show_measured(job, newest))
    st.markdown(lesson_section("training", "baselines"))


def _ask(pictures: LabelledPictures, settings: RunSettings) -> Job[Any]:
    desk: JobDesk[Any] = own_desk() if pictures.private else _shared_desk()
    question = ("baselines", pictures.key, settings.seed, settings.labels_per_class)
    job = desk.find(question)
    if job is None or job.stop.is_set():
        job = desk.start(question, lambda: _measure(pictures, settings))
        if job.future is not None:
            wait([job.future], timeout=WAIT_S)
    return job


def _measure(pictures: LabelledPictures, settings: RunSettings) -> Iterator[Measured]:
    split = split_pictures(pictures, settings.seed, settings.labels_per_class)
    found: Measured = ()
    for baseline in measure_baselines(pictures, split, settings.seed):
        found = (*found, baseline)
        yield found


def _show_measured(job: Job[Any], newest: RunHandle | None) -> None:
    problem = job.problem
    if problem is not None:
        st.warning(tell(problem), icon=":material/build:")
        return
    found: Measured = job.latest or ()
    if job.live:
        show_progress(
            job, len(found) / KINDS, _("Measuring what costs nothing …"), key="train_baseline_stop"
        )
    names = {
        "majority": _("Always the commonest class"),
        "colour": _("Mean and deviation of each colour, linear"),
        "random": _("AlexNet's convolutions at random, linear"),
    }
    rows = [(names[one.kind], one.right, one.total, one.interval) for one in found]
    if newest is not None and newest.test is not None:
        test = newest.test
        rows.append((newest.order.name, test.right, len(test.labels), test.interval))
    st.table(
        {
            _("How"): [name for name, *_rest in rows],
            _("Test accuracy"): [f"{right / total:.1%}" for _name, right, total, _span in rows],
            _("95 % interval"): [
                f"{low:.0%} – {high:.0%}" for _name, _right, _total, (low, high) in rows
            ],
        },
        hide_index=True,
    )
