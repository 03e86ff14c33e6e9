"""The training page's controls, and the run they stand for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, cast

from explorer.augmentation.presets import PRESETS
from explorer.augmentation.recipe import EMPTY, read_recipe, write_recipe
from explorer.errors import SettingError
from explorer.layers.stack_code import decode_stack
from explorer.networks.network_list import NETWORKS, Source
from explorer.text import N_
from explorer.training.settings import LEAST_LR, MOST_LR, RunSettings
from explorer.ui.controls import Choice, Code, Control, OptionalWhole, Switch, Text, Whole
from explorer.ui.networks.settings import SOURCE_NAMES
from explorer.ui.training.after_settings import AFTER_CONTROLS

OWN, CIFAR10, MNIST, EUROSAT = "own", "cifar10", "mnist", "eurosat"
_KEY = re.compile(r"[0-9a-f]{16}")


def _check_lr(text: str) -> None:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not LEAST_LR <= value <= MOST_LR:
        raise SettingError(
            N_("lr is {value}: give a number from {low} to {high}"),
            value=text[:20],
            low=f"{LEAST_LR:g}",
            high=f"{MOST_LR:g}",
        )


def _check_runs(text: str) -> None:
    if text and not all(_KEY.fullmatch(key) for key in text.split(".")):
        raise SettingError(N_("the link names a run that cannot be: copy it again"))


DATASET = Choice(
    "dataset",
    N_("Pictures"),
    {
        "textures": N_("Textures"),
        "digits": N_("Digits, 8 × 8"),
        "faces": N_("Faces, 25 × 25"),
        EUROSAT: N_("EuroSAT, a tenth (download)"),
        MNIST: N_("MNIST (download)"),
        CIFAR10: N_("CIFAR-10 (download)"),
        OWN: N_("Your own zip"),
    },
    "textures",
)
MODEL = Choice(
    "model",
    N_("Network"),
    {
        "lenet": N_("LeNet-like CNN"),
        "fc": N_("Linear layers alone"),
        **{name: entry.title for name, entry in NETWORKS.items()},
        "stack": N_("The stack of Architecture"),
    },
    "alexnet",
)
STRATEGY = Choice(
    "strategy",
    N_("Strategy"),
    {
        "scratch": N_("From scratch"),
        "frozen": N_("Frozen trunk, new head"),
        "finetune": N_("Frozen, then fine-tuned"),
        "stages": N_("Unfrozen by stages"),
    },
    "frozen",
    help=N_(
        "A frozen trunk is in `eval()` and has no gradients. Fine-tuning begins behind it, with "
        "the learning rate divided."
    ),
)
EPOCHS = Whole("epochs", N_("epochs"), 1, 60, 20)

SOURCE = Choice(
    "train_weights",
    N_("Weights to begin with"),
    SOURCE_NAMES,
    "offline",
    help=N_("From scratch always begins with random ones."),
)
LR = Text(
    "lr",
    N_("lr"),
    _check_lr,
    "0.001",
    N_("The learning rate of the head, or of all that starts from scratch."),
    default="0.001",
)
SEED = Whole("seed", N_("seed"), 0, 99, 0, N_("Split, weights, order and draws."))
OPTIMIZER = Choice(
    "train_optimizer",
    N_("Optimizer"),
    {"adam": "Adam", "sgd": "SGD, momentum 0.9", "adamw": "AdamW"},
    "adam",
    literal=True,
)
SCHEDULE = Choice(
    "train_schedule",
    N_("Schedule of the rate"),
    {
        "constant": N_("constant"),
        "cosine": N_("cosine, down to 0"),
        "step": N_("a tenth after each third"),
    },
    "constant",
)
BATCH = Choice(
    "train_batch",
    "batch_size",
    {str(size): str(size) for size in (4, 8, 16, 32, 64, 128)},
    "64",
    literal=True,
)
LABELS = OptionalWhole(
    "train_labels",
    N_("Labels a class"),
    1,
    1_000,
    N_("How many labelled pictures of each class are learned from; empty: all there are."),
    placeholder=N_("all"),
)
AUGMENT = Choice(
    "train_augment",
    N_("Augmentation"),
    {
        "none": N_("none"),
        "imagenet": PRESETS["imagenet"].title,
        "digits": PRESETS["digits"].title,
        "lecture": PRESETS["lecture"].title,
        "recipe": N_("The recipe of Augmentation"),
    },
    "none",
    help=N_("Of training pictures alone. A frozen trunk keeps four draws of each."),
)
HEAD = Choice(
    "train_head",
    N_("Head"),
    {"linear": "Linear", "mlp": "Linear–ReLU–Linear (500)"},
    "linear",
    literal=True,
)
MORE_EPOCHS = Whole("train_more_epochs", N_("epochs of fine-tuning"), 1, 60, 20)
DIVISOR = Choice(
    "train_lr_divisor",
    N_("lr divided by, when unfrozen"),
    {str(value): str(value) for value in (1, 3, 10, 30, 100)},
    "10",
    literal=True,
)
DECAY = Choice(
    "train_weight_decay",
    "weight_decay",
    {text: text for text in ("0", "0.0001", "0.001", "0.01", "0.1")},
    "0",
    literal=True,
)
PATIENCE = OptionalWhole(
    "train_patience",
    N_("Patience, epochs"),
    1,
    60,
    N_("Ends a run whose validation loss has not fallen for so long; empty: never."),
    placeholder=N_("never"),
)
NORMALIZE = Switch("train_normalize", N_("Normalised as the weights want it"), True)
TRUNK_EVAL = Switch(
    "train_trunk_eval",
    N_("Frozen trunk in eval()"),
    True,
    N_("The lecture leaves it in train(): BatchNorm then uses each batch's own statistics."),
)
PERMUTED = Switch(
    "train_permuted",
    N_("All pixels in one other order"),
    False,
    N_("One fixed permutation for every picture: what does each network lose by it?"),
)

GLIMPSES = Switch(
    "train_glimpses", N_("Show some predictions and the first filters as they change"), False
)
VIEW = Choice(
    "train_view",
    N_("Look closer"),
    {
        "data": N_("Pictures and split"),
        "after": N_("What came out"),
        "baselines": N_("Without learning"),
        "advice": N_("Advice"),
    },
    "data",
    widget="segments",
    show_label=False,
)
RUN = Code("run", _check_runs, holds=N_("the runs that a copied link has here"))
RECIPE = Code("recipe", read_recipe)  # the augmentation page's; empty: its preset
STACK = Code("stack", decode_stack)  # the architecture page's; empty: its preset

MAIN: tuple[Control, ...] = (DATASET, MODEL, STRATEGY, EPOCHS)
MORE: tuple[Control, ...] = (
    SOURCE,
    LR,
    OPTIMIZER,
    SCHEDULE,
    BATCH,
    LABELS,
    AUGMENT,
    HEAD,
    MORE_EPOCHS,
    DIVISOR,
    DECAY,
    PATIENCE,
    SEED,
    NORMALIZE,
    TRUNK_EVAL,
    PERMUTED,
)
CONTROLS: tuple[Control, ...] = (*MAIN, *MORE, GLIMPSES, VIEW, *AFTER_CONTROLS, RUN)
FROM_ELSEWHERE: tuple[Code, ...] = (RECIPE, STACK)


def read_settings(values: Mapping[str, Any], recipe: str = "") -> RunSettings:
    """Turn control values into a run's settings; `recipe`: the augmentation page's, as text."""
    return RunSettings(
        strategy=values["strategy"],
        head=values["train_head"],
        optimizer=values["train_optimizer"],
        lr=float(values["lr"]),
        schedule=values["train_schedule"],
        batch_size=int(values["train_batch"]),
        epochs=values["epochs"],
        more_epochs=values["train_more_epochs"],
        lr_divisor=float(values["train_lr_divisor"]),
        weight_decay=float(values["train_weight_decay"]),
        labels_per_class=values["train_labels"],
        seed=values["seed"],
        recipe=_recipe_text(values["train_augment"], recipe),
        patience=values["train_patience"],
        normalize=values["train_normalize"],
        trunk_eval=values["train_trunk_eval"],
        permuted=values["train_permuted"],
    )


def _recipe_text(name: str, edited: str) -> str:
    if name == "none":
        return EMPTY
    if name == "recipe":
        return edited or write_recipe(PRESETS["lecture"].recipe)
    return write_recipe(PRESETS[name].recipe)


def chosen_source(values: Mapping[str, Any]) -> Source:
    """Return whose weights a run begins with: what the network has, random ones from scratch."""
    name, asked = values["model"], values["train_weights"]
    if name not in NETWORKS or values["strategy"] == "scratch":
        return "random"
    offered = NETWORKS[name].sources
    return cast("Source", asked if asked in offered else offered[0])
