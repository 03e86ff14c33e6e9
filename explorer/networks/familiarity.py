"""How far a picture's features lie from all that a classifier was made for.

A classifier can be sure of a picture that is of none of its classes, so its scores do not tell. The
distance of the features from the nearest class does: Lee et al. 2018, arXiv:1807.03888, here with
one deviation for each feature in place of their whole covariance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

CENTRES, DEVIATIONS, GREATEST = (
    f"familiarity.{name}" for name in ("centres", "deviations", "greatest")
)
REFUSED_SHARE = 0.05  # of pictures that do belong to the classes: the price of "none of these"
LEAST_DEVIATION = 1e-3  # below half precision's reach nothing is divided


@dataclass(frozen=True, slots=True, eq=False)
class Familiarity:
    """Where K classes lie among D features, and how far from them is too far.

    `centres`: (K, D), each class's mean; `deviations`: (D,), of the features within the classes;
    `greatest`: the distance beyond which a picture is probably of no class.
    """

    centres: Tensor
    deviations: Tensor
    greatest: float

    def distances(self, features: Tensor) -> Tensor:
        """Return (N,): how far (N, D) features are from the nearest class, in deviations.

        The root of the mean over the features of ((f − μ)/σ)²: about 1 for a picture of a class.
        """
        apart = (features[:, None] - self.centres) / self.deviations  # (N, K, D)
        return apart.square().mean(dim=2).sqrt().amin(dim=1)

    def probably_none(self, features: Tensor) -> Tensor:
        """Return (N,) bool: which of (N, D) features are too far from every class."""
        return self.distances(features) > self.greatest

    def state(self) -> dict[str, Tensor]:
        """Return it as tensors of a heads file."""
        return {
            CENTRES: self.centres,
            DEVIATIONS: self.deviations,
            GREATEST: torch.tensor([self.greatest]),
        }


def read_familiarity(state: Mapping[str, Tensor]) -> Familiarity | None:
    """Return what `state` wrote, None for a heads file without it."""
    if CENTRES not in state:
        return None
    return Familiarity(state[CENTRES], state[DEVIATIONS], state[GREATEST].item())


def learn_familiarity(features: Tensor, labels: Tensor) -> Familiarity:
    """Find it for (N, D) features of pictures with (N,) labels 0 … K − 1, each class met.

    A twentieth of these pictures lies beyond `greatest`.
    """
    features, labels = features.detach().float().cpu(), labels.cpu()
    centres = torch.stack(
        [features[labels == number].mean(dim=0) for number in range(int(labels.max()) + 1)]
    )
    deviations = (features - centres[labels]).square().mean(dim=0).sqrt()
    found = Familiarity(centres, deviations.clamp(min=LEAST_DEVIATION), 0.0)
    greatest = torch.quantile(found.distances(features), 1 - REFUSED_SHARE).item()
    return Familiarity(found.centres, found.deviations, greatest)
