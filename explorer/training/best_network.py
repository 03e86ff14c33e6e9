"""What a run has learned, apart from the run: a copy of its network with the best epoch's weights.

A run may go on and change its weights in place; nothing here does.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from explorer.augmentation.seeded import SeededDraws
from explorer.data.labelled_pictures import LabelledPictures
from explorer.networks.loaded_network import LoadedNetwork, from_module
from explorer.networks.network_list import Source
from explorer.training.evaluation import Answers, judge
from explorer.training.feeding import Feeder
from explorer.training.history import EpochRecord
from explorer.training.loop import EVALUATION_BATCH, TrainingRun
from explorer.training.models import Model, load_state
from explorer.training.splits import Split

DRAWS_SEED = 0  # of dropout and recipe where training mode is measured


@dataclass(frozen=True, slots=True, eq=False)
class BestNetwork:
    """A network that nobody trains any more, and how pictures are fed to it.

    `model`: in evaluation mode, its own copy; `record`: of the epoch its weights are from;
    `trunk_learned`: whether the trunk was in training mode in that epoch.
    """

    model: Model
    feeder: Feeder
    split: Split
    record: EpochRecord
    trunk_learned: bool

    def answer(self, part: str) -> Answers:
        """Ask about "train", "validation" or "test", in evaluation mode."""
        chosen = torch.from_numpy(getattr(self.split, part))
        with torch.inference_mode():
            scores = _in_parts(self.model, self.feeder, chosen, drawn=False)
        return judge(scores, self.feeder.labels[chosen])

    def answer_as_trained(self) -> Answers:
        """Ask about the training pictures as training does, with weights that stand still.

        Dropout drops, the recipe draws, BatchNorm takes each batch's own statistics where it did.
        """
        model = deepcopy(self.model)  # statistics that run along stay in the copy
        model.trunk.train(self.trunk_learned)
        model.head.train()
        chosen = torch.from_numpy(self.split.train)
        with SeededDraws(DRAWS_SEED), torch.no_grad():
            scores = _in_parts(model, self.feeder, chosen, drawn=True)
        return judge(scores, self.feeder.labels[chosen])

    def ask(self, pixels: Tensor) -> Tensor:
        """Return (N, K) chances, rows that sum to 1, of (N, C, S, S) uint8 pictures."""
        with torch.inference_mode():
            scores: Tensor = self.model(self.feed(pixels))
        return scores.softmax(dim=1)

    def feed(self, pixels: Tensor) -> Tensor:
        """Return (N, channels, side, side) float32 as the network is fed (N, C, S, S) uint8."""
        feeder = replace(self.feeder, pixels=pixels, labels=torch.zeros(len(pixels)))
        return feeder.feed(torch.arange(len(pixels)))

    def seen(self, inputs: Tensor) -> Tensor:
        """Undo the normalisation: what is fed, as a picture in [0, 1]."""
        return (inputs * self.feeder.std + self.feeder.mean).clamp(0, 1)

    def trace(self, source: Source) -> LoadedNetwork:
        """Return the network with its convolutions to be tapped.

        Raises SettingError where it cannot be followed layer by layer.
        """
        whole = nn.Sequential()
        whole.add_module("trunk", self.model.trunk)
        whole.add_module("head", self.model.head)
        name, side = self.model.name, self.model.side
        return from_module(name, source, whole, input_size=side)


def copy_best(run: TrainingRun) -> BestNetwork:
    """Copy what a run learned until its best epoch; raises ValueError where there is none yet."""
    record = run.history.best
    if record is None or run.best_state is None:
        raise ValueError("no epoch has ended yet")
    model = deepcopy(run.model)
    load_state(model, run.best_state)
    model.trunk.eval()
    model.head.eval()
    for module in (model.trunk, model.head):
        module.requires_grad_(requires_grad=False)
    learned = run.stages[record.stage].trained > 0 or not run.settings.trunk_eval
    return BestNetwork(model, run.feeder, run.split, record, learned)


def _in_parts(model: Model, feeder: Feeder, chosen: Tensor, *, drawn: bool) -> Tensor:
    parts = torch.split(chosen, EVALUATION_BATCH)
    return torch.cat([model(feeder.feed(part, drawn=drawn)) for part in parts])


def as_pixels(picture: Tensor, like: LabelledPictures) -> Tensor:
    """Bring (1 or 3, H, W) in [0, 1] to the form of a data set's pictures, (1, C, S, S) uint8.

    Grey is Pillow's luma, as in the data sets; one channel is repeated where three are asked for.
    """
    if picture.shape[0] == 3 and like.channels == 1:
        luma = torch.tensor([299, 587, 114]).view(3, 1, 1) / 1000
        picture = (picture * luma).sum(dim=0, keepdim=True)
    picture = picture.expand(like.channels, -1, -1)[None]
    if picture.shape[-2:] != (like.side, like.side):
        size = (like.side, like.side)
        picture = nn.functional.interpolate(picture, size, mode="bilinear", antialias=True)
    return (picture.clamp(0, 1) * 255).round().to(torch.uint8)
