"""What is known of a run: every batch's loss, every epoch's figures; as CSV too."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One epoch. Losses are means over pictures (cross-entropy, nats), accuracies shares in [0, 1].

    `train_loss` and `train_accuracy` are collected while the weights change, in training mode;
    `validation_…` are measured after the epoch, in evaluation mode. `stage` and `epoch` count from
    0 and 1; `lr` is the head's.
    """

    epoch: int
    stage: int
    lr: float
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """How the network looked after an epoch: its first filters, and what it said of some pictures.

    `filters`: (O, C, kh, kw) float32, None where nothing is learned there; `chances`: (M, K)
    float32 of the watched validation pictures.
    """

    epoch: int
    filters: Floats | None
    chances: Floats


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a loss was no number any more."""

    epoch: int
    batch: int
    lr: float


@dataclass(slots=True, eq=False)
class History:
    """A run's record, which only grows.

    `batch_losses`: of every batch in order; `epoch_ends`: how many batches had been run when each
    epoch ended; `stage_starts`: the epoch (from 0) before which each stage began.
    """

    batch_losses: list[float] = field(default_factory=list)
    epoch_ends: list[int] = field(default_factory=list)
    epochs: list[EpochRecord] = field(default_factory=list)
    glimpses: list[Glimpse] = field(default_factory=list)
    stage_starts: list[int] = field(default_factory=list)
    divergences: list[Divergence] = field(default_factory=list)

    @property
    def best(self) -> EpochRecord | None:
        """The epoch of the greatest validation accuracy; among equal ones that of least loss."""
        if not self.epochs:
            return None
        return max(self.epochs, key=lambda one: (one.validation_accuracy, -one.validation_loss))

    def to_csv(self) -> str:
        """Write the epochs as CSV, a line each."""
        names = [each.name for each in fields(EpochRecord)]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        for record in self.epochs:
            values = (getattr(record, name) for name in names)
            writer.writerow(
                f"{value:.6g}" if isinstance(value, float) else value for value in values
            )
        return text.getvalue()


def read_history_csv(text: str) -> list[EpochRecord]:
    """Read what `to_csv` wrote."""
    rows = csv.DictReader(io.StringIO(text))
    return [
        EpochRecord(**{each.name: _read(row, each.name) for each in fields(EpochRecord)})
        for row in rows
    ]


def _read(row: dict[str, str], name: str) -> Any:
    return int(row[name]) if name in {"epoch", "stage"} else float(row[name])
