"""Who runs the orders: one small interface, and the engine of threads behind it.

Another engine, such as a cluster, stands behind the same three words: submit, progress (a handle
tells it), stop.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Protocol

from explorer.errors import SettingError
from explorer.text import N_
from explorer.training.loop import TrainingRun
from explorer.training.models import build_model
from explorer.training.orders import RunHandle, RunOrder, Status
from explorer.training.splits import split_pictures

MOST_WAITING = 8
MOST_KEPT = 24  # ended runs whose curves are kept
MOST_NETWORK_BYTES = 48 * 2**20  # of these, the last ones whose networks are kept too
PATIENCE_S = 900  # a run nobody has asked about for so long is stopped


class Runner(Protocol):
    """Takes orders and carries them out elsewhere."""

    def submit(self, order: RunOrder) -> RunHandle:
        """Begin a run, or let it wait for its turn."""

    def find(self, key: str) -> RunHandle | None:
        """Return a run by its key, None if it is not known any more."""

    def stop(self, handle: RunHandle) -> None:
        """End a run before its next batch; what it has learned stays."""

    def resume(self, handle: RunHandle, more_epochs: int = 0) -> None:
        """Go on with a run that has ended."""

    def waiting_before(self, handle: RunHandle) -> int:
        """Return how many runs come first."""


class ThreadRunner:
    """Runs orders one after another on threads of this process."""

    def __init__(
        self, *, workers: int = 1, most_waiting: int = MOST_WAITING, most_kept: int = MOST_KEPT
    ) -> None:
        self.most_waiting, self.most_kept = most_waiting, most_kept
        self._handles: OrderedDict[str, RunHandle] = OrderedDict()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="training")

    def submit(self, order: RunOrder) -> RunHandle:
        """Begin a run; raises SettingError where the session's last one still goes on."""
        handle = RunHandle(order)
        with self._lock:
            self._require_room(order.owner)
            handle.future = self._pool.submit(_work, handle)
            self._handles[handle.key] = handle
            self._forget_old()
        return handle

    def find(self, key: str) -> RunHandle | None:
        """Return a run by its key; being asked about keeps it going."""
        handle = self._handles.get(key)
        if handle is not None:
            handle.asked_s = time.monotonic()
        return handle

    def stop(self, handle: RunHandle) -> None:
        """End a run before its next batch, or take it out of the queue."""
        handle.stop.set()
        if handle.future is not None:
            handle.future.cancel()

    def resume(self, handle: RunHandle, more_epochs: int = 0) -> None:
        """Go on with an ended run; raises SettingError where that cannot be."""
        with self._lock:
            if handle.live:
                return
            if handle.kept is not None:
                raise SettingError(
                    N_("this run's network is not kept any more: start it again instead")
                )
            self._require_room(handle.order.owner)
            if more_epochs and handle.run is not None:
                handle.run.extend(more_epochs)
            handle.stop.clear()
            handle.test, handle.asked_s = None, time.monotonic()
            handle.future = self._pool.submit(_work, handle)
            self._handles.setdefault(handle.key, handle)
            self._handles.move_to_end(handle.key)

    def waiting_before(self, handle: RunHandle) -> int:
        """Return how many live runs were submitted before this one."""
        before = 0
        for other in list(self._handles.values()):
            if other is handle:
                break
            before += other.live
        return before

    def live_runs(self) -> list[RunHandle]:
        """Return all runs that wait or run."""
        return [handle for handle in list(self._handles.values()) if handle.live]

    def _require_room(self, owner: str) -> None:
        live = self.live_runs()
        if any(handle.order.owner == owner for handle in live):
            raise SettingError(N_("your last run still goes on: stop it, or wait for its end"))
        if len(live) >= self.most_waiting:
            raise SettingError(
                N_("{count} runs are waiting on this server: try again in a few minutes"),
                count=len(live),
            )

    def _forget_old(self) -> None:
        """Let go the oldest ended runs, and the networks of all but the last ones."""
        ended = [handle for handle in self._handles.values() if not handle.live]
        for handle in ended[: max(0, len(self._handles) - self.most_kept)]:
            del self._handles[handle.key]
        held = 0
        for handle in reversed(ended):
            held += handle.network_bytes
            if held > MOST_NETWORK_BYTES:
                handle.release()


def _work(handle: RunHandle) -> Status:
    """Carry out one order, on the worker's thread; never touches Streamlit."""
    if handle.run is None:
        handle.run = begin_run(handle.order)
    run = handle.run
    for progress in run.steps():
        handle.progress = progress
        if handle.stop.is_set() or time.monotonic() - handle.asked_s > PATIENCE_S:
            break
    else:
        if not run.finished:
            return "diverged"
    finished = run.finished
    if run.history.epochs:
        handle.test = run.answer_best("test")
    return "done" if finished else "stopped"


def begin_run(order: RunOrder) -> TrainingRun:
    """Split the pictures and build the network; raises SettingError where they do not fit."""
    pictures, settings = order.pictures, order.settings
    split = split_pictures(pictures, settings.seed, settings.labels_per_class)
    model = build_model(
        order.choice,
        channels=pictures.channels,
        side=pictures.side,
        classes=len(pictures.classes),
        head=settings.head,
        seed=settings.seed,
    )
    return TrainingRun(pictures, split, model, settings)
