"""All that decides how a run goes, but for the pictures and the network themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from explorer.augmentation.recipe import EMPTY, Recipe, read_recipe
from explorer.errors import SettingError
from explorer.text import N_

Strategy = Literal["scratch", "frozen", "finetune", "stages"]
HeadKind = Literal["linear", "mlp"]
OptimizerName = Literal["sgd", "adam", "adamw"]
Schedule = Literal["constant", "cosine", "step"]

MOST_EPOCHS, MOST_BATCH, MOST_VIEWS = 100, 256, 8
LEAST_LR, MOST_LR = 1e-6, 10.0
MOMENTUM = 0.9  # of SGD
STEP_FACTOR = 0.1  # of the schedule "step", after each third of the epochs


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The settings of one run.

    `epochs`: of each stage but that of a fine-tuning's second, which has `more_epochs`; `lr`: of
    the head, or of all of a network that starts from scratch; pretrained layers that are unfrozen
    learn with `lr / lr_divisor`. `labels_per_class`: how many labelled pictures of each class are
    learned from, None for all. `recipe`: the augmentation of training pictures as text; where a
    frozen trunk's features are computed once, `cached_views` draws of each picture are. `patience`:
    epochs without a better validation loss until the run ends, None for never. `normalize`: whether
    pictures are normalised as the weights want it. `trunk_eval`: whether a frozen trunk is in
    `eval()`; the lecture leaves it in `train()`. `permuted`: all pictures' pixels in one fixed
    other order. Raises SettingError.
    """

    strategy: Strategy = "frozen"
    head: HeadKind = "linear"
    optimizer: OptimizerName = "adam"
    lr: float = 1e-3
    schedule: Schedule = "constant"
    batch_size: int = 64
    epochs: int = 20
    more_epochs: int = 20
    lr_divisor: float = 10.0
    weight_decay: float = 0.0
    labels_per_class: int | None = None
    seed: int = 0
    recipe: str = EMPTY
    cached_views: int = 4
    patience: int | None = None
    normalize: bool = True
    trunk_eval: bool = True
    permuted: bool = False

    def __post_init__(self) -> None:
        """Check every number."""
        _within("epochs", self.epochs, 1, MOST_EPOCHS)
        _within("more_epochs", self.more_epochs, 1, MOST_EPOCHS)
        _within("batch_size", self.batch_size, 1, MOST_BATCH)
        _within("lr", self.lr, LEAST_LR, MOST_LR)
        _within("lr_divisor", self.lr_divisor, 1, 1_000)
        _within("weight_decay", self.weight_decay, 0, 1)
        _within("seed", self.seed, 0, 2**31 - 1)
        _within("cached_views", self.cached_views, 1, MOST_VIEWS)
        if self.labels_per_class is not None:
            _within("labels_per_class", self.labels_per_class, 1, 100_000)
        if self.patience is not None:
            _within("patience", self.patience, 1, MOST_EPOCHS)
        read_recipe(self.recipe)

    @property
    def steps(self) -> Recipe:
        """The augmentation as a recipe."""
        return read_recipe(self.recipe)


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs in which the same parameters learn.

    `trained`: how much of the trunk learns along with the head: 0 is none of it, 1 all, between
    them that share of its blocks from the head's end. `lr`: of the head; `trunk_lr`: of the trunk.
    """

    epochs: int
    trained: float
    lr: float
    trunk_lr: float


_SHARES = (1 / 3, 2 / 3, 1.0)  # of the trunk's blocks, unfrozen one after another


def plan_stages(settings: RunSettings) -> tuple[Stage, ...]:
    """Return the stages of a strategy.

    Fine-tuning begins with a frozen trunk, so that a head of random weights does not spoil what
    lies before it; then all learns, with the rate divided.
    """
    lr, low = settings.lr, settings.lr / settings.lr_divisor
    if settings.strategy == "scratch":
        return (Stage(settings.epochs, 1.0, lr, lr),)
    frozen = Stage(settings.epochs, 0.0, lr, 0.0)
    if settings.strategy == "frozen":
        return (frozen,)
    if settings.strategy == "finetune":
        return (frozen, Stage(settings.more_epochs, 1.0, low, low))
    each = max(1, math.ceil(settings.more_epochs / len(_SHARES)))
    return (frozen, *(Stage(each, share, low, low) for share in _SHARES))


def scheduled_factor(schedule: Schedule, epoch: int, epochs: int) -> float:
    """Return what the learning rate of epoch `epoch` (from 0) of a stage is multiplied with.

    "cosine" falls from 1 to 0 as half a cosine wave does, "step" to a tenth after each third.
    """
    if schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * epoch / epochs))
    if schedule == "step":
        return STEP_FACTOR ** (3 * epoch // epochs)
    return 1.0


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # refuses nan too
        raise SettingError(
            N_("{name} is {value}: choose a value from {low:,} to {high:,}"),
            name=name,
            value=value,
            low=low,
            high=high,
        )
