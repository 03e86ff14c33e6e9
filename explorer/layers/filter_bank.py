"""Weights for the convolution page: a hand-made bank of filters, or PyTorch's random start."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.errors import SettingError
from explorer.layers.bank_recipe import ORIENTATIONS, bank_weight
from explorer.text import N_

Floats = NDArray[np.float32]
WeightSource = Literal["bank", "random"]

MAX_OUT_CHANNELS = 64


@dataclass(frozen=True, slots=True)
class FilterName:
    """A filter's name as a template and its values, to be translated like an error.

    `angle_deg` is the direction across edge or stripes, clockwise from rightwards.
    """

    template: str
    number: int
    angle_deg: float = 0.0

    def label(self, translate: Callable[[str], str] = str) -> str:
        """Return the name in the language of `translate`."""
        return translate(self.template).format(number=self.number, angle=f"{self.angle_deg:g}")

    def __str__(self) -> str:
        return self.label()


@dataclass(frozen=True, slots=True, eq=False)
class FilterBank:
    """`weight` (O, C / groups, kh, kw) float32, `bias` (O,) float32 or None, one name a filter."""

    weight: Floats
    bias: Floats | None
    names: tuple[FilterName, ...]


def make_weights(
    out_channels: int,
    in_channels: int,
    groups: int,
    kernel_size: tuple[int, int],
    *,
    source: WeightSource = "bank",
    seed: int = 0,
    bias: bool = True,
) -> FilterBank:
    """Make a layer's weights; the bank's bias is 0, `bias=False` gives None.

    Raises SettingError for more than 64 filters or groups that do not divide the channels.
    """
    if not 1 <= out_channels <= MAX_OUT_CHANNELS:
        raise SettingError(
            N_("out_channels is {out_channels}: choose a number from 1 to {limit}"),
            out_channels=out_channels,
            limit=MAX_OUT_CHANNELS,
        )
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise SettingError(
            N_(
                "groups ({groups}) must divide in_channels ({in_channels}) and out_channels "
                "({out_channels}): set groups to 1"
            ),
            groups=groups,
            in_channels=in_channels,
            out_channels=out_channels,
        )
    channels = in_channels // groups
    if source == "random":
        weight, offset = random_weights((out_channels, channels, *kernel_size), seed)
        randoms = tuple(FilterName(N_("random {number}"), i) for i in range(out_channels))
        return FilterBank(weight, offset if bias else None, randoms)
    rgb = in_channels == 3 == channels  # with groups a filter does not see all three colours
    weight = bank_weight(out_channels, channels, *kernel_size, rgb=rgb)
    names = tuple(_name(i, kernel_size, rgb=rgb) for i in range(out_channels))
    return FilterBank(weight, np.zeros(out_channels, np.float32) if bias else None, names)


def random_weights(shape: tuple[int, int, int, int], seed: int) -> tuple[Floats, Floats]:
    """Return weight and bias as a fresh `torch.nn.Conv2d` has them after `manual_seed(seed)`.

    Both are uniform in ±1/√fan_in: `kaiming_uniform_(a=√5)`, see `_ConvNd.reset_parameters` at
    https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html.
    """
    generator = torch.Generator().manual_seed(seed)
    weight, bias = torch.empty(shape), torch.empty(shape[0])
    bound = 1 / math.sqrt(math.prod(shape[1:]))
    torch.nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
    torch.nn.init.uniform_(bias, -bound, bound, generator=generator)
    return weight.numpy(), bias.numpy()


def _name(index: int, kernel_size: tuple[int, int], *, rgb: bool) -> FilterName:
    """Name the filter that `bank_weight` puts at `index`."""
    if kernel_size == (1, 1):
        first = [N_("mean of channels")]
        if rgb:
            first += [N_("red − green"), N_("blue − yellow")]
        return FilterName(first[index] if index < len(first) else N_("mix {number}"), index)
    if 1 in kernel_size:  # a single line of weights knows one direction only
        across = N_("vertical edge") if kernel_size[0] == 1 else N_("horizontal edge")
        first = [across, across, N_("blur")]
        return FilterName(first[index] if index < len(first) else N_("profile {number}"), index)
    first = [
        N_("horizontal edge"),
        N_("vertical edge"),
        N_("blur"),
        N_("spot"),
        N_("edge {angle}°"),
        N_("edge {angle}°"),
    ]
    if rgb:
        first += [N_("red − green"), N_("blue − yellow")]
    if index < len(first):
        return FilterName(first[index], index, {4: 45.0, 5: 135.0}.get(index, 0.0))
    wave = index - len(first)
    turn, angle = divmod(wave, len(ORIENTATIONS))
    return FilterName(N_("stripes {angle}° · {number}"), turn + 1, ORIENTATIONS[angle])
