"""What is left of a run: its best network apart from it, the gap to validation, files to take."""

from __future__ import annotations

import math
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load

from explorer.data.labelled_pictures import LabelledPictures
from explorer.data.offline_sets import load_offline_set
from explorer.networks.saliency import find_gradient
from explorer.training.best_network import as_pixels, copy_best
from explorer.training.loop import TrainingRun
from explorer.training.models import ModelChoice
from explorer.training.orders import RunOrder
from explorer.training.runner import begin_run
from explorer.training.settings import RunSettings
from explorer.training.taking_away import best_weights, event_files, has_tensorboard
from explorer.training.validation_gap import measure_gap

DIGITS = load_offline_set("digits")


def finished(
    settings: RunSettings, model: str = "lenet", source: str = "random", name: str = "digits"
) -> tuple[RunOrder, TrainingRun]:
    choice = ModelChoice(model, source)  # type: ignore[arg-type]
    order = RunOrder("me", load_offline_set(name), choice, settings, "a run")
    run = begin_run(order)
    for _progress in run.steps():
        pass
    return order, run


SCRATCH = RunSettings("scratch", epochs=6, lr=0.01)


def test_the_copy_answers_as_the_best_epoch_did_whatever_becomes_of_the_run() -> None:
    _order, run = finished(SCRATCH)
    best = copy_best(run)
    expected = run.answer_best("test").chances
    for parameter in run.model.head.parameters():
        parameter.data.zero_()
    assert best.answer("test").chances == pytest.approx(expected, abs=1e-6)
    asked = torch.from_numpy(DIGITS.pixels[run.split.test].copy())
    assert best.ask(asked).numpy() == pytest.approx(expected, abs=1e-6)
    assert not any(p.requires_grad for p in best.model.trunk.parameters())


def test_what_is_fed_can_be_shown_as_a_picture() -> None:
    _order, run = finished(RunSettings("frozen", epochs=1), "alexnet", "offline", "faces")
    best = copy_best(run)
    white = torch.full((1, 1, 25, 25), 255, dtype=torch.uint8)
    fed = best.feed(white)
    assert fed.shape == (1, 3, 112, 112)
    assert fed[0, 0, 0, 0] == pytest.approx((1 - 0.485) / 0.229, rel=1e-5)
    assert torch.allclose(best.seen(fed), torch.ones(()), atol=1e-6)


def test_grad_cam_of_a_small_network_by_hand() -> None:
    # A linear layer follows the pooled maps, so a map's gradient can be written down by autograd.
    _order, run = finished(SCRATCH)
    best = copy_best(run)
    network = best.trace("random")
    layer = network.convolutions[-1]
    assert layer.name == "trunk.3"
    inputs = best.feed(torch.from_numpy(DIGITS.pixels[:1].copy()))
    found = find_gradient(network, inputs[0].numpy(), layer.after or layer.before, 2)
    maps = best.model.trunk[:5](inputs).detach().requires_grad_()  # type: ignore[index]
    score = best.model.head(best.model.trunk[5:](maps))[0, 2]  # type: ignore[index]
    (gradient,) = torch.autograd.grad(score, maps)
    expected = (gradient.mean(dim=(2, 3), keepdim=True) * maps).sum(dim=1)[0]
    assert found.class_map == pytest.approx(expected.detach().numpy(), abs=1e-5)


@pytest.mark.parametrize("model", ["mobilenet_v3_small", "resnet18"])
def test_torchvisions_networks_can_be_looked_into(model: str) -> None:
    few = RunSettings("frozen", epochs=1, labels_per_class=1)
    _order, run = finished(few, model, name="faces")
    best = copy_best(run)
    network = best.trace("random")
    inputs = best.feed(torch.from_numpy(load_offline_set("faces").pixels[:1].copy()))
    last = network.convolutions[-1]
    cam = find_gradient(network, inputs[0].numpy(), last.after or last.before, 1).class_map
    assert cam.shape == (4, 4)
    assert np.isfinite(cam).all()


def test_linear_layers_have_no_convolution() -> None:
    _order, run = finished(SCRATCH, "fc")
    assert copy_best(run).trace("random").convolutions == ()


def test_before_an_epoch_there_is_nothing_to_copy_or_save() -> None:
    order = RunOrder("me", DIGITS, ModelChoice("fc"), SCRATCH, "a run")
    run = begin_run(order)
    with pytest.raises(ValueError, match="no epoch has ended"):
        copy_best(run)
    with pytest.raises(ValueError, match="no epoch has ended"):
        best_weights(order, run)


# --- pictures of other forms ----------------------------------------------------------------


def test_a_colour_picture_becomes_the_data_sets_grey() -> None:
    red = torch.zeros(3, 8, 8)
    red[0] = 1
    pixels = as_pixels(red, DIGITS)
    assert pixels.shape == (1, 1, 8, 8)
    assert pixels.dtype == torch.uint8
    assert int(pixels.max()) == round(0.299 * 255)


def test_a_grey_oblong_becomes_a_colour_square() -> None:
    like = LabelledPictures(
        "c", "", np.zeros((3, 3, 16, 16), np.uint8), np.arange(3), ("a", "b", "c"), "", ""
    )
    pixels = as_pixels(torch.full((1, 4, 9), 0.5), like)
    assert pixels.shape == (1, 3, 16, 16)
    assert set(pixels.flatten().tolist()) == {128}


# --- the gap --------------------------------------------------------------------------------


def test_the_gap_is_measured_on_the_best_epochs_weights() -> None:
    _order, run = finished(SCRATCH)
    best = run.history.best
    assert best is not None
    gap = measure_gap(run, copy_best(run))
    assert gap.curve == (best.train_accuracy, best.train_loss)
    assert gap.still.right == run.answer_best("train").right
    assert gap.validation.accuracy == best.validation_accuracy
    assert gap.dropouts == (0.25,)
    assert gap.norms == 0
    assert not gap.augmented
    assert gap.drawn.loss > gap.still.loss
    # 180 pictures are 3 batches of 64, 60 are one
    assert gap.lecture_training == round(best.train_accuracy * 180) / 192
    assert gap.lecture_validation == gap.validation.right / 64


def test_where_nothing_is_on_in_training_both_modes_are_one() -> None:
    _order, run = finished(SCRATCH, "fc")
    gap = measure_gap(run, copy_best(run))
    assert gap.dropouts == ()
    assert gap.drawn.chances == pytest.approx(gap.still.chances, abs=1e-6)


def test_a_frozen_trunks_statistics_are_not_counted_nor_moved() -> None:
    for trunk_eval in (True, False):
        settings = RunSettings(
            "frozen", epochs=1, labels_per_class=2, recipe="hflip~0.5", trunk_eval=trunk_eval
        )
        _order, run = finished(settings, "mobilenet_v3_small", name="faces")
        best = copy_best(run)
        before = {k: v.clone() for k, v in best.model.trunk.state_dict().items()}
        gap = measure_gap(run, best)
        assert (gap.norms > 0) is not trunk_eval
        assert gap.augmented
        after = best.model.trunk.state_dict()
        assert all(torch.equal(value, after[name]) for name, value in before.items())


# --- files ----------------------------------------------------------------------------------


def test_the_weights_are_the_best_epochs() -> None:
    order, run = finished(SCRATCH)
    best = run.history.best
    assert best is not None
    data = best_weights(order, run)
    tensors = load(data)
    assert run.best_state is not None
    assert set(tensors) == set(run.best_state)
    assert all(torch.equal(tensors[name], run.best_state[name]) for name in tensors)


def test_the_weights_say_what_they_are(tmp_path: Path) -> None:
    order, run = finished(SCRATCH, "fc")
    path = tmp_path / "weights.safetensors"
    path.write_bytes(best_weights(order, run))
    with safe_open(path, framework="pt") as opened:
        told = opened.metadata()
    best = run.history.best
    assert best is not None
    assert (told["network"], told["pictures"], told["seed"]) == ("fc", "digits", "0")
    assert int(told["epoch"]) == best.epoch
    assert math.isclose(float(told["validation_accuracy"]), best.validation_accuracy, rel_tol=1e-4)


def test_event_files_hold_the_history(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    _order, run = finished(SCRATCH, "fc")
    with zipfile.ZipFile(BytesIO(event_files(run.history, "mine"))) as archive:
        archive.extractall(tmp_path)
    events = EventAccumulator(str(tmp_path / "mine"))
    events.Reload()
    told = [event.value for event in events.Scalars("accuracy/validation")]
    assert told == pytest.approx([r.validation_accuracy for r in run.history.epochs])
    assert len(events.Scalars("loss/batch")) == len(run.history.batch_losses)


def test_whether_event_files_can_be_written_is_asked_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for there in (None, object()):
        monkeypatch.setattr("explorer.training.taking_away.find_spec", lambda _name, t=there: t)
        assert has_tensorboard() is (there is not None)
