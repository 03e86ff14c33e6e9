"""The desk of background jobs: a few at a time, stoppable, bounded, honest about errors."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from explorer.errors import SettingError
from explorer.ui.jobs import MOST_WAITING, Job, JobDesk

PATIENCE_S = 10
MOST_KEPT = 12


def make_desk() -> JobDesk[int]:
    return JobDesk("test", most_kept=MOST_KEPT)


def wait(job: Job[int]) -> None:
    assert job.future is not None
    job.future.exception(timeout=PATIENCE_S)


def test_an_answer_is_finished_and_found_again() -> None:
    desk = make_desk()
    job = desk.start("question", lambda: iter([0, 4]))
    wait(job)
    assert desk.find("question") is job
    assert job.finished
    assert not job.live
    assert job.problem is None
    assert desk.find("another") is None


def test_a_stop_is_heard_after_one_batch() -> None:
    asked, stopped = Event(), Event()

    def steps() -> Iterator[int]:
        yield 0
        asked.set()
        stopped.wait(PATIENCE_S)
        yield 1
        raise AssertionError("went on after the stop")

    job = make_desk().start("question", steps)
    asked.wait(PATIENCE_S)
    assert job.live
    job.stop.set()
    stopped.set()
    wait(job)
    assert job.problem is None
    assert job.latest is not None
    assert (job.latest, job.finished) == (1, False)


def test_what_still_waits_is_taken_out_of_the_queue() -> None:
    desk, gate = make_desk(), Event()

    def slow() -> Iterator[int]:
        gate.wait(PATIENCE_S)
        yield 1

    first, waiting = desk.start("first", slow), desk.start("waiting", lambda: iter([2]))
    waiting.end()
    assert not waiting.live
    assert not waiting.finished
    assert waiting.problem is None
    gate.set()
    wait(first)
    assert waiting.latest is None


def test_a_setting_that_cannot_be_is_kept_to_be_told() -> None:
    def steps() -> Iterator[int]:
        yield 0
        raise SettingError("no such patch")

    job = make_desk().start("question", steps)
    wait(job)
    assert isinstance(job.problem, SettingError)


def test_a_fault_is_not_hidden() -> None:
    def steps() -> Iterator[int]:
        yield 0
        raise ZeroDivisionError

    job = make_desk().start("question", steps)
    wait(job)
    with pytest.raises(ZeroDivisionError):
        _ = job.problem


def test_only_so_many_wait_and_so_many_are_kept() -> None:
    desk, gate = make_desk(), Event()

    def slow() -> Iterator[int]:
        gate.wait(PATIENCE_S)
        yield 4

    jobs = [desk.start(number, slow) for number in range(MOST_WAITING)]
    with pytest.raises(SettingError, match="try again in a minute"):
        desk.start("one too many", slow)
    gate.set()
    for job in jobs:
        wait(job)
    for number in range(100, 100 + MOST_KEPT):
        wait(desk.start(number, lambda: iter([4])))
    assert desk.find(0) is None
    assert desk.find(100 + MOST_KEPT - 1) is not None


def test_a_question_on_its_way_is_not_asked_twice() -> None:
    desk, gate = make_desk(), Event()

    def slow() -> Iterator[int]:
        gate.wait(PATIENCE_S)
        yield 1

    first = desk.start("question", slow)
    assert desk.start("question", slow) is first
    gate.set()
    wait(first)
    assert desk.start("question", lambda: iter([2])) is not first


def test_several_workers_answer_at_the_same_time() -> None:
    desk: JobDesk[int] = JobDesk("test", workers=2)
    met = Event()

    def waits() -> Iterator[int]:
        yield int(met.wait(PATIENCE_S))

    def meets() -> Iterator[int]:
        met.set()
        yield 1

    first, second = desk.start("first", waits), desk.start("second", meets)
    wait(first)
    wait(second)
    assert (first.latest, second.latest) == (1, 1)
