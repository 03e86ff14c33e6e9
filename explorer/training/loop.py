"""One run as a generator of progress: stopped between batches, continued, its rate changed.

Everything random (weights, order, draws, dropout) comes from one generator seeded as
`torch.manual_seed` would seed PyTorch's, so that a plain program repeats a run.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from explorer.augmentation.seeded import SeededDraws
from explorer.data.labelled_pictures import LabelledPictures
from explorer.training.evaluation import Answers, judge
from explorer.training.feature_cache import PixelSource, Source, cache_features
from explorer.training.feeding import make_feeder
from explorer.training.history import Divergence, EpochRecord, Glimpse, History
from explorer.training.models import Model, copy_state, load_state
from explorer.training.optimizers import make_optimizer, unfreeze
from explorer.training.progress import LiveRate, OpenEpoch, Progress
from explorer.training.settings import (
    RunSettings,
    Stage,
    plan_stages,
    scheduled_factor,
)
from explorer.training.splits import Split

WATCHED = 6  # validation pictures whose predictions are followed
EVALUATION_BATCH = 128


class TrainingRun:
    """A run of one model on one split; `steps` takes it to its end, or until nobody asks on."""

    def __init__(
        self, pictures: LabelledPictures, split: Split, model: Model, settings: RunSettings
    ) -> None:
        self.settings, self.model, self.split = settings, model, split
        self.history, self.rate = History(), LiveRate()
        self.stages = list(plan_stages(settings))
        self.best_state: dict[str, Tensor] | None = None
        self.early = False  # ended since the validation loss grew no better
        self.feeder = make_feeder(
            pictures,
            model,
            split.train,
            recipe=settings.steps,
            normalize=settings.normalize,
            permuted=settings.permuted,
        )
        self._parts = {
            part: torch.from_numpy(getattr(split, part)) for part in ("train", "validation", "test")
        }
        self._seeded = SeededDraws(settings.seed)
        self._stage, self._epoch_of_stage = 0, 0
        self._source: Source | None = None
        self._optimizer: torch.optim.Optimizer | None = None
        self._open: OpenEpoch | None = None
        self._worked_s, self._seen = 0.0, 0

    @property
    def total_epochs(self) -> int:
        """Epochs of all stages."""
        return sum(stage.epochs for stage in self.stages)

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self._stage >= len(self.stages) or self.early

    @property
    def present_lr(self) -> float:
        """The head's learning rate of the batch at hand, or of the last one."""
        stage = self.stages[min(self._stage, len(self.stages) - 1)]
        planned = scheduled_factor(self.settings.schedule, self._epoch_of_stage, stage.epochs)
        return stage.lr * planned * self.rate.factor

    def extend(self, epochs: int) -> None:
        """Add epochs to the last stage, as "continue" does after the end."""
        last = self.stages[-1]
        self.stages[-1] = Stage(last.epochs + epochs, last.trained, last.lr, last.trunk_lr)
        self.early = False
        if self._stage >= len(self.stages):
            self._stage, self._epoch_of_stage = len(self.stages) - 1, last.epochs

    def steps(self) -> Iterator[Progress]:
        """Go on from where the run is; leave the generator at any point, and call again later.

        A loss that is no number puts the weights of the epoch's start back and ends the run, told
        in `history.divergences`; with a lower rate it can go on.
        """
        while not self.finished:
            stage = self.stages[self._stage]
            if self._source is None:
                yield from self._begin_stage(stage)
            while self._epoch_of_stage < stage.epochs:
                sound = yield from self._run_epoch(stage)
                if not sound:
                    return
                self._epoch_of_stage += 1
                stage = self.stages[self._stage]
                if self._is_early():
                    self.early = True
                    break
            if not self.early:
                self._stage += 1
                self._epoch_of_stage = 0
            self._source, self._optimizer = None, None
        yield self._progress("done", 1, 1)

    def answer(self, part: str) -> Answers:
        """Ask the network, in evaluation mode, about a part: "train", "validation" or "test"."""
        chosen = self._parts[part]
        source = PixelSource(self.feeder, self.model)
        return judge(self._scores(source, chosen), self.feeder.labels[chosen])

    def answer_best(self, part: str) -> Answers:
        """Ask the network of the best epoch, and put the present weights back."""
        if self.best_state is None:
            return self.answer(part)
        present = copy_state(self.model)
        load_state(self.model, self.best_state)
        try:
            return self.answer(part)
        finally:
            load_state(self.model, present)

    def scores_of(self, pictures: Tensor) -> Tensor:
        """Return (N, K) scores of the present network for (N, C, S, S) uint8 pictures."""
        feeder = replace(self.feeder, pixels=pictures, labels=torch.zeros(len(pictures)))
        return self._scores(PixelSource(feeder, self.model), torch.arange(len(pictures)))

    def restore_best(self) -> None:
        """Put the weights of the best epoch back."""
        if self.best_state is not None:
            load_state(self.model, self.best_state)

    # --- one stage, one epoch, one batch ---

    def _begin_stage(self, stage: Stage) -> Iterator[Progress]:
        """Choose what learns; compute a frozen trunk's features once where that is allowed."""
        if len(self.history.stage_starts) == self._stage:  # not where it was left while it began
            self.history.stage_starts.append(len(self.history.epochs))
        unfreeze(self.model, stage.trained)
        self._optimizer = make_optimizer(self.model, stage, self.settings)
        if stage.trained == 0 and self.settings.trunk_eval:
            views = self.settings.cached_views if self.feeder.recipe is not None else 1
            for done, total, made in cache_features(
                self.model, self.feeder, self.split, views, self._seeded
            ):
                self._source = made
                yield self._progress("features", done, total)
        else:
            self._source = PixelSource(self.feeder, self.model)

    def _run_epoch(self, stage: Stage) -> Generator[Progress, None, bool]:
        """Learn from every training picture once; return False where the loss was no number.

        An epoch that was left in the middle goes on with the batch it was left before.
        """
        epoch = self._open = self._open or self._begin_epoch()
        while epoch.next < len(epoch.batches):
            chosen = epoch.batches[epoch.next]
            epoch.lr = self._set_rates(stage)
            loss, hits = self._train_batch(chosen)
            if not math.isfinite(loss):
                where = Divergence(len(self.history.epochs) + 1, epoch.next, epoch.lr)
                self._put_back(epoch.before, stage, where)
                return False
            epoch.add(loss, hits, len(chosen))
            yield self._progress("epochs", epoch.done, len(self._parts["train"]))
        self._close_epoch(epoch)
        self._open = None
        return True

    def _begin_epoch(self) -> OpenEpoch:
        train = self._parts["train"]
        with self._seeded:
            order = train[torch.randperm(len(train))]
        batches = torch.split(order, self.settings.batch_size)
        return OpenEpoch(batches, copy_state(self.model), self._worked_s)

    def _put_back(self, state: dict[str, Tensor], stage: Stage, where: Divergence) -> None:
        """Return to the epoch's start, with an optimizer that remembers nothing."""
        load_state(self.model, state)
        self._open = None
        self._optimizer = make_optimizer(self.model, stage, self.settings)
        self.history.divergences.append(where)

    def _train_batch(self, chosen: Tensor) -> tuple[float, int]:
        """Take one step; return the batch's mean loss and how many were named rightly."""
        began = time.perf_counter()
        source, optimizer = self._require_stage()
        labels = self.feeder.labels[chosen]
        epoch = len(self.history.epochs)
        source.set_training(self.settings.trunk_eval)
        with self._seeded:
            scores = source.scores(chosen, epoch)
            loss = functional.cross_entropy(scores, labels)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
        self.history.batch_losses.append(loss.item())
        self._seen += len(chosen)
        self._worked_s += time.perf_counter() - began
        return loss.item(), int((scores.argmax(1) == labels).sum())

    def _close_epoch(self, epoch: OpenEpoch) -> None:
        """Ask about the validation pictures, write the epoch down, keep the best weights."""
        began = time.perf_counter()
        source, _optimizer = self._require_stage()
        chosen = self._parts["validation"]
        answers = judge(self._scores(source, chosen), self.feeder.labels[chosen])
        self._worked_s += time.perf_counter() - began
        record = EpochRecord(
            epoch=len(self.history.epochs) + 1,
            stage=self._stage,
            lr=epoch.lr,
            train_loss=epoch.total_loss / epoch.done,
            train_accuracy=epoch.right / epoch.done,
            validation_loss=answers.loss,
            validation_accuracy=answers.accuracy,
            seconds=self._worked_s - epoch.worked_before,
        )
        self.history.epochs.append(record)
        self.history.epoch_ends.append(len(self.history.batch_losses))
        self.history.glimpses.append(self._glimpse(answers))
        if self.history.best is record:
            self.best_state = copy_state(self.model)

    def _glimpse(self, answers: Answers) -> Glimpse:
        first = self.model.first
        filters = None if first is None else first.weight.detach().clone().numpy()
        return Glimpse(len(self.history.epochs), filters, answers.chances[:WATCHED].copy())

    def _scores(self, source: Source, chosen: Tensor) -> Tensor:
        """Return (N, K) scores in evaluation mode, without gradients."""
        self.model.trunk.eval()
        self.model.head.eval()
        with torch.inference_mode():
            parts = [source.scores(part, None) for part in torch.split(chosen, EVALUATION_BATCH)]
        return torch.cat(parts)

    def _set_rates(self, stage: Stage) -> float:
        """Set both groups' learning rates; return the head's."""
        _source, optimizer = self._require_stage()
        planned = scheduled_factor(self.settings.schedule, self._epoch_of_stage, stage.epochs)
        factor = planned * self.rate.factor
        for group in optimizer.param_groups:
            group["lr"] = factor * group["planned_lr"]
        return factor * stage.lr

    def _is_early(self) -> bool:
        """Whether the validation loss has not grown better for as long as patience lasts."""
        patience = self.settings.patience
        losses = [record.validation_loss for record in self.history.epochs]
        return patience is not None and len(losses) - 1 - losses.index(min(losses)) >= patience

    def _require_stage(self) -> tuple[Source, torch.optim.Optimizer]:
        if self._source is None or self._optimizer is None:
            raise RuntimeError("no stage has begun")
        return self._source, self._optimizer

    def _progress(self, phase: str, done: int, total: int) -> Progress:
        speed = self._seen / self._worked_s if self._worked_s else 0.0
        epochs, train = self.total_epochs, len(self._parts["train"])
        seen = min(len(self.history.epochs) + (done / total if phase == "epochs" else 0), epochs)
        left = (epochs - seen) * train / speed if speed else None
        return Progress(phase, len(self.history.epochs) + 1, epochs, done, total, speed, left)
