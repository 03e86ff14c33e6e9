"""The lecture's fully connected network, 3072–64–10, trained on CIFAR-10: its rows are templates.

Each of the 64 hidden units weighs every pixel of the picture, so a row of its weights is a picture
itself: what the unit looks for, at one place only.
"""

from __future__ import annotations

import math

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
DECAY = 5e-3  # ten times the usual: it leaves the templates smooth enough to be looked at


def train_templates(train: PictureSet, seed: int, epochs: int = EPOCHS) -> dict[str, Tensor]:
    """Train on (N, 3, H, W) pictures, half of them mirrored, and return the four tensors.

    `hidden.weight` (64, 3·H·W), `hidden.bias` (64,), `classes.weight` (K, 64), `classes.bias` (K,);
    the pictures are fed as `flatten` gives them.
    """
    device = train.canvases.device
    torch.manual_seed(seed)
    hidden = nn.Linear(train.canvases[0].numel(), HIDDEN)
    network = nn.ModuleDict({"hidden": hidden, "classes": nn.Linear(HIDDEN, len(train.classes))})
    network = network.to(device)
    optimizer = torch.optim.SGD(
        network.parameters(), lr=RATE, momentum=0.9, nesterov=True, weight_decay=DECAY
    )
    draw = torch.Generator().manual_seed(seed * SEED_STRIDE)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * epoch / epochs))
        order = torch.randperm(len(train), generator=draw).to(device)
        for start in range(0, len(train), BATCH):
            chosen = order[start : start + BATCH]
            mirrored = torch.rand(len(chosen), generator=draw).to(device) < 0.5
            pictures = train.canvases[chosen]
            pictures = torch.where(mirrored.view(-1, 1, 1, 1), pictures.flip(3), pictures)
            scores = classify(network.state_dict(keep_vars=True), flatten(pictures))
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(functional.cross_entropy(scores, train.labels[chosen]))
            optimizer.step()
    return {name: tensor.detach().cpu() for name, tensor in network.state_dict().items()}


def flatten(canvases: Tensor) -> Tensor:
    """Return (N, 3·H·W) float32, normalised as ImageNet's, of (N, 3, H, W) uint8 pictures."""
    return normalize(canvases.float() / 255).flatten(1)


def classify(state: dict[str, Tensor], flat: Tensor) -> Tensor:
    """Return (N, K) scores of (N, D) flat pictures: linear, ReLU, linear."""
    hidden = functional.relu(functional.linear(flat, state["hidden.weight"], state["hidden.bias"]))
    return functional.linear(hidden, state["classes.weight"], state["classes.bias"])


def measure_templates(state: dict[str, Tensor], test: PictureSet) -> float:
    """Return the share of test pictures that the network names rightly, in [0, 1]."""
    canvases, labels = test.canvases.cpu(), test.labels.cpu()
    guessed = classify(state, flatten(canvases)).argmax(dim=1)
    return (guessed == labels).float().mean().item()
