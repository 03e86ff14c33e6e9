"""What learns in a stage, and by which rule."""

from __future__ import annotations

import math

import torch
from torch import nn

from explorer.training.models import Model
from explorer.training.settings import MOMENTUM, RunSettings, Stage


def make_optimizer(model: Model, stage: Stage, settings: RunSettings) -> torch.optim.Optimizer:
    """Return an optimizer of what learns in a stage: the head, and the trunk with its own rate."""
    groups = [{"params": list(model.head.parameters()), "planned_lr": stage.lr}]
    trunk = [p for p in model.trunk.parameters() if p.requires_grad]
    if trunk:
        groups.append({"params": trunk, "planned_lr": stage.trunk_lr})
    for group in groups:
        group["lr"] = group["planned_lr"]
    decay = settings.weight_decay
    if settings.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=stage.lr, momentum=MOMENTUM, weight_decay=decay)
    kind = torch.optim.AdamW if settings.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, lr=stage.lr, weight_decay=decay)


def unfreeze(model: Model, share: float) -> None:
    """Let a share of the trunk's blocks learn, counted from the head's end; the rest is frozen."""
    model.trunk.requires_grad_(requires_grad=False)
    count = math.ceil(share * len(model.blocks))
    for block in model.blocks[len(model.blocks) - count :]:
        block.requires_grad_(requires_grad=True)
    learning: nn.Module = model.head
    learning.requires_grad_(requires_grad=True)
