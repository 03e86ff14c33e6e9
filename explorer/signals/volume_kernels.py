"""Kernels for clips, made by hand: one registry, and the compact text an edited one has in a link.

`parse_volume` and `format_volume` keep the form of `layers.kernels`, slices apart by `|`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.errors import SettingError
from explorer.layers.kernels import MAX_TEXT, format_kernel, parse_kernel
from explorer.layers.limits import require_within
from explorer.signals.volume_recipe import bell, drifting_wave, mean, middle, slope
from explorer.text import N_

Floats = NDArray[np.float32]
Kernel = NDArray[np.float64]
Size = tuple[int, int, int]

MOST_FRAMES, MOST_SIDE = 9, 11
SPEED_RANGE = (0.5, 3.0)


@dataclass(frozen=True, slots=True)
class VolumeFamily:
    """One kind of kernel: what it answers to, how it is built, and the least size it needs.

    `code` builds it from the functions of `volume_recipe` and the names `size` and `speed`.
    """

    title: str
    description: str
    build: Callable[[Size, float], Kernel]
    code: str
    least: Size = (1, 1, 1)
    speeds: bool = False


def build_volume(name: str, size: Size, speed: float = 1.5) -> Kernel:
    """Return the kernel (depth, rows, columns) float64; `speed` in pixels a frame.

    Raises SettingError for an unknown name, a speed out of range, or a size too small for what the
    kernel compares.
    """
    family = VOLUME_KERNELS.get(name)
    if family is None:
        raise SettingError(
            N_("there is no kernel named {name}: choose one of {names}"),
            name=name[:40],
            names=", ".join(VOLUME_KERNELS),
        )
    for axis, (given, needed) in enumerate(zip(size, family.least, strict=True)):
        if given < needed:
            raise SettingError(
                N_(
                    "this kernel compares neighbours along {axis} and needs {needed} taps there, "
                    "it has {given}: raise kernel_size"
                ),
                axis="DHW"[axis],
                needed=needed,
                given=given,
            )
    if family.speeds:
        require_within("speed", speed, *SPEED_RANGE)
    return family.build(size, speed)


def parse_volume(text: str) -> Kernel:
    """Read slices separated by `|`, rows by `;` and values by `,`: `1,1|-1,-1` is (2, 1, 2).

    Raises SettingError for anything else, for more than 9 slices or 11 rows or columns.
    """
    if len(text) > MAX_TEXT:
        raise SettingError(
            N_("the kernel's text has {length} characters: shorten it to {limit} or fewer"),
            length=len(text),
            limit=MAX_TEXT,
        )
    parts = [parse_kernel(part) for part in text.split("|")]
    if len(parts) > MOST_FRAMES:
        raise SettingError(
            N_("the kernel has {count} slices: give it {limit} or fewer"),
            count=len(parts),
            limit=MOST_FRAMES,
        )
    if len({part.shape for part in parts}) > 1:
        raise SettingError(
            N_("the kernel's slices differ in size: give each {rows} rows of {columns} values"),
            rows=parts[0].shape[0],
            columns=parts[0].shape[1],
        )
    return np.stack(parts)


def format_volume(kernel: ArrayLike) -> str:
    """Write a kernel as `parse_volume` reads it; raises SettingError past its limits."""
    return "|".join(format_kernel(part) for part in np.asarray(kernel, dtype=np.float64))


def random_volumes(out_channels: int, size: Size, seed: int) -> tuple[Floats, Floats]:
    """Return weight (O, 1, kt, kh, kw) and bias (O,) as `torch.nn.Conv3d` has them from a seed.

    Both are uniform in ±1/√fan_in: see `_ConvNd.reset_parameters` at
    https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)
    weight, bias = torch.empty((out_channels, 1, *size)), torch.empty(out_channels)
    bound = 1 / math.sqrt(math.prod(size))
    torch.nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
    torch.nn.init.uniform_(bias, -bound, bound, generator=generator)
    return weight.numpy(), bias.numpy()


def _outer(time: Kernel, down: Kernel, right: Kernel) -> Kernel:
    return np.asarray(time[:, None, None] * down[:, None] * right)


VOLUME_KERNELS: dict[str, VolumeFamily] = {
    "difference": VolumeFamily(
        N_("Temporal difference"),
        N_("Later frames minus earlier ones, at one pixel: answers change, blind to what stays."),
        lambda size, _speed: _outer(slope(size[0]), middle(size[1]), middle(size[2])),
        "slope(size[0])[:, None, None] * middle(size[1])[:, None] * middle(size[2])",
        (2, 1, 1),
    ),
    "edge": VolumeFamily(
        N_("Spatial edge"),
        N_("Right minus left within one frame: answers vertical edges, blind to time."),
        lambda size, _speed: _outer(middle(size[0]), bell(size[1], size[1] / 4.5), slope(size[2])),
        "middle(size[0])[:, None, None] * bell(size[1], size[1] / 4.5)[:, None] * slope(size[2])",
        (1, 1, 2),
    ),
    "right": VolumeFamily(
        N_("Rightward motion"),
        N_("A wave that moves on to the right from slice to slice: answers what moves with it."),
        drifting_wave,
        "drifting_wave(size, speed)",
        (2, 1, 3),
        speeds=True,
    ),
    "left": VolumeFamily(
        N_("Leftward motion"),
        N_("A wave that moves on to the left from slice to slice: answers what moves with it."),
        lambda size, speed: drifting_wave(size, -speed),
        "drifting_wave(size, -speed)",
        (2, 1, 3),
        speeds=True,
    ),
    "blur": VolumeFamily(
        N_("Temporal blur"),
        N_("The mean over its frames, at one pixel: keeps what stands still, smears what moves."),
        lambda size, _speed: _outer(mean(size[0]), middle(size[1]), middle(size[2])),
        "mean(size[0])[:, None, None] * middle(size[1])[:, None] * middle(size[2])",
    ),
}
