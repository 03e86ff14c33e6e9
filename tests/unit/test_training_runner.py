"""The runner: order, queue, stop, continue, failure, and what it lets go."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

import pytest

from explorer.data.offline_sets import load_offline_set
from explorer.errors import SettingError
from explorer.training import runner as runner_module
from explorer.training.models import ModelChoice
from explorer.training.orders import RunHandle, RunOrder
from explorer.training.runner import ThreadRunner
from explorer.training.settings import RunSettings

DIGITS = load_offline_set("digits")
LONG = RunSettings("scratch", epochs=100, batch_size=4)
SHORT = RunSettings("scratch", epochs=2)


def order(owner: str = "me", settings: RunSettings = SHORT, name: str = "lenet") -> RunOrder:
    return RunOrder(owner, DIGITS, ModelChoice(name), settings, "a run")


def wait_for(happened: Callable[[], bool], patience_s: float = 30) -> None:
    deadline = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def end_of(handle: RunHandle) -> str:
    wait_for(lambda: not handle.live)
    return handle.status


def test_a_run_ends_with_its_test() -> None:
    runner = ThreadRunner()
    handle = runner.submit(order())
    assert end_of(handle) == "done"
    assert len(handle.history.epochs) == 2
    assert handle.test is not None
    assert len(handle.test.labels) == 60
    assert runner.find(handle.key) is handle
    assert runner.find("unknown") is None


def test_a_stop_is_heard_within_a_second_and_keeps_what_was_learned() -> None:
    runner = ThreadRunner()
    handle = runner.submit(order(settings=LONG))
    wait_for(lambda: len(handle.history.epochs) >= 1)
    began = time.monotonic()
    runner.stop(handle)
    assert end_of(handle) == "stopped"
    assert time.monotonic() - began < 10  # a second on a quiet machine; the benchmark measures it
    epochs = len(handle.history.epochs)
    assert epochs >= 1
    assert handle.test is not None
    runner.resume(handle)
    wait_for(lambda: len(handle.history.epochs) > epochs)
    runner.stop(handle)
    assert end_of(handle) == "stopped"


def test_two_visitors_wait_for_each_other_and_nothing_crosses() -> None:
    runner = ThreadRunner()
    first = runner.submit(order("one", LONG))
    wait_for(lambda: first.status == "running")
    second = runner.submit(order("two"))
    assert second.status == "waiting"
    assert runner.waiting_before(second) == 1
    with pytest.raises(SettingError, match="your last run still goes on"):
        runner.submit(order("one"))
    runner.stop(first)
    assert end_of(second) == "done"
    assert runner.waiting_before(second) == 0
    alone = ThreadRunner().submit(order("three"))
    assert end_of(alone) == "done"
    assert alone.history.batch_losses == second.history.batch_losses


def test_a_waiting_run_is_taken_out_of_the_queue() -> None:
    runner = ThreadRunner()
    first, second = runner.submit(order("one", LONG)), runner.submit(order("two"))
    runner.stop(second)
    assert second.status == "stopped"
    runner.stop(first)
    end_of(first)
    assert second.history.epochs == []
    runner.resume(second)
    assert end_of(second) == "done"


def test_a_full_queue_says_so() -> None:
    runner = ThreadRunner(most_waiting=2)
    handles = [runner.submit(order(name, LONG)) for name in ("one", "two")]
    with pytest.raises(SettingError, match="2 runs are waiting on this server"):
        runner.submit(order("three"))
    for handle in handles:
        runner.stop(handle)


def test_continue_goes_past_the_end() -> None:
    runner = ThreadRunner()
    handle = runner.submit(order())
    end_of(handle)
    runner.resume(handle, more_epochs=3)
    assert end_of(handle) == "done"
    assert [record.epoch for record in handle.history.epochs] == [1, 2, 3, 4, 5]


def test_what_does_not_fit_is_told_and_what_breaks_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runner = ThreadRunner()
    handle = runner.submit(RunOrder("me", DIGITS, ModelChoice("stack", stack="f"), SHORT, "x"))
    assert end_of(handle) == "failed"
    assert "end it with Flatten" in str(handle.problem)

    def break_down(_order: RunOrder) -> None:
        raise MemoryError

    monkeypatch.setattr(runner_module, "begin_run", break_down)
    handle = runner.submit(order())
    assert end_of(handle) == "failed"
    assert handle.problem is None
    monkeypatch.undo()
    assert end_of(runner.submit(order())) == "done", "the worker goes on"


def test_a_run_that_nobody_asks_about_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "PATIENCE_S", 0.0)
    handle = ThreadRunner().submit(order(settings=LONG))
    assert end_of(handle) == "stopped"


def test_old_networks_are_let_go_and_their_curves_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "MOST_NETWORK_BYTES", 2**18)  # one of 243 KiB, not two
    runner = ThreadRunner(most_kept=3)
    handles = []
    for _number in range(4):
        handles.append(runner.submit(order()))
        end_of(handles[-1])
    assert runner.find(handles[0].key) is None
    assert handles[1].run is None
    assert len(handles[1].history.epochs) == 2
    assert handles[3].run is not None
    with pytest.raises(SettingError, match="not kept any more"):
        runner.resume(handles[1])


def test_a_diverged_run_lives_on() -> None:
    hot = RunSettings("scratch", epochs=3, lr=10.0, optimizer="sgd", batch_size=4)
    runner = ThreadRunner()
    handle = runner.submit(RunOrder("me", DIGITS, ModelChoice("fc"), hot, "hot"))
    end_of(handle)
    if handle.status == "diverged":
        assert handle.history.divergences
        assert handle.run is not None
        handle.run.rate.change(1e-4)
        runner.resume(handle)
        assert end_of(handle) in {"done", "diverged"}


def test_the_key_cannot_be_guessed() -> None:
    runner, keys = ThreadRunner(), set()
    gate = Event()
    for number in range(5):
        handle = runner.submit(order(str(number)))
        keys.add(handle.key)
        gate.set()
    assert len(keys) == 5
    assert all(len(key) == 16 for key in keys)
