"""Why the curve of training may lie under that of validation: measured on the run at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import nn

from explorer.augmentation.recipe import EMPTY
from explorer.training.best_network import BestNetwork
from explorer.training.dropout import SeenDropout
from explorer.training.evaluation import Answers, lecture_accuracy
from explorer.training.loop import TrainingRun


@dataclass(frozen=True, slots=True, eq=False)
class ValidationGap:
    """The best epoch's figures, from the curve to the training set measured once more.

    Shares in [0, 1] and mean losses in nats. `curve`: as the epoch's batches gave it, while the
    weights changed; `drawn`: with the weights standing still, in training mode; `still`: in
    evaluation mode; `validation`: the same of validation pictures. `dropouts`: their p; `norms`:
    BatchNorm layers that took batch statistics; `above`: epochs in which validation was above.
    """

    curve: tuple[float, float]
    drawn: Answers
    still: Answers
    validation: Answers
    dropouts: tuple[float, ...]
    norms: int
    augmented: bool
    above: int
    lecture_training: float
    lecture_validation: float


def measure_gap(run: TrainingRun, best: BestNetwork) -> ValidationGap:
    """Measure the best epoch's network on the training pictures, in both modes."""
    record, size = best.record, run.settings.batch_size
    train, validation = len(run.split.train), len(run.split.validation)
    answers = best.answer("validation")
    modules = list(best.model.head.modules())
    if best.trunk_learned:
        modules += best.model.trunk.modules()
    return ValidationGap(
        curve=(record.train_accuracy, record.train_loss),
        drawn=best.answer_as_trained(),
        still=best.answer("train"),
        validation=answers,
        dropouts=tuple(m.p for m in modules if isinstance(m, SeenDropout) and m.p > 0),
        norms=sum(isinstance(module, nn.BatchNorm2d) for module in modules),
        augmented=run.settings.recipe != EMPTY,
        above=sum(e.validation_accuracy > e.train_accuracy for e in run.history.epochs),
        lecture_training=_as_lectured(record.train_accuracy, train, size),
        lecture_validation=_as_lectured(answers.accuracy, validation, size),
    )


def _as_lectured(accuracy: float, count: int, batch_size: int) -> float:
    return lecture_accuracy(round(accuracy * count), math.ceil(count / batch_size), batch_size)
