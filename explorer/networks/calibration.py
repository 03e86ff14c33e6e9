"""How sure a classifier may say it is, and when it should rather say "none of these".

One temperature divides the scores (Guo et al. 2017, arXiv:1706.04599); what a picture must reach to
be one of the classes at all is its energy, log Σ exp(score) (Liu et al. 2020, arXiv:2010.03759).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

TEMPERATURE = "calibration.temperature"
LEAST_ENERGY = "calibration.least_energy"
REFUSED_SHARE = 0.05  # of pictures that do belong to the classes: the price of "none of these"


@dataclass(frozen=True, slots=True)
class Calibration:
    """`temperature` > 0 divides the scores; below `least_energy` a picture is of no class."""

    temperature: float = 1.0
    least_energy: float = float("-inf")

    def probabilities(self, scores: Tensor) -> Tensor:
        """Return (N, K) probabilities of (N, K) scores; rows sum to 1."""
        return functional.softmax(scores / self.temperature, dim=-1)

    def probably_none(self, scores: Tensor) -> Tensor:
        """Return (N,) bool: which of (N, K) scores are of pictures outside all classes."""
        return energy(scores) < self.least_energy

    def state(self) -> dict[str, Tensor]:
        """Return both figures as tensors of a heads file."""
        return {
            TEMPERATURE: torch.tensor([self.temperature]),
            LEAST_ENERGY: torch.tensor([self.least_energy]),
        }


def read_calibration(state: Mapping[str, Tensor]) -> Calibration:
    """Return what `state` wrote; a heads file without it is taken as it is."""
    if TEMPERATURE not in state:
        return Calibration()
    return Calibration(state[TEMPERATURE].item(), state[LEAST_ENERGY].item())


def calibrate(scores: Tensor, labels: Tensor) -> Calibration:
    """Fit both figures to (N, K) scores of pictures whose (N,) labels are known.

    The temperature minimises the cross-entropy; a twentieth of these pictures is below the energy.
    """
    logarithm = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([logarithm], max_iter=50, line_search_fn="strong_wolfe")
    scores, labels = scores.detach().float().cpu(), labels.cpu()

    def loss() -> Tensor:
        optimizer.zero_grad()
        found = functional.cross_entropy(scores / logarithm.exp(), labels)
        torch.autograd.backward(found)
        return found

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    least = torch.quantile(energy(scores), REFUSED_SHARE)
    return Calibration(logarithm.exp().item(), least.item())


def energy(scores: Tensor) -> Tensor:
    """Return log Σ exp over the classes, (N,): how much a picture looks like any of them."""
    return torch.logsumexp(scores, dim=-1)
