"""One training run of the offline weights: two tasks, one trunk, an end set by time or by epochs.

CIFAR-10's ten classes and a thousand photographs, each photograph a class of its own (instance
discrimination: Dosovitskiy et al. 2014, arXiv:1406.6909), share the trunk and every batch.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.networks.batches import Batch, BatchSource
from explorer.networks.pack import INPUT_SIZE
from explorer.networks.photo_data import PictureSet
from explorer.networks.trunk import CHANNELS, TrainingTrunk

# (until this share of the run, pixels a side): small pictures are learned from three times as fast,
# and the last quarter settles the size that is used.
STAGES = ((0.35, 64), (0.6, 80), (0.75, 96), (1.0, INPUT_SIZE))
WARM_UP = 0.02  # of the run
FIRST_LAYER_RATE = 0.03  # of the learning rate: components keep their directions while they adapt
FIRST_LAYER_DECAY = 2e-2  # batch normalisation makes its scale free, so this only removes noise
DECAY = 5e-4
SMOOTHING = 0.1
PHOTO_WEIGHT = 0.5  # of a photograph in the loss, a CIFAR-10 picture has 1


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run goes. It ends after `epochs` passes over CIFAR-10, or after `minutes` of work.

    With `epochs` the same seed gives the same weights on the same machine; with `minutes` the
    learning rate follows the clock, on a processor the time its cores worked for this run.
    `batch`: pictures a step; `photo_share`: of them photographs.
    """

    minutes: float | None = None
    epochs: float | None = None
    batch: int = 128
    photo_share: float = 0.125
    lr: float = 0.1
    seed: int = 0
    amp: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a run that has no end or no pictures of a kind."""
        if (self.minutes is None) == (self.epochs is None):
            raise ValueError("give either minutes or epochs")
        if (self.minutes or self.epochs or 0) <= 0:
            raise ValueError("a run takes some time: raise minutes or epochs above 0")
        if not 1 <= self.photos < self.batch:
            raise ValueError(f"{self.photos} of {self.batch} are photographs: change photo_share")

    @property
    def photos(self) -> int:
        """Photographs in each batch."""
        return round(self.batch * self.photo_share)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: `done` in [0, 1], steps, pictures seen, seconds worked, last batch.

    The batch's figures stay tensors, since reading one makes a GPU wait.
    """

    done: float
    step: int
    pictures: int
    worked_s: float
    size: int
    cifar_loss: Tensor
    photo_loss: Tensor
    cifar_accuracy: Tensor


class PretrainingRun:
    """A network in training, which can be saved after any step and go on from there."""

    def __init__(
        self, settings: RunSettings, cifar: PictureSet, photos: PictureSet, first_layer: Tensor
    ) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.device = cifar.canvases.device
        self.source = BatchSource(
            cifar, photos, settings.batch - settings.photos, settings.photos, settings.seed
        )
        self.trunk = TrainingTrunk().to(self.device)
        self._start = first_layer
        with torch.no_grad():
            self.trunk.first_layer.weight.copy_(first_layer)
        self.heads = nn.ModuleDict(
            {
                "cifar10": nn.Linear(CHANNELS, len(cifar.classes)),
                "photos": nn.Linear(CHANNELS, len(photos.classes)),
            }
        ).to(self.device)
        self.optimizer = torch.optim.SGD(
            self._parameter_groups(), lr=settings.lr, momentum=0.9, nesterov=True
        )
        self.step, self.worked_s = 0, 0.0
        self.restored: list[int] = []  # steps at which the first layer was put back

    @property
    def done(self) -> float:
        """Share of the run that is behind it, in [0, 1]."""
        settings = self.settings
        if settings.minutes is not None:
            return min(1.0, self.worked_s / (60 * settings.minutes))
        per_epoch = len(self.source.cifar) / self.source.cifar_count
        return min(1.0, self.step / (per_epoch * (settings.epochs or 1)))

    def run(self) -> Iterator[Progress]:
        """Take steps to the end, telling after each where it stands."""
        self.trunk.train()
        while self.done < 1:
            started = self._clock_s()
            progress = self._take_step()
            self.worked_s += self._clock_s() - started
            self.step += 1
            yield progress

    def save(self, path: Path) -> None:
        """Write everything a later process needs to go on; the file appears whole or not at all."""
        state = {
            "settings": asdict(self.settings),
            "trunk": self.trunk.state_dict(),
            "heads": self.heads.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "worked_s": self.worked_s,
            "restored": self.restored,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from what `save` wrote; the end is that of the present settings.

        Raises ValueError if the saved run drew other batches than this one would.
        """
        state = torch.load(path, map_location=self.device, weights_only=True)
        for name in ("seed", "batch", "photo_share"):
            saved, present = state["settings"][name], getattr(self.settings, name)
            if saved != present:
                raise ValueError(f"the saved run has {name} {saved}, not {present}: keep it")
        self.trunk.load_state_dict(state["trunk"])
        self.heads.load_state_dict(state["heads"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.worked_s = state["step"], state["worked_s"]
        self.restored = list(state.get("restored", []))

    def restore_first_layer(self) -> None:
        """Put the first layer back to the components it began with; it learns on from there.

        Late in a run, when steps are small, it then keeps more of their directions to the end.
        """
        weight = self.trunk.first_layer.weight
        with torch.no_grad():
            weight.copy_(self._start)
        self.optimizer.state.pop(weight, None)  # its momentum belongs to where it was
        self.restored.append(self.step)

    def _parameter_groups(self) -> list[dict[str, object]]:
        """Three kinds of decay; `rate` scales the learning rate."""
        first = self.trunk.first_layer.weight
        rest = [p for p in [*self.trunk.parameters(), *self.heads.parameters()] if p is not first]
        return [
            {"params": [first], "weight_decay": FIRST_LAYER_DECAY, "rate": FIRST_LAYER_RATE},
            {"params": [p for p in rest if p.ndim > 1], "weight_decay": DECAY, "rate": 1.0},
            {"params": [p for p in rest if p.ndim == 1], "weight_decay": 0.0, "rate": 1.0},
        ]

    def _clock_s(self) -> float:
        """Return seconds of work: a processor's own time leaves out pauses and what others took."""
        if self.device.type == "cpu":
            return time.process_time() / torch.get_num_threads()
        return time.perf_counter()

    def _take_step(self) -> Progress:
        done = self.done
        size = next(size for until, size in STAGES if done < until)
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.lr * group["rate"] * rate_at(done)
        batch = self.source.draw(self.step, size)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.amp):
            cifar_loss, photo_loss, accuracy = self._judge(batch)
        weight = PHOTO_WEIGHT * len(batch.photo_labels) / len(batch.cifar_labels)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(cifar_loss + weight * photo_loss)
        self.optimizer.step()
        return Progress(
            done=done,
            step=self.step,
            pictures=(self.step + 1) * self.settings.batch,
            worked_s=self.worked_s,
            size=size,
            cifar_loss=cifar_loss.detach(),
            photo_loss=photo_loss.detach(),
            cifar_accuracy=accuracy,
        )

    def _judge(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return the mean losses of both tasks and CIFAR-10's share of right answers."""
        features = self.trunk(batch.pictures)  # (N + M, 256)
        labels = batch.cifar_labels
        scores = self.heads["cifar10"](features[: len(labels)])  # (N, 10)
        photo_scores = self.heads["photos"](features[len(labels) :])  # (M, photographs)
        return (
            functional.cross_entropy(scores, labels, label_smoothing=SMOOTHING),
            functional.cross_entropy(photo_scores, batch.photo_labels),
            (scores.argmax(dim=1) == labels).float().mean(),
        )


def rate_at(done: float) -> float:
    """Return the learning rate's factor: a short rise from 0, then half a cosine down to 0."""
    if done < WARM_UP:
        return (done + 1e-3) / (WARM_UP + 1e-3)
    return 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP)))
