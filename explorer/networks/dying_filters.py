"""What a learning rate far too high does to a ReLU: a small network on real digits, watched dying.

scikit-learn's handwritten digits (Alpaydin and Kaynak, UCI, 1998): 1,797 pictures of 8 × 8.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.data.sample_list import find_folder
from explorer.layers.limits import require_within

FILTERS = 16
KNOWN = 1437  # four fifths train, the rest is asked
BATCH = 64
MOMENTUM = 0.9
GENTLE_RATE = 0.05


@dataclass(frozen=True, slots=True)
class DyingRun:
    """A training run so far: `epoch` of `epochs`.

    `dead`: filters of 16 that no training picture brings above zero; `loss`: mean over the epoch's
    batches, NaN before the first, infinite or NaN where the numbers left the range of float32;
    `accuracy`: on the pictures that were held back, in [0, 1].
    """

    rate: float
    epoch: int
    epochs: int
    dead: int
    loss: float
    accuracy: float

    @property
    def broken(self) -> bool:
        """Whether the weights are no numbers any more."""
        return self.epoch > 0 and not math.isfinite(self.loss)


def train_digits(rate: float, *, epochs: int = 5, seed: int = 0) -> Iterator[DyingRun]:
    """Train 16 filters of 3 × 3 and a linear layer by SGD with momentum 0.9; yield each epoch.

    The first snapshot is before any training. The seed decides the start and the order of the
    batches; no other random state is touched.
    """
    require_within("rate", rate, 1e-6, 1e3)
    pictures, labels = read_digits()
    generator = torch.Generator().manual_seed(seed)
    network = build_digit_network(generator)
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=MOMENTUM)
    yield _judge(network, rate, 0, epochs, math.nan)
    for epoch in range(1, epochs + 1):
        losses = []
        for chosen in torch.split(torch.randperm(KNOWN, generator=generator), BATCH):
            optimizer.zero_grad()
            loss = functional.cross_entropy(network(pictures[chosen]), labels[chosen])
            torch.autograd.backward(loss)
            optimizer.step()
            losses.append(loss.item())
        yield _judge(network, rate, epoch, epochs, sum(losses) / len(losses))


def build_digit_network(generator: torch.Generator) -> nn.Sequential:
    """Build Conv(1, 16, 3) – ReLU – MaxPool(2) – Linear(256, 10) with PyTorch's usual start."""
    network = nn.Sequential(
        nn.Conv2d(1, FILTERS, 3, padding=1, device="meta"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(FILTERS * 4 * 4, 10, device="meta"),
    ).to_empty(device="cpu")
    with torch.no_grad():
        for layer in network:
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                reach = 1 / math.sqrt(layer.weight[0].numel())  # what a = √5 comes to
                layer.weight.uniform_(-reach, reach, generator=generator)
                layer.bias.uniform_(-reach, reach, generator=generator)  # type: ignore[union-attr]
    return network


def count_dead(maps: Tensor) -> int:
    """Count the channels of (N, C, h, w) that are nowhere above zero; NaN is not above zero."""
    return int((~(maps > 0)).all(dim=3).all(dim=2).all(dim=0).sum())


@lru_cache(maxsize=1)
def read_digits() -> tuple[Tensor, Tensor]:
    """Return (1797, 1, 8, 8) float32 in [0, 1] and (1797,) labels, in a fixed shuffled order."""
    # Read by path: scikit-learn's own loader takes seconds to import.
    path = find_folder("sklearn", "datasets/data") / "digits.csv.gz"
    rows = torch.from_numpy(np.loadtxt(path, np.float32, delimiter=","))
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))
    rows = rows[order]
    return rows[:, :64].reshape(-1, 1, 8, 8) / 16, rows[:, 64].long()


def _judge(network: nn.Sequential, rate: float, epoch: int, epochs: int, loss: float) -> DyingRun:
    pictures, labels = read_digits()
    with torch.inference_mode():
        dead = count_dead(network[0](pictures[:KNOWN]))
        guessed = network(pictures[KNOWN:]).argmax(dim=1)
        accuracy = (guessed == labels[KNOWN:]).float().mean().item()
    return DyingRun(rate, epoch, epochs, dead, loss, accuracy)
