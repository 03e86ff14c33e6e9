"""From made to learned: gradient descent finds the kernel that made a given response.

With the patches of the picture as rows of X (N, n) the response is X·k and the loss
L(k) = ‖X·k − X·k*‖² / N is a quadratic bowl around the target k*, with gradient
2/N·XᵀX·(k − k*) and the constant Hessian H = 2/N·XᵀX: the (doubled) covariance of the patches.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.convolution import to_tensor
from explorer.layers.kernels import MAX_SIDE
from explorer.layers.limits import require_within
from explorer.text import N_

Floats = NDArray[np.float32]
Optimizer = Literal["sgd", "momentum"]
OPTIMIZERS: tuple[Optimizer, ...] = get_args(Optimizer)

MOMENTUM = 0.9
MAX_STEPS = 1000
MAX_FRAMES = 48
MAX_PIXELS = 256 * 256
DIVERGED = 1e4  # times the first loss; momentum alone overshoots by some tens at most


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """How the kernel is learned.

    `kernel_size`: (rows, columns) of the learned kernel, no smaller than the target.
    `lr_ratio`: learning rate ÷ largest stable one, so that above 1 every picture diverges.
    `optimizer`: `sgd` is plain gradient descent, `momentum` is `torch.optim.SGD(momentum=0.9)`.
    `normalize`: give the picture mean 0 and standard deviation 1 first.
    """

    kernel_size: tuple[int, int] = (3, 3)
    steps: int = 200
    lr_ratio: float = 0.8
    optimizer: Optimizer = "momentum"
    seed: int = 0
    normalize: bool = True

    def __post_init__(self) -> None:
        """Raise SettingError for a setting that no run can have."""
        limits: dict[str, tuple[float, float, float]] = {
            "kernel_size": (min(self.kernel_size), 1, MAX_SIDE),
            "kernel_size ": (max(self.kernel_size), 1, MAX_SIDE),
            "steps": (self.steps, 1, MAX_STEPS),
            "lr_ratio": (self.lr_ratio, 0.001, 10),
            "seed": (self.seed, 0, 2**32 - 1),
        }
        for name, (value, low, high) in limits.items():
            require_within(name.strip(), value, low, high)
        if self.optimizer not in OPTIMIZERS:
            raise SettingError(
                N_("there is no optimizer named {name}: choose one of {names}"),
                name=str(self.optimizer)[:40],
                names=", ".join(OPTIMIZERS),
            )

    @property
    def momentum(self) -> float:
        """The argument of `torch.optim.SGD`: part of the last step that is kept."""
        return MOMENTUM if self.optimizer == "momentum" else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class LearningHistory:
    """Every step of a run; T steps were taken, so T + 1 kernels and losses are kept.

    `kernels`: (T + 1, kh, kw) float32; `losses`: (T + 1,) mean squared error, float64;
    `frames`: indices of at most 48 steps, first and last among them; `responses`: theirs,
    (F, h, w) float32; `target`: the target centred in the learned size; `target_response`:
    (h, w) float32; `lr`, `largest_lr`: the rate used and the one at which it starts to diverge;
    `identifiable`: whether this picture has only one kernel with the target's response;
    `condition`: steepest ÷ flattest curvature of the loss, inf where it is flat;
    `diverged_at`: the step at which the loss passed 10⁴ times the first and the run was stopped.
    """

    kernels: Floats
    losses: NDArray[np.float64]
    frames: tuple[int, ...]
    responses: Floats
    target: Floats
    target_response: Floats
    lr: float
    largest_lr: float
    identifiable: bool
    condition: float
    diverged_at: int | None

    @property
    def distance(self) -> float:
        """Largest difference of a learned weight to the target's at the end."""
        return float(np.abs(self.kernels[-1] - self.target).max())


def learn_kernel(
    picture: Floats, target_kernel: NDArray[np.floating], settings: LearningSettings
) -> LearningHistory:
    """Learn the kernel whose response on (H, W) is that of `target_kernel`, windows 'valid'.

    Raises SettingError if the kernel is smaller than its target or larger than the picture.
    """
    target = centre_kernel(target_kernel, settings.kernel_size)
    _require_picture(picture, settings.kernel_size)
    pixels = normalized(picture) if settings.normalize else picture
    curvatures = patch_curvatures(pixels, settings.kernel_size)
    largest = _largest_lr(curvatures, settings.momentum)
    lr = settings.lr_ratio * (largest if math.isfinite(largest) else 1.0)
    goal = correlate(pixels, target[None])[0]
    kernels, losses, diverged_at = _descend(pixels, goal, settings, lr)
    frames = choose_frames(len(losses))
    flattest, steepest = float(curvatures[0]), float(curvatures[-1])
    identifiable = flattest > steepest * 1e-9
    return LearningHistory(
        kernels=kernels,
        losses=losses,
        frames=frames,
        responses=correlate(pixels, kernels[list(frames)]),
        target=target,
        target_response=goal,
        lr=lr,
        largest_lr=largest,
        identifiable=identifiable,
        condition=steepest / flattest if identifiable else math.inf,
        diverged_at=diverged_at,
    )


def largest_stable_lr(
    picture: NDArray[np.floating], kernel_size: tuple[int, int], momentum: float = 0.0
) -> float:
    """Learning rate above which descent on (H, W) diverges: 2·(1 + momentum) / λ_max.

    Plain descent multiplies the error along an eigenvector of H by 1 − lr·λ at each step, which
    shrinks it exactly when |1 − lr·λ| < 1, so lr < 2/λ for every λ. With momentum β the factors
    are the roots of z² − (1 + β − lr·λ)·z + β, both inside the unit circle exactly when
    lr·λ < 2·(1 + β). Infinite on an all-zero picture. The picture is taken as it is: normalize
    it first if the run does.
    """
    _require_picture(picture, kernel_size)
    return _largest_lr(patch_curvatures(picture, kernel_size), momentum)


def patch_curvatures(
    picture: NDArray[np.floating], kernel_size: tuple[int, int]
) -> NDArray[np.float64]:
    """Eigenvalues of the loss's Hessian 2/N·XᵀX, ascending, (kh·kw,) float64."""
    rows, columns = kernel_size
    windows = sliding_window_view(picture.astype(np.float64), (rows, columns))
    patches = windows.reshape(-1, rows * columns)  # (N, n)
    curvatures = np.linalg.eigvalsh(2 / len(patches) * (patches.T @ patches))
    return np.asarray(np.maximum(curvatures, 0.0))  # rounding may leave −1e-17


def normalized(picture: NDArray[np.floating]) -> Floats:
    """Return (H, W) with mean 0 and standard deviation 1; a constant picture becomes 0."""
    exact = picture.astype(np.float64)
    spread = exact.std()
    centred = exact - exact.mean()
    # 1e-6 is rounding, not a picture
    return (centred / spread if spread > 1e-6 else np.zeros_like(exact)).astype(np.float32)


def centre_kernel(kernel: NDArray[np.floating], kernel_size: tuple[int, int]) -> Floats:
    """Put a kernel into the middle of zeros, an odd row or column more at the end."""
    if any(k > s for k, s in zip(kernel.shape, kernel_size, strict=True)):
        raise SettingError(
            N_("the target kernel is {target}, the learned one {learned}: set it to {target}"),
            target=" × ".join(map(str, kernel.shape)),
            learned=" × ".join(map(str, kernel_size)),
        )
    room = [s - k for k, s in zip(kernel.shape, kernel_size, strict=True)]
    return np.pad(kernel, [(n // 2, n - n // 2) for n in room]).astype(np.float32)


def correlate(picture: Floats, kernels: Floats) -> Floats:
    """Answer of F kernels (F, kh, kw) on (H, W), windows 'valid': (F, h, w) float32."""
    with torch.no_grad():
        answers: Floats = functional.conv2d(
            to_tensor(picture)[None, None], to_tensor(kernels)[:, None]
        )[0].numpy()
    return answers


def choose_frames(count: int) -> tuple[int, ...]:
    """Choose at most 48 of `count` steps: the first ones all, later ones ever more apart."""
    if count <= MAX_FRAMES:
        return tuple(range(count))
    dense = MAX_FRAMES // 3
    spaced = np.geomspace(dense, count - 1, MAX_FRAMES - dense)
    return tuple(sorted({*range(dense), *(round(step) for step in spaced)}))


def _descend(
    pixels: Floats, goal: Floats, settings: LearningSettings, lr: float
) -> tuple[Floats, NDArray[np.float64], int | None]:
    """Run the descent; returns kernels (T + 1, kh, kw), losses (T + 1,), diverged_at."""
    picture, target = to_tensor(pixels)[None, None], to_tensor(goal)[None, None]
    generator = torch.Generator().manual_seed(settings.seed)
    kernel = torch.randn((1, 1, *settings.kernel_size), generator=generator)
    kernel /= math.sqrt(kernel.numel())  # an answer as large as the picture's values
    kernel.requires_grad_()
    optimizer = torch.optim.SGD([kernel], lr=lr, momentum=settings.momentum)
    kernels, losses, diverged_at = [], [], None
    with torch.enable_grad():
        for step in range(settings.steps + 1):
            loss = functional.mse_loss(functional.conv2d(picture, kernel), target)
            kernels.append(kernel.detach()[0, 0].numpy().copy())
            losses.append(loss.item())
            if not losses[-1] <= DIVERGED * losses[0]:  # also catches inf and nan
                diverged_at = step
                break
            if step < settings.steps:
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
    return np.stack(kernels), np.array(losses), diverged_at


def _largest_lr(curvatures: NDArray[np.float64], momentum: float) -> float:
    steepest = float(curvatures[-1])
    return 2 * (1 + momentum) / steepest if steepest > 0 else math.inf


def _require_picture(picture: NDArray[np.floating], kernel_size: tuple[int, int]) -> None:
    if any(k > p for k, p in zip(kernel_size, picture.shape, strict=True)):
        raise SettingError(
            N_("the kernel is {kernel}, the picture {picture}: choose a smaller kernel"),
            kernel=" × ".join(map(str, kernel_size)),
            picture=" × ".join(map(str, picture.shape)),
        )
    if picture.size > MAX_PIXELS:
        raise SettingError(
            N_("the picture has {pixels} pixels: learn on {limit} or fewer"),
            pixels=picture.size,
            limit=MAX_PIXELS,
        )
