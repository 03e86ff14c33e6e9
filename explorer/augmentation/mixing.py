"""Two pictures in one, and their labels with them: mixup and CutMix.

Zhang et al. 2017, "mixup", arXiv:1710.09412: λ x₁ + (1 − λ) x₂ with λ from Beta(α, α).
Yun et al. 2019, "CutMix", arXiv:1905.04899: a box of x₂ in x₁; λ is the share that is left of x₁.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor
from torchvision.transforms import v2

from explorer.augmentation.seeded import SeededDraws

MixKind = Literal["mixup", "cutmix"]


@dataclass(frozen=True, slots=True, eq=False)
class MixedBatch:
    """A batch after mixing: picture i with picture i − 1 of the batch, the first with the last.

    `pictures`: (N, C, H, W) float32; `labels`: (N, K) float32, rows sum to 1; `share`: λ, the part
    of the picture itself; `box`: (left, top, right, bottom) in pixels of what CutMix put in, None
    for mixup.
    """

    pictures: Tensor
    labels: Tensor
    share: float
    box: tuple[int, int, int, int] | None


def mix_batch(
    pictures: Tensor, labels: Tensor, kind: MixKind, *, alpha: float, classes: int, seed: int
) -> MixedBatch:
    """Mix (N, C, H, W) float32 in [0, 1] with (N,) int64 labels below `classes`; one λ for all."""
    mixer = (v2.MixUp if kind == "mixup" else v2.CutMix)(alpha=alpha, num_classes=classes)
    found: dict[str, Any] = {}
    draw = mixer.make_params

    def make_params(flat_inputs: list[Any]) -> dict[str, Any]:
        found.update(draw(flat_inputs))
        return dict(found)

    mixer.make_params = make_params
    with SeededDraws(seed):
        mixed, soft = mixer(pictures, labels)
    if kind == "mixup":
        return MixedBatch(mixed, soft, float(found["lam"]), None)
    left, top, right, bottom = (int(end) for end in found["box"])
    return MixedBatch(mixed, soft, float(found["lam_adjusted"]), (left, top, right, bottom))


def draw_shares(alpha: float, count: int, seed: int) -> Tensor:
    """Draw λ from Beta(α, α) `count` times: (count,) float32.

    CutMix draws alike, then rounds its box to whole pixels and cuts it at the border.
    """
    with SeededDraws(seed):
        return torch.distributions.Beta(alpha, alpha).sample((count,))
