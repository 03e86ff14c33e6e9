"""How far a run is, and the one thing that can be changed while it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: `phase` "features" while these are computed, "epochs", or "done".

    `done` of `total` pictures of the phase at hand; `per_second`: pictures; `seconds_left`: to the
    end of all stages, None while that cannot be told.
    """

    phase: str
    epoch: int
    epochs: int
    done: int
    total: int
    per_second: float = 0.0
    seconds_left: float | None = None


@dataclass(slots=True, eq=False)
class LiveRate:
    """The learning rate as it can be changed while a run goes on: a factor on the plan's."""

    factor: float = 1.0
    lock: Lock = field(default_factory=Lock)

    def change(self, factor: float) -> None:
        """Multiply the plan's rate by this from the next batch on."""
        with self.lock:
            self.factor = factor


@dataclass(slots=True, eq=False)
class OpenEpoch:
    """An epoch in work: its batches in order, the next of them, and what was counted so far."""

    batches: tuple[Tensor, ...]
    before: dict[str, Tensor]
    worked_before: float
    next: int = 0
    total_loss: float = 0.0
    right: int = 0
    done: int = 0
    lr: float = 0.0

    def add(self, loss: float, hits: int, count: int) -> None:
        """Count a batch of `count` pictures with its mean loss."""
        self.total_loss += loss * count
        self.right, self.done, self.next = self.right + hits, self.done + count, self.next + 1
