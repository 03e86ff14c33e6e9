"""The training page: a run from the button to its test, links, queue, and what cannot be."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.data.offline_sets import load_offline_set
from explorer.training.models import ModelChoice
from explorer.training.orders import RunOrder
from explorer.training.runner import begin_run
from explorer.training.settings import RunSettings
from explorer.ui.training.settings import VIEW
from tests.reading import Visit, metrics, problems, prose

QUICK = {"dataset": "digits", "model": "lenet", "strategy": "scratch", "epochs": "2"}


def train(app: AppTest, patience_s: float = 120) -> AppTest:
    """Press Train and wait for the end."""
    app.button(key="train_start").click().run()
    return until_ended(app, patience_s)


def until_ended(app: AppTest, patience_s: float = 120) -> AppTest:
    deadline = time.monotonic() + patience_s
    while any(button.key == "train_stop" for button in app.button):
        assert not problems(app)
        assert time.monotonic() < deadline, "the run never ended"
        time.sleep(0.2)
        app.run()
    return app


def test_a_run_tells_what_it_reached(visit: Visit) -> None:
    app = visit("training", **QUICK, lr="0.003", seed="5")
    assert metrics(app)["Best epoch"] == "–"
    train(app)
    assert not problems(app)
    settings = RunSettings("scratch", epochs=2, lr=0.003, seed=5)
    pictures = load_offline_set("all_digits")
    run = begin_run(RunOrder("", pictures, ModelChoice("lenet"), settings, ""))
    for _progress in run.steps():
        pass
    best = run.history.best
    assert best is not None
    shown = metrics(app)
    assert shown["Validation accuracy"] == f"{best.validation_accuracy:.1%}"
    assert shown["Best epoch"] == str(best.epoch)
    assert shown["Test accuracy"] == f"{run.answer_best('test').accuracy:.1%}"
    assert f"name {run.answer_best('test').right} of" in prose(app)


def test_more_epochs_and_a_second_run_beside_it(visit: Visit) -> None:
    app = train(visit("training", **QUICK))
    app.button(key="train_continue").click().run()
    until_ended(app)
    assert "After 4 epochs" in prose(app)
    app.selectbox(key="model").set_value("fc").run()
    train(app)
    assert app.session_state["run"].count(".") == 1
    app.button(key="train_alone").click().run()
    assert "." not in app.session_state["run"]
    assert not problems(app)


def test_filters_and_predictions_as_they_change(visit: Visit) -> None:
    app = train(visit("training", **QUICK, train_glimpses="true"))
    assert not problems(app)
    assert "After epoch 2: some validation pictures" in prose(app)
    assert any("says " in element.proto.body for element in app.get("html"))


def test_a_link_brings_a_run_back_and_an_old_one_is_gone(visit: Visit) -> None:
    app = train(visit("training", **QUICK))
    key = app.session_state["run"]
    again = visit("training", **QUICK, run=key)
    assert metrics(again)["Best epoch"] == metrics(app)["Best epoch"]
    gone = visit("training", **QUICK, run="0123456789abcdef")
    assert not problems(gone)
    assert metrics(gone)["Best epoch"] == "–"


def test_a_rate_too_high_is_told_and_can_go_on(visit: Visit) -> None:
    link = {**QUICK, "model": "fc", "lr": "10", "train_optimizer": "sgd", "train_batch": "4"}
    app = train(visit("training", **link))
    assert not problems(app)
    if app.warning:
        assert "The loss is no number any more" in app.warning[0].value
        app.select_slider[0].set_value(0.01).run()
        app.button(key="train_continue").click().run()
        until_ended(app)
        assert not problems(app)


@pytest.mark.parametrize("look", VIEW.options)
@pytest.mark.parametrize("dataset", ["digits", "faces"])
def test_every_look_before_any_run(visit: Visit, look: str, dataset: str) -> None:
    app = visit("training", dataset=dataset, train_view=look)
    assert not problems(app)


@pytest.mark.parametrize(
    ("dataset", "title"), [("eurosat", "EuroSAT"), ("mnist", "MNIST"), ("cifar10", "CIFAR-10")]
)
def test_what_is_not_here_is_offered_and_stood_in_for(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dataset: str, title: str
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    app = visit("training", dataset=dataset)
    assert not problems(app)
    assert f"{title} is not on this server yet" in prose(app)
    assert any("stand in for them" in caption.value for caption in app.caption)
    assert any(button.label == "Download" for button in app.button)


def test_the_split_is_counted(visit: Visit) -> None:
    app = visit("training", dataset="textures", train_view="data")
    table = app.table[0].value
    # 5 classes of 64 crops: 32 of the left half, 16 and 16 of the right one
    assert table["training"].tolist() == [32] * 5 + [160]
    assert table["validation"].tolist() == table["test"].tolist() == [16] * 5 + [80]
    few = visit("training", dataset="textures", train_view="data", train_labels="5")
    assert few.table[0].value["training"].tolist() == [5] * 5 + [25]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"model": "stack"}, "there is no stack yet"),
        ({"model": "stack", "stack": "f.l64-7"}, None),
    ],
)
def test_what_cannot_be_keeps_the_page(
    visit: Visit, link: dict[str, str], words: str | None
) -> None:
    app = visit("training", dataset="digits", strategy="scratch", epochs="2", **link)
    assert not problems(app)
    if words is not None:
        assert words in app.warning[0].value
        assert app.selectbox(key="model")
        return
    train(app)
    assert "end it with Flatten" in app.error[0].value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lr", "fast"),
        ("lr", "1e9"),
        ("epochs", "0"),
        ("run", "../x"),
        ("dataset", "imagenet"),
        ("strategy", "magic"),
        ("recipe", "explode"),
        ("stack", "zzz"),
    ],
)
def test_bad_links_are_told_and_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit("training", **{key: value})
    assert not problems(app)
    assert f"`{key}={value}`" in app.info[0].value
    assert app.button(key="train_start")


def test_an_edited_stack_and_a_recipe_come_from_their_pages(visit: Visit) -> None:
    link = {"model": "stack", "stack": "c1-4k3p1.r.m2.f.l64-10", "train_augment": "recipe"}
    link |= {"dataset": "digits", "strategy": "scratch", "epochs": "1", "recipe": "hflip~0.5"}
    app = train(visit("training", **link))
    assert not problems(app)
    assert not app.error
    assert metrics(app)["Best epoch"] == "1"
