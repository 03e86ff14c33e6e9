"""How sure a classifier may say it is: one temperature divides its scores.

Guo et al. 2017, "On calibration of modern neural networks", arXiv:1706.04599.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

TEMPERATURE = "calibration.temperature"


@dataclass(frozen=True, slots=True)
class Calibration:
    """`temperature` > 0 divides the scores."""

    temperature: float = 1.0

    def probabilities(self, scores: Tensor) -> Tensor:
        """Return (N, K) probabilities of (N, K) scores; rows sum to 1."""
        return functional.softmax(scores / self.temperature, dim=-1)

    def state(self) -> dict[str, Tensor]:
        """Return it as a tensor of a heads file."""
        return {TEMPERATURE: torch.tensor([self.temperature])}


def read_calibration(state: Mapping[str, Tensor]) -> Calibration:
    """Return what `state` wrote; a heads file without it is taken as it is."""
    return Calibration(state[TEMPERATURE].item()) if TEMPERATURE in state else Calibration()


def calibrate(scores: Tensor, labels: Tensor) -> Calibration:
    """Find the temperature of least cross-entropy for (N, K) scores with (N,) labels."""
    logarithm = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([logarithm], max_iter=50, line_search_fn="strong_wolfe")
    scores, labels = scores.detach().float().cpu(), labels.cpu()

    def loss() -> Tensor:
        optimizer.zero_grad()
        found = functional.cross_entropy(scores / logarithm.exp(), labels)
        torch.autograd.backward(found)
        return found

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return Calibration(logarithm.exp().item())
