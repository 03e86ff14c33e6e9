"""How well features tell classes apart without training: five nearest neighbours decide.

The figure is only comparable by one protocol: 512 known and 128 asked pictures drawn from one
test set, Euclidean distance, the mean accuracy over several draws with its spread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean, stdev

import torch
from torch import Tensor
from torch.nn import functional

from explorer.networks.trunk import mean_over_places, normalize

NEIGHBOURS = 5
KNOWN = 512
ASKED = 128
DRAWS = 10
BATCH = 128


@dataclass(frozen=True, slots=True)
class NeighbourScore:
    """Accuracy of each draw, in [0, 1]."""

    accuracies: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean accuracy over the draws."""
        return fmean(self.accuracies)

    @property
    def spread(self) -> float:
        """Standard deviation of one draw's accuracy (n − 1 in the denominator)."""
        return stdev(self.accuracies)


def score_neighbours(
    features: Tensor, labels: Tensor, *, draws: int = DRAWS, seed: int = 0
) -> NeighbourScore:
    """Score (N, D) features with (N,) labels; each draw takes 640 of them anew."""
    generator = torch.Generator().manual_seed(seed)
    accuracies = []
    for _ in range(draws):
        order = torch.randperm(len(labels), generator=generator)[: KNOWN + ASKED]
        known, asked = order[:KNOWN], order[KNOWN:]
        guessed = vote(features[known], labels[known], features[asked])
        accuracies.append((guessed == labels[asked]).float().mean().item())
    return NeighbourScore(tuple(accuracies))


def vote(known: Tensor, labels: Tensor, asked: Tensor, neighbours: int = NEIGHBOURS) -> Tensor:
    """Return (M,) labels: the commonest among each of (M, D)'s nearest in (N, D).

    A tie goes to the smaller label, as in scikit-learn's KNeighborsClassifier.
    """
    nearest = torch.cdist(asked, known).topk(neighbours, largest=False).indices  # (M, k)
    votes = functional.one_hot(labels[nearest], int(labels.max()) + 1).sum(dim=1)
    return votes.argmax(dim=1)


def extract_features(
    network: Callable[[Tensor], Tensor], canvases: Tensor, size: int, *, flip: bool = False
) -> Tensor:
    """Return (N, C), the mean over places of what `network` gives for (N, 3, H, W) uint8 pictures.

    They are resized to `size` pixels a side (bilinear, antialiased) and normalised as ImageNet's.
    """
    return torch.cat(list(feature_batches(network, canvases, size, flip=flip)))


def feature_batches(
    network: Callable[[Tensor], Tensor],
    canvases: Tensor,
    size: int,
    *,
    flip: bool = False,
    batch: int = BATCH,
) -> Iterator[Tensor]:
    """Give the same a batch at a time, so that long work can be followed and stopped.

    One channel, (N, 1, H, W), fills all three.
    """
    for start in range(0, len(canvases), batch):
        with torch.inference_mode():
            resized = functional.interpolate(
                canvases[start : start + batch].float() / 255,
                (size, size),
                mode="bilinear",
                antialias=True,
            ).expand(-1, 3, -1, -1)
            maps = network(normalize(resized.flip(3) if flip else resized))
            yield mean_over_places(maps)
