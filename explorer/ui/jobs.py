"""Long work in the background: bounded, stopped between steps, kept when its page is left.

A job is a generator of snapshots. It never calls Streamlit; a page draws what is known so far.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Generic, Protocol, TypeVar
from uuid import uuid4

import streamlit as st

from explorer.errors import ExplorerError, SettingError
from explorer.text import N_
from explorer.ui.language import _
from explorer.ui.problems import tell

MOST_WAITING = 8
PATIENCE_S = 600  # work nobody has asked for meanwhile is given up
WATCH_S = 0.5

_VISITOR = "_job_visitor"
_REFUSED = "_job_refused"

Snapshot = TypeVar("Snapshot")


@dataclass(slots=True, eq=False)
class Job(Generic[Snapshot]):
    """One piece of work: what is known so far, and the way to stop it.

    `stop` is heard after each snapshot; steps that take long may look at it themselves.
    """

    steps: Callable[[], Iterator[Snapshot]]
    stop: Event = field(default_factory=Event)
    latest: Snapshot | None = None
    asked_s: float = field(default_factory=time.monotonic)
    future: Future[bool] | None = None

    @property
    def live(self) -> bool:
        """Whether it waits or runs."""
        return self.future is not None and not self.future.done()

    @property
    def finished(self) -> bool:
        """Whether all of it is done."""
        return self._ended and self.problem is None and self._future.result()

    @property
    def problem(self) -> ExplorerError | None:
        """What made it impossible, None where nothing did; raises what is no such error."""
        if not self._ended:
            return None
        error = self._future.exception()
        if error is not None and not isinstance(error, ExplorerError):
            raise error
        return error

    def end(self) -> None:
        """Stop it at its next step, or take it out of the queue where it still waits."""
        self.stop.set()
        self._future.cancel()

    def run(self) -> bool:
        """Take one step after another, on the worker's thread; return whether the end was met."""
        for snapshot in self.steps():
            self.latest = snapshot
            if self.stop.is_set() or time.monotonic() - self.asked_s > PATIENCE_S:
                return False
        return not self.stop.is_set()

    @property
    def _future(self) -> Future[bool]:
        if self.future is None:
            raise RuntimeError("the job was never handed to a desk")
        return self.future

    @property
    def _ended(self) -> bool:
        future = self.future
        return future is not None and future.done() and not future.cancelled()


class JobDesk(Generic[Snapshot]):
    """Takes questions, answers a few at a time, and keeps the last answers."""

    def __init__(self, name: str, *, workers: int = 1, most_kept: int = 48) -> None:
        self.most_kept = most_kept
        self._jobs: OrderedDict[Hashable, Job[Snapshot]] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)

    def find(self, question: Hashable) -> Job[Snapshot] | None:
        """Return the job that answers a question, None if it was not asked or is forgotten."""
        job = self._jobs.get(question)
        if job is not None:
            job.asked_s = time.monotonic()
        return job

    def start(
        self,
        question: Hashable,
        steps: Callable[[], Iterator[Snapshot]],
        *,
        stop: Event | None = None,
    ) -> Job[Snapshot]:
        """Begin to answer; a question that is being answered already is not asked twice.

        Raises SettingError where too many wait.
        """
        with self._lock:
            known = self._jobs.get(question)
            if known is not None and known.live:
                return known
            if sum(job.live for job in self._jobs.values()) >= MOST_WAITING:
                raise SettingError(
                    N_("{count} long jobs are waiting on this server: try again in a minute"),
                    count=MOST_WAITING,
                )
            job: Job[Snapshot] = Job(steps, stop or Event())
            job.future = self._worker.submit(job.run)
            self._jobs[question] = job
            self._jobs.move_to_end(question)
            for old in [key for key, each in self._jobs.items() if not each.live]:
                if len(self._jobs) <= self.most_kept:
                    break
                if old != question:
                    del self._jobs[old]
            return job


def visitor_id() -> str:
    """Return what tells this session's jobs from others'."""
    return str(st.session_state.setdefault(_VISITOR, uuid4().hex))


def start_job(
    desk: JobDesk[Snapshot], question: Hashable, steps: Callable[[], Iterator[Snapshot]]
) -> None:
    """Begin a job from a button's callback; a refusal is told by `say_refused` in the next run."""
    try:
        desk.start(question, steps)
    except ExplorerError as error:
        st.session_state[_REFUSED] = error


def say_refused() -> None:
    """Say once why the last job was not begun."""
    refused: ExplorerError | None = st.session_state.pop(_REFUSED, None)
    if refused is not None:
        st.warning(tell(refused), icon=":material/hourglass_top:")


class Watched(Protocol):
    """What may be on its way: a job, or a run of another desk."""

    @property
    def live(self) -> bool:
        """Whether it waits or runs."""


def watch_job(job: Watched | None, draw: Callable[[], None]) -> None:
    """Draw snapshots while a job is on its way; when it has ended, run the page once more.

    `draw` stands in a fragment of its own, always mounted, which runs twice a second meanwhile.
    """
    live = job is not None and job.live

    def body() -> None:
        if live and job is not None and not job.live:
            st.rerun()
        draw()

    st.fragment(body, run_every=WATCH_S if live else None)()


def show_progress(job: Job[Any], share: float | None, text: str, *, key: str) -> None:
    """A bar with what is done, and a button that stops; `share` in [0, 1], None while it waits."""
    bar, stop = st.columns([4, 1], vertical_alignment="center")
    bar.progress(share or 0.0, _("Waiting for its turn …") if share is None else text)
    stop.button(_("Stop"), key=key, icon=":material/stop:", on_click=job.end, width="stretch")
