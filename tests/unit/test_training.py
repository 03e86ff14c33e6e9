"""Training: the loop against a plain program, what stops it, its splits and its figures."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional
from torchvision.transforms import v2

from explorer.augmentation.drawing import build_step
from explorer.augmentation.recipe import read_recipe
from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.offline_sets import load_offline_set
from explorer.errors import SettingError
from explorer.training.dropout import SeenDropout
from explorer.training.evaluation import Answers, lecture_accuracy, wilson_interval
from explorer.training.history import read_history_csv
from explorer.training.loop import TrainingRun
from explorer.training.models import ModelChoice, build_model, fold_norms
from explorer.training.settings import RunSettings, Stage, plan_stages, scheduled_factor
from explorer.training.splits import Split, find_leaks, split_pictures

DIGITS = load_offline_set("digits")


def drawn_pictures(classes: int, each: int, side: int = 8, channels: int = 1) -> LabelledPictures:
    """Noise with a bright corner that tells the class."""
    generator = np.random.default_rng(5)
    pixels = generator.integers(0, 120, (classes * each, channels, side, side), dtype=np.uint8)
    labels = np.repeat(np.arange(classes), each)
    for picture, label in zip(pixels, labels, strict=True):
        picture[:, label, : side // 2] = 250
    names = tuple(f"class {label}" for label in range(classes))
    return LabelledPictures("drawn", "Drawn", pixels, labels, names, "", "")


def begin(
    settings: RunSettings, pictures: LabelledPictures = DIGITS, choice: ModelChoice | None = None
) -> TrainingRun:
    split = split_pictures(pictures, settings.seed, settings.labels_per_class)
    model = build_model(
        choice or ModelChoice("lenet"),
        channels=pictures.channels,
        side=pictures.side,
        classes=len(pictures.classes),
        head=settings.head,
        seed=settings.seed,
    )
    return TrainingRun(pictures, split, model, settings)


def finish(run: TrainingRun) -> TrainingRun:
    for _progress in run.steps():
        pass
    return run


# --- the loop against a plain program -----------------------------------------------------


@pytest.mark.parametrize("recipe", ["-", "rot~-20~20_apply~0.5(blur~3~0.1~1)_hflip~0.5"])
def test_a_run_is_what_a_plain_program_does_with_the_same_seed(recipe: str) -> None:
    settings = RunSettings("scratch", epochs=2, batch_size=50, seed=3, recipe=recipe, lr=0.002)
    torch.manual_seed(123)
    before = torch.random.get_rng_state()
    run = finish(begin(settings))
    assert torch.equal(torch.random.get_rng_state(), before)

    split = split_pictures(DIGITS, 3)
    values = torch.from_numpy(DIGITS.pixels.copy()).float() / 255
    train = torch.from_numpy(split.train)
    mean, std = values[train].mean(), values[train].std()
    labels = torch.from_numpy(DIGITS.labels.copy())
    transform = v2.Compose([build_step(step, 8) for step in read_recipe("hflip~0")])
    if recipe != "-":
        rotate, applied, flip = read_recipe(recipe)
        blur = v2.RandomApply([build_step(applied.steps[0], 8)], p=0.5)
        transform = v2.Compose([build_step(rotate, 8), blur, build_step(flip, 8)])
    torch.manual_seed(3)
    network = nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128, 128), nn.ReLU(), SeenDropout(0.25), nn.Linear(128, 10),
    )  # fmt: skip
    optimizer = torch.optim.Adam(network.parameters(), lr=0.002)
    losses = []
    torch.manual_seed(3)
    for _epoch in range(2):
        for chosen in torch.split(train[torch.randperm(len(train))], 50):
            pictures = values[chosen]
            if recipe != "-":
                pictures = torch.stack([transform(picture) for picture in pictures])
            loss = functional.cross_entropy(network((pictures - mean) / std), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    assert run.history.batch_losses == pytest.approx(losses, rel=1e-4)


def test_kept_features_give_what_the_whole_network_gives() -> None:
    pictures = drawn_pictures(3, 12, side=16, channels=3)
    choice = ModelChoice("mobilenet_v3_small")
    kept = finish(begin(RunSettings("frozen", epochs=3, batch_size=8), pictures, choice))
    # A frozen trunk in train() cannot be kept: here its BatchNorm is put into eval() by hand.
    slow = begin(RunSettings("frozen", epochs=3, batch_size=8, trunk_eval=False), pictures, choice)
    for module in slow.model.trunk.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.train = lambda _mode=True, norm=module: norm  # type: ignore[method-assign,misc]
            module.training = False
    finish(slow)
    assert kept.history.batch_losses == pytest.approx(slow.history.batch_losses, rel=1e-3)
    accuracies = [[r.validation_accuracy for r in run.history.epochs] for run in (kept, slow)]
    assert accuracies[0] == accuracies[1]


def test_folded_norms_answer_alike() -> None:
    model = build_model(
        ModelChoice("resnet18"), channels=3, side=64, classes=3, head="linear", seed=1
    )
    for module in model.trunk.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2)
    folded = fold_norms(model.trunk)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    pictures = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        expected = model.trunk.eval()(pictures)
        assert torch.allclose(folded(pictures), expected, rtol=1e-4, atol=1e-4)


def test_a_frozen_trunk_stays_as_it_was_and_the_lectures_does_not() -> None:
    pictures = drawn_pictures(2, 10, side=16, channels=3)
    choice = ModelChoice("mobilenet_v3_small")
    for trunk_eval in (True, False):
        settings = RunSettings("frozen", epochs=1, batch_size=4, trunk_eval=trunk_eval)
        run = begin(settings, pictures, choice)
        before = {name: value.clone() for name, value in run.model.trunk.state_dict().items()}
        finish(run)
        after = run.model.trunk.state_dict()
        weights = [n for n, _p in run.model.trunk.named_parameters()]
        assert all(torch.equal(before[name], after[name]) for name in weights)
        drifted = [name for name in after if not torch.equal(before[name], after[name])]
        assert bool(drifted) is not trunk_eval
        assert all("running" in name or "num_batches" in name for name in drifted)


# --- stop, continue, change ---------------------------------------------------------------


@pytest.mark.parametrize("strategy", ["scratch", "frozen"])
def test_a_run_left_and_taken_up_again_is_an_unbroken_one(strategy: str) -> None:
    settings = RunSettings(strategy, epochs=3, batch_size=32, recipe="hflip~0.5")  # type: ignore[arg-type]
    whole, broken = finish(begin(settings)), begin(settings)
    while not broken.finished:
        for number, progress in enumerate(broken.steps()):
            if number == 2 and progress.phase == "epochs":
                break
    assert broken.history.batch_losses == whole.history.batch_losses
    assert [r.validation_loss for r in broken.history.epochs] == [
        r.validation_loss for r in whole.history.epochs
    ]


def test_continue_adds_epochs_to_the_last_stage() -> None:
    run = finish(begin(RunSettings("scratch", epochs=2)))
    assert run.finished
    first = run.history.epochs[1].validation_loss
    run.extend(3)
    assert not run.finished
    finish(run)
    assert [record.epoch for record in run.history.epochs] == [1, 2, 3, 4, 5]
    assert run.history.epochs[1].validation_loss == first
    assert run.history.epochs[4].validation_loss < first


def test_a_rate_changed_in_mid_run_is_the_next_batchs() -> None:
    run = begin(RunSettings("scratch", epochs=3, lr=0.01, batch_size=90))
    for number, _progress in enumerate(run.steps()):
        if number == 2:  # two batches an epoch: within the second one
            run.rate.change(0.5)
    assert [record.lr for record in run.history.epochs] == [0.01, 0.005, 0.005]


def test_a_loss_that_is_no_number_puts_the_weights_back() -> None:
    run = begin(RunSettings("scratch", epochs=5, lr=10.0, optimizer="sgd", batch_size=64))
    run.model.head[0].weight.data.mul_(1e30)
    before = [p.detach().clone() for p in run.model.head.parameters()]
    finish(run)
    (where,) = run.history.divergences
    assert (where.epoch, where.lr) == (1, 10.0)
    assert not math.isfinite(run.history.batch_losses[-1])
    assert all(torch.equal(a, b) for a, b in zip(before, run.model.head.parameters(), strict=True))
    assert not run.finished
    run.model.head[0].weight.data.mul_(1e-30)
    run.rate.change(1e-4)
    finish(run)
    assert len(run.history.epochs) == 5


def test_patience_ends_a_run() -> None:
    run = finish(begin(RunSettings("scratch", epochs=60, patience=2, lr=0.02)))
    losses = [record.validation_loss for record in run.history.epochs]
    assert run.early
    assert len(losses) - 1 - losses.index(min(losses)) == 2
    assert len(losses) < 60


def test_the_best_epochs_weights_come_back() -> None:
    run = finish(begin(RunSettings("scratch", epochs=12, lr=0.01)))
    best = run.history.best
    assert best is not None
    answers = run.answer_best("validation")
    assert answers.accuracy == best.validation_accuracy
    assert answers.loss == pytest.approx(best.validation_loss, rel=1e-4)


def test_a_few_pictures_are_learned_by_heart() -> None:
    settings = RunSettings("scratch", epochs=40, labels_per_class=1, lr=0.005)
    run = finish(begin(settings))
    assert run.answer("train").accuracy == 1
    assert run.history.epochs[-1].train_loss < 0.05
    assert run.answer("test").accuracy < 0.9


def test_one_order_of_pixels_is_nothing_to_linear_layers() -> None:
    settings = RunSettings("scratch", epochs=15, permuted=True, lr=0.003)
    run = finish(begin(settings, choice=ModelChoice("fc")))
    plain = finish(begin(replace(settings, permuted=False), choice=ModelChoice("fc")))
    assert abs(run.answer("test").right - plain.answer("test").right) <= 4  # of 60 pictures


def test_stages_unfreeze_from_the_heads_end() -> None:
    settings = RunSettings("stages", epochs=1, more_epochs=3, lr=0.01, lr_divisor=10)
    stages = plan_stages(settings)
    assert stages[0] == Stage(1, 0.0, 0.01, 0.0)
    assert [stage.trained for stage in stages[1:]] == pytest.approx([1 / 3, 2 / 3, 1])
    assert all(stage.trunk_lr == pytest.approx(0.001) for stage in stages[1:])
    run = begin(settings, drawn_pictures(2, 8, channels=3), ModelChoice("alexnet", "offline"))
    frozen = [block.state_dict() for block in run.model.blocks]
    kept = [{k: v.clone() for k, v in block.items()} for block in frozen]
    finish(run)
    assert run.history.stage_starts == [0, 1, 2, 3]
    moved = [
        any(not torch.equal(v, block.state_dict()[k]) for k, v in old.items())
        for old, block in zip(kept, run.model.blocks, strict=True)
        if old
    ]
    assert moved == [True] * 5


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        ("constant", [1, 1, 1, 1, 1, 1]),
        ("step", [1, 1, 0.1, 0.1, 0.01, 0.01]),
        ("cosine", [0.5 * (1 + math.cos(math.pi * e / 6)) for e in range(6)]),
    ],
)
def test_schedules(schedule: str, factors: list[float]) -> None:
    found = [scheduled_factor(schedule, epoch, 6) for epoch in range(6)]  # type: ignore[arg-type]
    assert found == pytest.approx(factors)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"epochs": 0}, "epochs is 0: choose a value from 1 to 100"),
        ({"lr": float("nan")}, "lr is nan"),
        ({"batch_size": 1_000}, "batch_size is 1000"),
        ({"recipe": "explode"}, "the recipe holds"),
        ({"labels_per_class": 0}, "labels_per_class is 0"),
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        RunSettings(**wrong)  # type: ignore[arg-type]


# --- splits -------------------------------------------------------------------------------


@given(st.integers(2, 5), st.integers(3, 40), st.integers(0, 1000))
def test_parts_share_nothing_and_hold_every_class(classes: int, each: int, seed: int) -> None:
    pictures = drawn_pictures(classes, each)
    split = split_pictures(pictures, seed)
    together = np.concatenate([split.train, split.validation, split.test])
    assert sorted(together.tolist()) == list(range(classes * each))
    for counts in split.counts(pictures.labels, classes).values():
        assert len(set(counts)) == 1
        assert counts[0] >= 1
    again = split_pictures(pictures, seed)
    assert np.array_equal(split.train, again.train)
    few = split_pictures(pictures, seed, 1)
    assert np.array_equal(few.test, split.test)
    assert set(few.train) <= set(split.train)
    assert len(few.train) == classes


def test_crops_of_one_photograph_never_stand_on_both_sides() -> None:
    textures = load_offline_set("textures")
    split = split_pictures(textures, 0)
    assert set(textures.regions[split.train]) == {0}
    assert set(textures.regions[split.validation]) == set(textures.regions[split.test]) == {1}
    assert find_leaks(textures, split) == ()


def test_two_pictures_of_a_class_are_too_few() -> None:
    with pytest.raises(SettingError, match="2 pictures of class 0 are too few"):
        split_pictures(drawn_pictures(2, 2), 0)


def test_the_same_picture_in_two_parts_is_found() -> None:
    pictures = drawn_pictures(2, 5)
    pixels = pictures.pixels.copy()
    pixels[3] = pixels[0]
    copied = LabelledPictures("c", "", pixels, pictures.labels, pictures.classes, "", "")
    train, validation, test = (np.array(part) for part in ([0, 1, 5, 6], [2, 7], [3, 4, 8, 9]))
    (leak,) = find_leaks(copied, Split(train, validation, test))
    assert (leak.first, leak.second, leak.parts) == (0, 3, ("train", "test"))


# --- figures ------------------------------------------------------------------------------


def test_wilsons_interval_by_hand() -> None:
    # 8 of 10: z² = 3.8415; middle (0.8 + 0.19207) / 1.38415 = 0.71673;
    # half 1.959964 / 1.38415 · √(0.016 + 0.0096036) = 0.22657
    low, high = wilson_interval(8, 10)
    assert (low, high) == pytest.approx((0.71673 - 0.22657, 0.71673 + 0.22657), abs=2e-4)
    assert wilson_interval(0, 5)[0] == pytest.approx(0, abs=1e-12)
    assert wilson_interval(5, 5)[1] == pytest.approx(1)


def test_answers_count_rightly_and_the_lecture_does_not() -> None:
    chances = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.99, 0.01]], dtype=np.float32)
    answers = Answers(chances, np.array([0, 1, 1, 1]), 0.0)
    assert (answers.right, answers.accuracy) == (2, 2 / 4)
    assert answers.confusion(2).tolist() == [[1, 0], [2, 1]]
    assert answers.mistakes(5).tolist() == [3, 2]
    assert answers.mistakes(1).tolist() == [3]
    assert lecture_accuracy(270, 5, 64) == 270 / 320 == 0.84375


def test_a_history_comes_back_from_its_csv() -> None:
    history = finish(begin(RunSettings("scratch", epochs=3))).history
    back = read_history_csv(history.to_csv())
    for old, new in zip(history.epochs, back, strict=True):
        assert new.epoch == old.epoch
        assert new.validation_accuracy == pytest.approx(old.validation_accuracy, rel=1e-5)
    ends = history.epoch_ends
    assert all(late - early == ends[0] for early, late in pairwise(ends))
    assert len(history.batch_losses) == ends[-1]
    assert len(history.glimpses) == 3
    assert history.glimpses[0].filters.shape == (16, 1, 5, 5)


def test_dropout_is_pytorchs_in_mean_and_off_in_evaluation() -> None:
    layer = SeenDropout(0.25)
    values = torch.ones(200, 200)
    dropped = layer(values)
    assert dropped.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    assert layer.eval()(values) is values


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (ModelChoice("vgg99"), "there is no network vgg99"),
        (ModelChoice("stack", stack="f.l64-7"), "end it with Flatten"),
        (ModelChoice("alexnet", "imagenet"), "download them first"),
    ],
)
def test_networks_that_cannot_be(choice: ModelChoice, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        build_model(choice, channels=1, side=8, classes=10, head="linear", seed=0)


def test_a_stack_of_the_architecture_page_learns() -> None:
    choice = ModelChoice("stack", stack="c1-8k3p1.r.m2.f.o.l128-10")
    run = finish(begin(RunSettings("scratch", epochs=8, lr=0.01), choice=choice))
    assert run.history.best.validation_accuracy > 0.6
