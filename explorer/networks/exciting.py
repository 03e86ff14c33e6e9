"""What excites a unit, a channel or a class: gradient ascent on the picture itself.

Olah, Mordvintsev and Schubert, "Feature visualization", Distill 2017,
https://distill.pub/2017/feature-visualization. Without a regulariser the climb ends in noise that
the network loves and no eye understands; each one here can be switched off to see that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from explorer.layers.limits import require_within
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.picture_parameters import PictureParameters
from explorer.networks.saliency import require_class
from explorer.networks.subnetwork import require_unit, take_part
from explorer.networks.trunk import normalize

Floats = NDArray[np.float32]
TargetKind = Literal["unit", "channel", "class"]

BLUR_EVERY = 8  # steps
READ_EVERY = 4  # steps from one reading of the still picture to the next
LEAST_SIDE, MOST_SIDE = 16, 512


@dataclass(frozen=True, slots=True)
class ExciteSettings:
    """How to climb, and what keeps the picture readable.

    `steps` of Adam with learning rate `rate`; `waves`: the picture is a sum of waves instead of
    pixels; `colours`: its three planes are the directions in which photographs' colours vary;
    `jitter`: largest shift either way in pixels; `scale`: largest relative change of size;
    `turn_deg`: largest rotation either way; `blur`: Gaussian in pixels, every 8 steps.
    """

    steps: int = 128
    rate: float = 0.05
    waves: bool = True
    colours: bool = True
    jitter: int = 8
    scale: float = 0.1
    turn_deg: float = 5.0
    blur: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise SettingError for a climb that goes nowhere or has no end."""
        require_within("steps", self.steps, 1, 2048)
        require_within("rate", self.rate, 1e-4, 10)
        require_within("jitter", self.jitter, 0, 64)
        require_within("scale", self.scale, 0, 0.9)
        require_within("turn_deg", self.turn_deg, 0, 180)
        require_within("blur", self.blur, 0, 16)


@dataclass(frozen=True, slots=True)
class Target:
    """What is made as great as possible.

    `unit`: the middle of a channel's map; `channel`: the map's mean, both of the convolution
    `layer` before its activation, where the gradient never dies; `class`: a score. `number` is the
    channel's or the class's.
    """

    kind: TargetKind
    number: int
    layer: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Excitement:
    """How far a climb is: `step` of `steps`.

    `picture`: (3, S, S) float32 in [0, 1] at the last reading; `curve`: (step, value) of each
    reading, taken on the still picture, without jitter, scale or rotation.
    """

    step: int
    steps: int
    picture: Floats
    curve: tuple[tuple[int, float], ...]

    @property
    def value(self) -> float:
        """The target's value on `picture`."""
        return self.curve[-1][1]

    def share_of(self, best: float) -> float | None:
        """Return the value over the greatest one of photographs, None where that is not above 0."""
        return self.value / best if best > 0 else None


def excite(
    network: LoadedNetwork, target: Target, side: int, settings: ExciteSettings
) -> Iterator[Excitement]:
    """Climb from faint noise and yield after each step; stop by not going on.

    The same settings give the same pictures, and no random state but its own is touched. Raises
    SettingError for a target that is not there or a side out of range.
    """
    require_within("side", side, LEAST_SIDE, MOST_SIDE)
    measure = make_measure(network, target, side)
    generator = torch.Generator().manual_seed(settings.seed)
    form = PictureParameters(side, settings.waves, settings.colours)
    numbers = form.start(generator).requires_grad_()
    ascent = torch.optim.Adam([numbers], lr=settings.rate, maximize=True)
    shown, value = _read(form, numbers, measure)
    curve = [(0, value)]
    yield Excitement(0, settings.steps, shown, tuple(curve))
    for step in range(1, settings.steps + 1):
        if settings.blur and step % BLUR_EVERY == 0:
            with torch.no_grad():
                numbers.copy_(form.blurred(numbers, settings.blur))
        moved = move_picture(form.picture(numbers), settings, generator)
        numbers.grad = torch.autograd.grad(measure(moved), numbers)[0]
        ascent.step()
        if step % READ_EVERY == 0 or step == settings.steps:
            shown, value = _read(form, numbers, measure)
            curve.append((step, value))
        yield Excitement(step, settings.steps, shown, tuple(curve))


def make_measure(network: LoadedNetwork, target: Target, side: int) -> Callable[[Tensor], Tensor]:
    """Return what gives the target's value of a picture (3, S, S) in [0, 1].

    Raises SettingError for a layer, channel or class that is not there.
    """
    if target.kind == "class":

        def class_score(picture: Tensor) -> Tensor:
            scores: Tensor = network.module(normalize(picture[None]))
            require_class(target.number, scores.shape[1])
            return scores[0, target.number]

        return class_score
    part = take_part(network.trace, target.layer, (3, side, side))
    rows, columns = part.layer.field.units
    middle = (rows // 2, columns // 2)
    require_unit(part, middle, target.number)

    def answer(picture: Tensor) -> Tensor:
        channel = part.run(normalize(picture[None]))[0, target.number]  # (rows, columns)
        return channel[middle] if target.kind == "unit" else channel.mean()

    return answer


def move_picture(picture: Tensor, settings: ExciteSettings, generator: torch.Generator) -> Tensor:
    """Turn, scale and shift (3, S, S) at random; what comes in over the border is mirrored."""
    draws = 2 * torch.rand(4, generator=generator) - 1
    if not (settings.jitter or settings.scale or settings.turn_deg):
        return picture
    side = picture.shape[-1]
    size = 1 / (1 + settings.scale * draws[0].item())
    angle = math.radians(settings.turn_deg * draws[1].item())
    down, across = (round(settings.jitter * draw.item()) * 2 / side for draw in draws[2:])
    cos, sin = math.cos(angle) * size, math.sin(angle) * size
    places = functional.affine_grid(
        torch.tensor([[[cos, -sin, across], [sin, cos, down]]]),
        [1, *picture.shape],
        align_corners=False,
    )
    moved = functional.grid_sample(
        picture[None], places, mode="bilinear", padding_mode="reflection", align_corners=False
    )
    return moved[0]


def _read(
    form: PictureParameters, numbers: Tensor, measure: Callable[[Tensor], Tensor]
) -> tuple[Floats, float]:
    with torch.no_grad():
        picture = form.picture(numbers)
        return picture.numpy(), measure(picture).item()
