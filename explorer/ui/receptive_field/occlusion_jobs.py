"""Occlusion maps made in the background: one at a time on a server, stopped between batches."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock

import streamlit as st

from explorer.errors import ExplorerError, SettingError
from explorer.networks.occlusion import OcclusionMap
from explorer.text import N_

MOST_KEPT = 48  # maps of a few kilobytes
MOST_WAITING = 8
PATIENCE_S = 600  # a map nobody has asked for meanwhile is given up

Steps = Callable[[], Iterator[OcclusionMap]]


@dataclass(slots=True, eq=False)
class OcclusionJob:
    """One map on its way: what is known so far, and the way to stop it."""

    steps: Steps
    stop: Event = field(default_factory=Event)
    latest: OcclusionMap | None = None
    asked_s: float = field(default_factory=time.monotonic)
    future: Future[None] | None = None

    @property
    def live(self) -> bool:
        """Whether it waits or runs."""
        return self.future is not None and not self.future.done()

    @property
    def finished(self) -> bool:
        """Whether all places are known."""
        return self.latest is not None and self.latest.done == self.latest.total

    @property
    def problem(self) -> ExplorerError | None:
        """What made it impossible, None where nothing did; raises what is no such error."""
        if self.future is None or not self.future.done() or self.future.cancelled():
            return None
        error = self.future.exception()
        if error is not None and not isinstance(error, ExplorerError):
            raise error
        return error

    def run(self) -> None:
        """Take one batch after another; called on the worker's thread."""
        for snapshot in self.steps():
            self.latest = snapshot
            if self.stop.is_set() or time.monotonic() - self.asked_s > PATIENCE_S:
                return


class OcclusionDesk:
    """Takes questions, answers one at a time, and keeps the last answers."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[Hashable, OcclusionJob] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="occlusion")

    def find(self, question: Hashable) -> OcclusionJob | None:
        """Return the job that answers a question, None if it was not asked or is forgotten."""
        job = self._jobs.get(question)
        if job is not None:
            job.asked_s = time.monotonic()
        return job

    def start(self, question: Hashable, steps: Steps) -> OcclusionJob:
        """Begin to answer; raises SettingError where too many wait already."""
        with self._lock:
            if sum(job.live for job in self._jobs.values()) >= MOST_WAITING:
                raise SettingError(
                    N_("{count} occlusion maps are waiting on this server: try again in a minute"),
                    count=MOST_WAITING,
                )
            job = OcclusionJob(steps)
            job.future = self._worker.submit(job.run)
            self._jobs[question] = job
            self._jobs.move_to_end(question)
            for old in [key for key, each in self._jobs.items() if not each.live]:
                if len(self._jobs) <= MOST_KEPT:
                    break
                if old != question:
                    del self._jobs[old]
            return job


@st.cache_resource(show_spinner=False)
def occlusion_desk() -> OcclusionDesk:
    """Return the server's one desk."""
    return OcclusionDesk()
