"""One target, two layers: a kernel learned through cross-correlation, one through convolution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from explorer.layers.convolution import to_tensor
from explorer.layers.learning import (
    LearningSettings,
    centre_kernel,
    correlate,
    largest_stable_lr,
    normalized,
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TwinHistory:
    """Both runs on one picture, T steps each; index 0 is cross-correlation, 1 convolution.

    `kernels`: (2, kh, kw) float32, as learned; `starts`: where they began; `losses`: (2, T + 1)
    float64, mean squared errors; `target`: the kernel whose cross-correlation made the goal; `lr`.
    """

    kernels: Floats
    starts: Floats
    losses: NDArray[np.float64]
    target: Floats
    lr: float

    @property
    def turned(self) -> Floats:
        """The kernel learned by convolution, turned by 180 degrees: (kh, kw)."""
        return np.ascontiguousarray(self.kernels[1, ::-1, ::-1])

    @property
    def apart(self) -> float:
        """Largest difference between the first kernel and the second one turned."""
        return float(np.abs(self.kernels[0] - self.turned).max())

    @property
    def curves_apart(self) -> float:
        """Largest difference between the two losses at one step, as a share of the first loss."""
        return float(np.abs(self.losses[0] - self.losses[1]).max() / self.losses[0, 0])


def learn_twins(
    picture: Floats,
    target_kernel: NDArray[np.floating],
    settings: LearningSettings,
    *,
    mirrored_start: bool = True,
) -> TwinHistory:
    """Learn the response of `target_kernel` on (H, W) with either operation, by gradient descent.

    Both runs share the picture, the goal, the rate and the seed. With `mirrored_start` the
    convolution begins with the other's random kernel turned by 180 degrees, else with the same.
    Raises SettingError as `learn_kernel` does.
    """
    target = centre_kernel(target_kernel, settings.kernel_size)
    pixels = normalized(picture) if settings.normalize else picture
    largest = largest_stable_lr(pixels, settings.kernel_size, settings.momentum)
    lr = settings.lr_ratio * (largest if math.isfinite(largest) else 1.0)
    goal = correlate(pixels, target[None])[0]
    generator = torch.Generator().manual_seed(settings.seed)
    start = torch.randn((1, 1, *settings.kernel_size), generator=generator)
    start /= math.sqrt(start.numel())  # an answer as large as the picture's values
    starts = (start, start.flip(-1, -2) if mirrored_start else start)
    runs = [
        _descend(pixels, goal, begin, settings, lr, flipped=flipped)
        for begin, flipped in zip(starts, (False, True), strict=True)
    ]
    return TwinHistory(
        kernels=np.stack([kernel for kernel, _losses in runs]),
        starts=np.stack([begin[0, 0].numpy() for begin in starts]),
        losses=np.stack([losses for _kernel, losses in runs]),
        target=target,
        lr=lr,
    )


def _descend(
    pixels: Floats,
    goal: Floats,
    start: torch.Tensor,
    settings: LearningSettings,
    lr: float,
    *,
    flipped: bool,
) -> tuple[Floats, NDArray[np.float64]]:
    """Run one descent; `flipped` turns the kernel over before it is laid on the picture."""
    picture, target = to_tensor(pixels)[None, None], to_tensor(goal)[None, None]
    kernel = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([kernel], lr=lr, momentum=settings.momentum)
    losses = []
    with torch.enable_grad():
        for step in range(settings.steps + 1):
            laid = kernel.flip(-1, -2) if flipped else kernel
            loss = functional.mse_loss(functional.conv2d(picture, laid), target)
            losses.append(loss.item())
            if step < settings.steps:
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
    return kernel.detach()[0, 0].numpy().copy(), np.array(losses)
