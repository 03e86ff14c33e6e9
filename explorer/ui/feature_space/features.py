"""Features worked out in the background, once for all visitors; of own pictures for one alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import streamlit as st
import torch

from explorer.data.labelled_pictures import Floats, LabelledPictures
from explorer.errors import SettingError
from explorer.networks.feature_cut import FeatureCut, batch_size
from explorer.networks.neighbours import feature_batches
from explorer.ui.jobs import Job, JobDesk, show_progress, watch_job
from explorer.ui.language import _
from explorer.ui.problems import tell

MOST_KEPT = 24  # features of 500 pictures with 512 numbers take a megabyte
MOST_RECALLED = 96
MOST_OWN = 16
WAIT_S = 1.0  # what is done by then needs no bar

_OWN_DESK, _OWN_RESULTS = "_feature_desk", "_feature_results"

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, eq=False)
class FeatureProgress:
    """Features of the first `done` of `total` pictures: (done, C) float32 at the end, else None."""

    done: int
    total: int
    features: Floats | None = None


def own_desk() -> JobDesk[Any]:
    """Return this session's desk: what it works on is gone with the session."""
    if _OWN_DESK not in st.session_state:
        st.session_state[_OWN_DESK] = JobDesk("own-pictures", most_kept=MOST_OWN)
    desk: JobDesk[Any] = st.session_state[_OWN_DESK]
    return desk


def forget_own() -> None:
    """Let go all that was worked out of own pictures."""
    st.session_state.pop(_OWN_DESK, None)
    st.session_state.pop(_OWN_RESULTS, None)


@st.cache_resource(show_spinner=False)
def _shared_desk() -> JobDesk[FeatureProgress]:
    return JobDesk("features", most_kept=MOST_KEPT)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureQuestion:
    """Which network, cut where, at which input size, on which pictures."""

    network_key: str
    cut: FeatureCut
    size: int
    pictures: LabelledPictures

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What the answer depends on."""
        return (self.network_key, self.cut.layer, self.size, self.pictures.key)

    def start(self) -> Job[FeatureProgress]:
        """Begin to answer; raises SettingError where too many wait."""
        desk = own_desk() if self.pictures.private else _shared_desk()
        return desk.start(self.key, lambda: compute_features(self.cut, self.size, self.pictures))

    def ask(self) -> Job[FeatureProgress]:
        """Return the job that answers, begun if it is new; waits a second for its end."""
        desk = own_desk() if self.pictures.private else _shared_desk()
        job: Job[FeatureProgress] = desk.find(self.key) or self.start()
        if job.live and job.future is not None:
            wait([job.future], timeout=WAIT_S)
        return job


def compute_features(
    cut: FeatureCut, size: int, pictures: LabelledPictures
) -> Iterator[FeatureProgress]:
    """Work out the mean over places of what the cut gives, a batch at a time."""
    canvases = torch.from_numpy(np.array(pictures.pixels))
    found: list[torch.Tensor] = []
    done, total = 0, len(pictures)
    yield FeatureProgress(0, total)
    for part in feature_batches(cut, canvases, size, batch=batch_size(size)):
        found.append(part)
        done += len(part)
        if done < total:
            yield FeatureProgress(done, total)
    yield FeatureProgress(total, total, torch.cat(found).numpy())


def show_waiting(question: FeatureQuestion, job: Job[FeatureProgress], *, key: str) -> None:
    """Draw how far the features are, with a button that stops or, once stopped, starts again."""
    if job.live:
        watch_job(job, lambda: _show_coming(question, job, key))
        return
    problem = job.problem
    if problem is not None:
        st.warning(tell(problem), icon=":material/build:")
        return
    done, total, _words = _tell(question, job)
    st.info(_("Stopped after {done} of {total} pictures.").format(done=done, total=total))
    st.button(  # outside the watch: the page has to see it start
        _("Start again"),
        key=f"{key}_start",
        icon=":material/play_arrow:",
        on_click=lambda: _start_again(question),
    )


def _show_coming(question: FeatureQuestion, job: Job[FeatureProgress], key: str) -> None:
    done, total, words = _tell(question, job)
    show_progress(job, None if job.latest is None else done / total, words, key=f"{key}_stop")


def _tell(question: FeatureQuestion, job: Job[FeatureProgress]) -> tuple[int, int, str]:
    """Return how many pictures are done, of how many, and the words for it."""
    found = job.latest
    done, total = (0, len(question.pictures)) if found is None else (found.done, found.total)
    words = _("Features: {done} of {total} pictures through the network")
    return done, total, words.format(done=done, total=total)


def _start_again(question: FeatureQuestion) -> None:
    with suppress(SettingError):  # too many wait: the button stays
        question.start()


def recall(
    key: tuple[Hashable, ...], compute: Callable[[], Found], pictures: LabelledPictures
) -> Found:
    """Return what `compute` gives, kept by `key`; own pictures' in the session, others' by all."""
    if not pictures.private:
        shared: Found = _recall_shared((pictures.key, *key), compute)
        return shared
    kept: OrderedDict[Hashable, Any]
    kept = st.session_state.setdefault(_OWN_RESULTS, OrderedDict())
    name = (pictures.key, *key)
    if name not in kept:
        kept[name] = compute()
    kept.move_to_end(name)
    while len(kept) > MOST_OWN:
        kept.popitem(last=False)
    found: Found = kept[name]
    return found


@st.cache_resource(max_entries=MOST_RECALLED, show_spinner=False)
def _recall_shared(key: tuple[Hashable, ...], _compute: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _compute()
