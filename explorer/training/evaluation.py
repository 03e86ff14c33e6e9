"""How right a network is: accuracy with its interval, confusions, mistakes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_Z = 1.959964  # standard deviations that hold 95 % of a normal distribution


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a network said of some pictures.

    `chances`: (N, K) float32, rows sum to 1; `labels`: (N,) int64; `loss`: mean cross-entropy.
    """

    chances: Floats
    labels: Numbers
    loss: float

    @property
    def guesses(self) -> Numbers:
        """The likeliest class of each picture."""
        return np.asarray(self.chances.argmax(axis=1))

    @property
    def right(self) -> int:
        """How many were named rightly."""
        return int((self.guesses == self.labels).sum())

    @property
    def accuracy(self) -> float:
        """Share named rightly, divided by the number of pictures."""
        return self.right / len(self.labels)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the accuracy (Wilson 1927)."""
        return wilson_interval(self.right, len(self.labels))

    def confusion(self, classes: int) -> Numbers:
        """Return (K, K) counts: row the true class, column the guess."""
        table = np.zeros((classes, classes), dtype=np.int64)
        np.add.at(table, (self.labels, self.guesses), 1)
        return table

    def mistakes(self, count: int) -> Numbers:
        """Return the wrongly named pictures it was surest of, surest first, at most `count`."""
        wrong = np.flatnonzero(self.guesses != self.labels)
        sure = self.chances[wrong].max(axis=1)
        return np.asarray(wrong[np.argsort(-sure, kind="stable")][:count])


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share: score interval of E. B. Wilson, 1927.

    https://doi.org/10.1080/01621459.1927.10502953
    """
    if total < 1:
        raise ValueError("an interval needs one picture at least")
    share, z2 = right / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def judge(scores: Tensor, labels: Tensor) -> Answers:
    """Turn (N, K) scores into answers."""
    loss = functional.cross_entropy(scores, labels).item()
    chances = functional.softmax(scores, dim=1)
    return Answers(chances.numpy(), labels.numpy(), loss)


def lecture_accuracy(right: int, batches: int, batch_size: int) -> float:
    """Return what the lecture's code calls accuracy: divided by batches × batch size.

    The last batch is shorter, so this is too low: 270 pictures in 5 batches of 64 cannot pass
    270 / 320 = 84.4 %.
    """
    return right / (batches * batch_size)
