"""What costs nothing: how right one is without looking, by colours, by random features."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.data.labelled_pictures import LabelledPictures, colour_statistics
from explorer.training.evaluation import wilson_interval
from explorer.training.feeding import make_feeder
from explorer.training.models import ModelChoice, build_model, fold_norms
from explorer.training.splits import Split

Floats = NDArray[np.float32]

RIDGE = 1e-2  # of the linear classifiers, on features of deviation 1
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many of the test pictures are named rightly; `kind`: majority, colour or random."""

    kind: str
    right: int
    total: int

    @property
    def accuracy(self) -> float:
        """Share named rightly."""
        return self.right / self.total

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the accuracy (Wilson 1927)."""
        return wilson_interval(self.right, self.total)


def measure_baselines(pictures: LabelledPictures, split: Split, seed: int) -> Iterator[Baseline]:
    """Measure the three on the test pictures, the last one needs a second or a few."""
    labels, total = pictures.labels, len(split.test)
    commonest = np.bincount(labels[split.train]).argmax()
    yield Baseline("majority", int((labels[split.test] == commonest).sum()), total)
    colours = colour_statistics(pictures)
    yield Baseline("colour", _score_linear(colours, pictures, split), total)
    untrained = _random_features(pictures, seed)
    yield Baseline("random", _score_linear(untrained, pictures, split), total)


def _random_features(pictures: LabelledPictures, seed: int) -> Floats:
    """Return what AlexNet's convolutions give before any training: (N, 256) float32."""
    model = build_model(
        ModelChoice("alexnet", "random"),
        channels=pictures.channels,
        side=pictures.side,
        classes=len(pictures.classes),
        head="linear",
        seed=seed,
    )
    everything = np.arange(len(pictures))
    feeder = make_feeder(pictures, model, everything, recipe=(), normalize=True, permuted=False)
    trunk = fold_norms(model.trunk)
    with torch.inference_mode():
        parts = [
            trunk(feeder.feed(chosen))
            for chosen in torch.split(torch.from_numpy(everything), _BATCH)
        ]
    return torch.cat(parts).numpy()


def _score_linear(features: Floats, pictures: LabelledPictures, split: Split) -> int:
    """Fit a ridge classifier on the training part; return how many test pictures it names."""
    scores = fit_linear(features[split.train], pictures.labels[split.train], features[split.test])
    return int((scores.argmax(axis=1) == pictures.labels[split.test]).sum())


def fit_linear(
    known: Floats, labels: NDArray[np.int64], asked: Floats, ridge: float = RIDGE
) -> Floats:
    """Return scores (M, K) of a linear map fitted by least squares to one-hot labels.

    Features are brought to mean 0 and deviation 1 by the known ones; `ridge` times the number of
    known pictures is added to the normal equations' diagonal. No step, no rate, no chance.
    """
    mean, std = known.mean(axis=0), known.std(axis=0)
    scale = np.where(std > 1e-6, std, 1.0)
    x, y = (torch.from_numpy(((part - mean) / scale).astype(np.float64)) for part in (known, asked))
    x, y = (functional.pad(part, (0, 1), value=1.0) for part in (x, y))  # a constant: the bias
    targets = functional.one_hot(torch.from_numpy(labels), int(labels.max()) + 1).double()
    normal = x.T @ x + ridge * len(x) * torch.eye(x.shape[1], dtype=torch.float64)
    scores = y @ torch.linalg.solve(normal, x.T @ targets)
    return np.asarray(scores.numpy(), dtype=np.float32)
