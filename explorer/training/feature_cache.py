"""Where a batch's scores come from: pictures through the whole network, or features kept once.

A frozen trunk in evaluation mode gives the same features for the same picture every time, so they
are computed once and the head alone is run from then on. With an augmentation recipe a few draws
of each picture are kept, and the epochs take turns with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from explorer.augmentation.seeded import SeededDraws
from explorer.training.feeding import Feeder
from explorer.training.models import Model, fold_norms
from explorer.training.splits import Split

FEATURE_BATCH = 64


class Source(Protocol):
    """Gives scores for chosen pictures."""

    def scores(self, chosen: Tensor, epoch: int | None) -> Tensor:
        """Return (N, K) scores; `epoch` is None where they are asked for in evaluation."""

    def set_training(self, trunk_eval: bool) -> None:
        """Put what learns into training mode."""


@dataclass(frozen=True, slots=True, eq=False)
class PixelSource:
    """Pictures through trunk and head."""

    feeder: Feeder
    model: Model

    def scores(self, chosen: Tensor, epoch: int | None) -> Tensor:
        """Feed the pictures, drawn from the recipe in training, and run the network."""
        return self.model(self.feeder.feed(chosen, drawn=epoch is not None))

    def set_training(self, trunk_eval: bool) -> None:
        """Train what learns; a trunk of which nothing learns stays in `eval()` if asked."""
        frozen = not any(p.requires_grad for p in self.model.trunk.parameters())
        self.model.trunk.train(not (frozen and trunk_eval))
        self.model.head.train()


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSource:
    """Features of every picture, (V, N, F) float32 by view and index; only the head is run.

    View 0 of validation and test pictures is the picture itself; they have no other.
    """

    features: Tensor
    model: Model
    plain: Tensor

    def scores(self, chosen: Tensor, epoch: int | None) -> Tensor:
        """Run the head on the features of this epoch's view."""
        kept = self.plain if epoch is None else self.features[epoch % len(self.features)]
        scores: Tensor = self.model.head(kept[chosen])
        return scores

    def set_training(self, trunk_eval: bool) -> None:  # noqa: ARG002 - the trunk is not run
        """Train the head."""
        self.model.head.train()


def cache_features(
    model: Model, feeder: Feeder, split: Split, views: int, seeded: SeededDraws
) -> Iterator[tuple[int, int, FeatureSource | None]]:
    """Compute features once; give done, total, and at the end the source they make.

    `views`: draws of each training picture; 1 without a recipe is the picture itself.
    """
    trunk = fold_norms(model.trunk)
    asked = torch.cat([torch.from_numpy(part) for part in (split.validation, split.test)])
    train = torch.from_numpy(split.train)
    augmented = feeder.recipe is not None
    rounds = [(asked, False, 0)]
    rounds += [(train, augmented, view) for view in range(views)]
    total, done = sum(len(chosen) for chosen, _drawn, _view in rounds), 0
    kept: Tensor | None = None
    yield 0, total, None
    for chosen, drawn, view in rounds:
        for batch in torch.split(chosen, FEATURE_BATCH):
            with seeded, torch.inference_mode():
                found = trunk(feeder.feed(batch, drawn=drawn))
            if kept is None:
                kept = torch.zeros(views, len(feeder.labels), found.shape[1])
            kept[view, batch] = found
            done += len(batch)
            if done < total:
                yield done, total, None
    if kept is None:
        raise ValueError("no picture is there to be learned from")
    yield total, total, FeatureSource(kept, model, kept[0])
