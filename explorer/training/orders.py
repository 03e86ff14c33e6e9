"""A run as it is asked for, and where it stands."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event
from typing import Literal
from uuid import uuid4

from explorer.data.labelled_pictures import LabelledPictures
from explorer.errors import ExplorerError
from explorer.training.evaluation import Answers
from explorer.training.history import History
from explorer.training.loop import TrainingRun
from explorer.training.models import ModelChoice
from explorer.training.progress import Progress
from explorer.training.settings import RunSettings

Status = Literal["waiting", "running", "stopped", "diverged", "done", "failed"]
LIVE: frozenset[Status] = frozenset({"waiting", "running"})


@dataclass(frozen=True, slots=True, eq=False)
class RunOrder:
    """What shall be trained, and on what; `owner`: whose session asks."""

    owner: str
    pictures: LabelledPictures
    choice: ModelChoice
    settings: RunSettings
    name: str


@dataclass(slots=True, eq=False)
class RunHandle:
    """One run as pages see it; only its worker changes `run`, `progress` and `test`.

    `key` cannot be guessed: whoever has a link to a run may see it. `test`: the best epoch's
    answers to the test pictures, once the run has ended.
    """

    order: RunOrder
    key: str = field(default_factory=lambda: uuid4().hex[:16])
    stop: Event = field(default_factory=Event)
    run: TrainingRun | None = None
    progress: Progress | None = None
    test: Answers | None = None
    asked_s: float = field(default_factory=time.monotonic)
    future: Future[Status] | None = None
    kept: History | None = None  # of a run whose network was let go

    def release(self) -> None:
        """Let the network and the pictures' copies go; the history stays."""
        self.kept, self.run = self.history, None

    @property
    def network_bytes(self) -> int:
        """How much memory its network takes, with the best epoch's weights."""
        if self.run is None:
            return 0
        model = self.run.model
        parameters = (*model.trunk.parameters(), *model.head.parameters())
        return 2 * sum(parameter.nbytes for parameter in parameters)

    @property
    def status(self) -> Status:
        """Where it stands."""
        if self.future is None or self.future.cancelled():
            return "stopped"
        if not self.future.done():
            return "running" if self.future.running() else "waiting"
        return "failed" if self.future.exception() is not None else self.future.result()

    @property
    def live(self) -> bool:
        """Whether it waits or runs."""
        return self.status in LIVE

    @property
    def problem(self) -> ExplorerError | None:
        """What a visitor can mend, None where it failed in another way or not at all."""
        future = self.future
        if future is None or not future.done() or future.cancelled():
            return None
        error = future.exception()
        return error if isinstance(error, ExplorerError) else None

    @property
    def history(self) -> History:
        """What is known of it so far."""
        if self.run is not None:
            return self.run.history
        return self.kept or History()
