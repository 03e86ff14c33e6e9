"""The program that repeats a run: executed as it stands, its numbers are the run's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torchvision import models

from explorer.data.offline_sets import load_offline_set
from explorer.training.models import ModelChoice
from explorer.training.orders import RunOrder
from explorer.training.repeat_script import why_not_repeated, write_repeat_script
from explorer.training.runner import begin_run
from explorer.training.settings import RunSettings

LENET, FC = ModelChoice("lenet"), ModelChoice("fc")
OFFLINE = ModelChoice("alexnet", "offline")
STACK = ModelChoice("stack", stack="c1-8k3p1.b8.r.m2.f.o.l128-10")
TEXTURES = RunSettings("scratch", epochs=2, optimizer="adamw", normalize=False, labels_per_class=8)
CASES = [
    ("digits", LENET, RunSettings("scratch", epochs=4, lr=0.004, seed=3)),
    ("digits", FC, RunSettings("scratch", epochs=5, optimizer="sgd", lr=0.05, permuted=True)),
    (
        "faces",
        LENET,
        RunSettings("scratch", epochs=3, recipe="hflip~0.5_salt~0.05~0.5", schedule="cosine"),
    ),
    ("faces", OFFLINE, RunSettings("frozen", epochs=4, labels_per_class=20, head="mlp")),
    (
        "faces",
        OFFLINE,
        RunSettings("frozen", epochs=3, labels_per_class=6, recipe="hflip~0.5", cached_views=2),
    ),
    (
        "digits",
        STACK,
        RunSettings("stages", epochs=2, more_epochs=3, weight_decay=0.01, schedule="step"),
    ),
    ("textures", LENET, TEXTURES),
]


def finished(name: str, choice: ModelChoice, settings: RunSettings, most: int = 99) -> Any:
    order = RunOrder("me", load_offline_set(name), choice, settings, "a run")
    run = begin_run(order)
    for _progress in run.steps():
        if len(run.history.epochs) == most:
            break
    return order, run, run.answer_best("test")


def execute(script: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    threads = torch.get_num_threads()
    try:
        exec(compile(script, "repeat.py", "exec", dont_inherit=True), made)  # noqa: S102
    finally:
        torch.set_num_threads(threads)
    return made


def require_alike(made: dict[str, Any], run: Any) -> None:
    found = [
        (r.train_loss, r.train_accuracy, r.validation_loss, r.validation_accuracy)
        for r in run.history.epochs
    ]
    assert len(made["history"]) == len(found)
    for ours, theirs in zip(made["history"], found, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-3)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1].name}")
def test_the_program_reaches_the_runs_numbers(case: Any) -> None:
    order, run, test = finished(*case)
    script = write_repeat_script(order, run, test)
    assert "explorer" not in script
    assert "assert abs(tested" in script
    made = execute(script)
    require_alike(made, run)
    assert made["best"]["epoch"] == run.history.best.epoch
    assert made["tested"] == test.right


@pytest.mark.parametrize("trunk_eval", [True, False])
def test_torchvisions_networks_are_built_of_the_same_draws(
    trunk_eval: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "mobilenet_v3_small"
    torch.manual_seed(8)
    state = getattr(models, name)().state_dict()
    weights = tmp_path / "weights.pth"
    torch.save(state, weights)
    monkeypatch.setattr(
        "torchvision.models._api.load_state_dict_from_url", lambda *_args, **_more: state
    )
    settings = RunSettings(
        "finetune", epochs=1, more_epochs=1, labels_per_class=6, trunk_eval=trunk_eval
    )
    for choice in (ModelChoice(name), ModelChoice(name, "imagenet", weights=weights)):
        order, run, test = finished("faces", choice, settings)
        script = write_repeat_script(order, run, test)
        assert ('weights="IMAGENET1K_V1"' in script) is (choice.source == "imagenet")
        require_alike(execute(script), run)


def test_a_run_that_was_stopped_is_repeated_up_to_there() -> None:
    settings = RunSettings("scratch", epochs=20, lr=0.01)
    order, run, test = finished("digits", LENET, settings, most=2)
    made = execute(write_repeat_script(order, run, test))
    require_alike(made, run)
    assert len(made["history"]) == 2


def test_what_a_script_cannot_do_again_is_told_and_not_asserted() -> None:
    settings = RunSettings("scratch", epochs=2)
    order, run, test = finished("digits", FC, settings)
    assert why_not_repeated(order, run) is None
    private = replace(order, pictures=replace(order.pictures, private=True))
    assert "only you have" in str(why_not_repeated(private, run))
    script = write_repeat_script(private, run, test)
    assert 'Path("my_pictures")' in script
    assert "assert" not in script.replace("asserted", "")
    compile(script, "repeat.py", "exec", dont_inherit=True)
    run.extend(1)
    assert why_not_repeated(order, run) == "it was continued past its end"
    _order, changed, _test = finished("digits", FC, settings)
    changed.history.epochs[1] = replace(changed.history.epochs[1], lr=0.5)
    assert "changed by hand" in str(why_not_repeated(order, changed))
