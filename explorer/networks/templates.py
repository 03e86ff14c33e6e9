"""The lecture's fully connected network, 3072–64–10, trained on CIFAR-10: its rows are templates.

Each of the 64 hidden units weighs every pixel of the picture, so a row of its weights is a picture
itself: what the unit looks for, at one place only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.networks.batches import SEED_STRIDE
from explorer.networks.photo_data import PictureSet
from explorer.networks.trunk import normalize

HIDDEN = 64
EPOCHS = 20
BATCH = 128
RATE = 0.02
DECAY = 5e-3
TEMPLATE_DECAY = 2e-2  # forty times the usual: it leaves the templates smooth
LARGEST_SHIFT = 2  # pixels: what shall answer to slid pictures too cannot keep fine noise


def train_templates(train: PictureSet, seed: int, epochs: int = EPOCHS) -> dict[str, Tensor]:
    """Train on (N, 3, H, W) pictures, mirrored and slid at random, and return the four tensors.

    `hidden.weight` (64, 3·H·W), `hidden.bias` (64,), `classes.weight` (K, 64), `classes.bias` (K,);
    the pictures are fed as `flatten` gives them.
    """
    device = train.canvases.device
    torch.manual_seed(seed)
    hidden = nn.Linear(train.canvases[0].numel(), HIDDEN)
    network = nn.ModuleDict({"hidden": hidden, "classes": nn.Linear(HIDDEN, len(train.classes))})
    network = network.to(device)
    rest = [parameter for parameter in network.parameters() if parameter is not hidden.weight]
    optimizer = torch.optim.SGD(
        [
            {"params": [hidden.weight], "weight_decay": TEMPLATE_DECAY},
            {"params": rest, "weight_decay": DECAY},
        ],
        lr=RATE,
        momentum=0.9,
        nesterov=True,
    )
    draw = torch.Generator().manual_seed(seed * SEED_STRIDE)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * epoch / epochs))
        order = torch.randperm(len(train), generator=draw).to(device)
        for start in range(0, len(train), BATCH):
            chosen = order[start : start + BATCH]
            pictures = move_pictures(train.canvases[chosen], draw)
            scores = classify(network.state_dict(keep_vars=True), flatten(pictures))
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(functional.cross_entropy(scores, train.labels[chosen]))
            optimizer.step()
    return {name: tensor.detach().cpu() for name, tensor in network.state_dict().items()}


def move_pictures(canvases: Tensor, draw: torch.Generator) -> Tensor:
    """Mirror half of (N, 3, H, W) pictures and slide each by up to 2 pixels, its edges repeated."""
    count, _, height, width = canvases.shape
    down, across = torch.randint(-LARGEST_SHIFT, LARGEST_SHIFT + 1, (2, count, 1), generator=draw)
    mirrored = torch.rand(count, 1, generator=draw) < 0.5
    rows = (torch.arange(height) + down).clamp(0, height - 1)  # (N, H)
    columns = (torch.arange(width) + across).clamp(0, width - 1)  # (N, W)
    columns = torch.where(mirrored, columns.flip(1), columns)
    picture = torch.arange(count)[:, None, None]
    moved = canvases[picture, :, rows[:, :, None], columns[:, None, :]]  # (N, H, W, 3)
    return moved.permute(0, 3, 1, 2)


def flatten(canvases: Tensor) -> Tensor:
    """Return (N, 3·H·W) float32, normalised as ImageNet's, of (N, 3, H, W) uint8 pictures."""
    return normalize(canvases.float() / 255).flatten(1)


def classify(state: Mapping[str, Tensor], flat: Tensor) -> Tensor:
    """Return (N, K) scores of (N, D) flat pictures: linear, ReLU, linear."""
    hidden = functional.relu(hidden_sums(state, flat))
    return functional.linear(hidden, state["classes.weight"], state["classes.bias"])


def hidden_sums(state: Mapping[str, Tensor], flat: Tensor) -> Tensor:
    """Return (N, 64), the hidden units' values before their ReLU, of (N, D) flat pictures."""
    return functional.linear(flat, state["hidden.weight"], state["hidden.bias"])


def measure_templates(state: Mapping[str, Tensor], test: PictureSet) -> float:
    """Return the share of test pictures that the network names rightly, in [0, 1]."""
    canvases, labels = test.canvases.cpu(), test.labels.cpu()
    guessed = classify(state, flatten(canvases)).argmax(dim=1)
    return (guessed == labels).float().mean().item()
