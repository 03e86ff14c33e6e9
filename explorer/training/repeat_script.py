"""A run as one plain program: the same seed, the same numbers, nothing of this project.

What a run draws comes from generators that start as `torch.manual_seed` starts PyTorch's, so the
program has to ask for random numbers in the same order, no more.
"""

from __future__ import annotations

import math
from itertools import accumulate

from explorer.augmentation.recipe import all_steps
from explorer.augmentation.recipe_script import noise_source, recipe_code
from explorer.augmentation.steps import SaltAndPepper
from explorer.data.class_folders import FOLDER_CODE
from explorer.data.labelled_pictures import LabelledPictures
from explorer.text import N_
from explorer.training.evaluation import Answers
from explorer.training.feature_cache import FEATURE_BATCH
from explorer.training.feeding import PERMUTATION_SEED
from explorer.training.loop import EVALUATION_BATCH, TrainingRun
from explorer.training.models import Model
from explorer.training.orders import RunOrder
from explorer.training.repeat_networks import network_code
from explorer.training.repeat_templates import (
    EPOCHS,
    FEATURES,
    FEEDING,
    NOT_REPEATED,
    PROVED,
    REGIONS,
    SHARES,
    SPLIT,
    START,
)
from explorer.training.settings import (
    MOMENTUM,
    STEP_FACTOR,
    RunSettings,
    plan_stages,
    scheduled_factor,
)
from explorer.training.splits import TEST, VALIDATION

ROOM = 2  # pictures: another processor sums in another order, and a close call can turn

_FACTORS = {
    "constant": "",
    "cosine": " * 0.5 * (1 + math.cos(math.pi * epoch / epochs))",
    "step": f" * {STEP_FACTOR} ** (3 * epoch // epochs)",
}
_TRANSFORMS = "from torchvision.transforms import InterpolationMode, v2"
_OPTIMIZERS = {"sgd": f"SGD(groups, momentum={MOMENTUM}, ", "adam": "Adam(groups, "}
_OPTIMIZERS["adamw"] = "AdamW(groups, "


def why_not_repeated(order: RunOrder, run: TrainingRun) -> str | None:
    """Return what no script can do again, marked for translation; None where it can."""
    if order.pictures.private or not order.pictures.load_code:
        return N_("it learned from pictures that only you have")
    if run.history.divergences:
        return N_("its loss was no number any more on the way, and it went on from there")
    if run.stages != list(plan_stages(run.settings)):
        return N_("it was continued past its end")
    planned = _planned_rates(run)
    rates = [record.lr for record in run.history.epochs]
    if not all(math.isclose(a, b) for a, b in zip(rates, planned, strict=False)):
        return N_("its learning rate was changed by hand while it went on")
    return None


def _planned_rates(run: TrainingRun) -> list[float]:
    schedule = run.settings.schedule
    return [
        stage.lr * scheduled_factor(schedule, epoch, stage.epochs)
        for stage in run.stages
        for epoch in range(stage.epochs)
    ]


def write_repeat_script(order: RunOrder, run: TrainingRun, test: Answers) -> str:
    """Write a program that repeats a run that has ended; it ends in asserts on its figures."""
    settings, pictures, model = run.settings, order.pictures, run.model
    network = network_code(order.choice, model)
    parts = [
        _data_code(pictures),
        _split_code(pictures, settings),
        network.code,
        _feeding_code(pictures, model, settings),
        _learning_code(run),
        _end_code(order, run, test),
    ]
    code = "\n".join(part.rstrip("\n") + "\n" for part in parts)
    start = START.format(
        title=f"{order.choice.name} on {pictures.key}, {settings.strategy}, lr {settings.lr:g}",
        imports=_imports(code, network.imports),
        seed=settings.seed,
        classes=len(pictures.classes),
    )
    return start + code


def _imports(code: str, more: tuple[str, ...]) -> str:
    """Write the imports that the code asks for, as a formatter sorts them."""
    plain = ["import math"] if "math." in code else []
    plain += ["from typing import Any"] if "Any" in code else []
    tensor = "Tensor, " if "Tensor" in code else ""
    named = [f"from torch import {tensor}nn", "from torch.nn import functional", *more]
    named += ["from PIL import Image"] if "Image." in code else []
    named += [_TRANSFORMS] if "v2." in code else []
    blank = [""] if plain else []
    lines = ["import numpy as np", "import torch", *sorted(named, key=str.lower)]
    return "\n".join([*plain, *blank, *lines])


def _data_code(pictures: LabelledPictures) -> str:
    if pictures.private or not pictures.load_code:
        return FOLDER_CODE.format(side=pictures.side)
    return pictures.load_code.strip()


def _split_code(pictures: LabelledPictures, settings: RunSettings) -> str:
    shares = SHARES.format(validation=VALIDATION, test=TEST)
    budget = settings.labels_per_class
    return SPLIT.format(
        parts=shares if pictures.regions is None else REGIONS,
        learned="learned" if budget is None else f"learned[:{budget}]",
    )


def _feeding_code(pictures: LabelledPictures, model: Model, settings: RunSettings) -> str:
    lines = []
    if model.side != pictures.side:
        lines += [
            f"size = ({model.side}, {model.side})",
            'pictures = functional.interpolate(pictures, size, mode="bilinear", antialias=True)',
        ]
    if model.channels != pictures.channels:
        lines.append(f"pictures = pictures.expand(-1, {model.channels}, -1, -1)")
    if settings.steps:
        lines += [
            "if drawn:",
            "    pictures = torch.stack([transform(picture) for picture in pictures])",
        ]
    if settings.permuted:
        lines.append("pictures = pictures.flatten(2)[:, :, order].reshape(pictures.shape)")
    before = [_figures_code(model, settings)]
    if settings.permuted:
        before += [
            f"generator = torch.Generator().manual_seed({PERMUTATION_SEED})  # of all runs alike",
            f"order = torch.randperm({model.side**2}, generator=generator)",
        ]
    if any(isinstance(step, SaltAndPepper) for step in all_steps(settings.steps)):
        before += ["", "", noise_source(), ""]
    if settings.steps:
        before.append(f"transform = {recipe_code(settings.steps, model.side)}")
    return FEEDING.format(
        before="\n".join(before), steps="".join(f"    {line}\n" for line in lines)
    )


def _figures_code(model: Model, settings: RunSettings) -> str:
    if not settings.normalize:
        return "mean, std = 0.0, 1.0  # not normalised"
    if model.mean is not None and model.std is not None:
        return (
            f"mean = torch.tensor({model.mean}).view(-1, 1, 1)  # ImageNet's\n"
            f"std = torch.tensor({model.std}).view(-1, 1, 1)"
        )
    return (
        "values = pixels[train].float() / 255\n"
        "mean = values.mean((0, 2, 3)).view(-1, 1, 1)  # of the training pictures\n"
        "std = values.std((0, 2, 3)).clamp(min=1e-3).view(-1, 1, 1)"
    )


def _learning_code(run: TrainingRun) -> str:
    settings, model = run.settings, run.model
    keeps = settings.trunk_eval and any(stage.trained == 0 for stage in run.stages)
    stages = "\n".join(
        f"    ({stage.epochs}, {math.ceil(stage.trained * len(model.blocks))}, {stage.lr!r}, "
        f"{stage.trunk_lr!r}),"
        for stage in run.stages
    )
    done = len(run.history.epochs)
    ends = list(accumulate(stage.epochs for stage in run.stages))
    cut = f"        if len(history) == {done}:  # where the run ended\n            break\n"
    views = settings.cached_views if settings.steps else 1
    features = FEATURES.format(views=views, batch=FEATURE_BATCH, drawn=bool(settings.steps))
    return EPOCHS.format(
        features=features if keeps else "",
        kept="keep_features() if learning == 0 else None" if keeps else "None",
        stages=stages,
        cut="" if done == ends[-1] else cut,
        optimizer=_OPTIMIZERS[settings.optimizer] + f"weight_decay={settings.weight_decay})",
        factor=_FACTORS[settings.schedule],
        training="bool(unfrozen)" if settings.trunk_eval else "True",
        batch=settings.batch_size,
        evaluation=EVALUATION_BATCH,
    )


def _end_code(order: RunOrder, run: TrainingRun, test: Answers) -> str:
    reason = why_not_repeated(order, run)
    best = run.history.best
    if reason is not None or best is None:
        return NOT_REPEATED.format(reason=reason or "")
    return PROVED.format(
        room=ROOM,
        epoch=best.epoch,
        validation=round(best.validation_accuracy * len(run.split.validation)),
        test=test.right,
    )
