"""The desk that makes occlusion maps: one at a time, stoppable, bounded, honest about errors."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.networks.occlusion import OcclusionMap
from explorer.ui.receptive_field.occlusion_jobs import (
    MOST_KEPT,
    MOST_WAITING,
    OcclusionDesk,
    OcclusionJob,
)

PATIENCE_S = 10


def snapshot(done: int, total: int = 4) -> OcclusionMap:
    known = np.arange(total)[None] < done
    places = np.arange(total, dtype=np.int64)
    return OcclusionMap(1.0, places[:1], places, np.zeros((1, total), "f4"), known, 0)


def wait(job: OcclusionJob) -> None:
    assert job.future is not None
    job.future.exception(timeout=PATIENCE_S)


def test_a_map_is_finished_and_found_again() -> None:
    desk = OcclusionDesk()
    job = desk.start("question", lambda: iter([snapshot(0), snapshot(4)]))
    wait(job)
    assert desk.find("question") is job
    assert job.finished
    assert not job.live
    assert job.problem is None
    assert desk.find("another") is None


def test_a_stop_is_heard_after_one_batch() -> None:
    asked, stopped = Event(), Event()

    def steps() -> Iterator[OcclusionMap]:
        yield snapshot(0)
        asked.set()
        stopped.wait(PATIENCE_S)
        yield snapshot(1)
        raise AssertionError("went on after the stop")

    job = OcclusionDesk().start("question", steps)
    asked.wait(PATIENCE_S)
    assert job.live
    job.stop.set()
    stopped.set()
    wait(job)
    assert job.problem is None
    assert job.latest is not None
    assert (job.latest.done, job.finished) == (1, False)


def test_a_setting_that_cannot_be_is_kept_to_be_told() -> None:
    def steps() -> Iterator[OcclusionMap]:
        yield snapshot(0)
        raise SettingError("no such patch")

    job = OcclusionDesk().start("question", steps)
    wait(job)
    assert isinstance(job.problem, SettingError)


def test_a_fault_is_not_hidden() -> None:
    def steps() -> Iterator[OcclusionMap]:
        yield snapshot(0)
        raise ZeroDivisionError

    job = OcclusionDesk().start("question", steps)
    wait(job)
    with pytest.raises(ZeroDivisionError):
        _ = job.problem


def test_only_so_many_wait_and_so_many_are_kept() -> None:
    desk, gate = OcclusionDesk(), Event()

    def slow() -> Iterator[OcclusionMap]:
        gate.wait(PATIENCE_S)
        yield snapshot(4)

    jobs = [desk.start(number, slow) for number in range(MOST_WAITING)]
    with pytest.raises(SettingError, match="try again in a minute"):
        desk.start("one too many", slow)
    gate.set()
    for job in jobs:
        wait(job)
    for number in range(100, 100 + MOST_KEPT):
        wait(desk.start(number, lambda: iter([snapshot(4)])))
    assert desk.find(0) is None
    assert desk.find(100 + MOST_KEPT - 1) is not None
