"""A square that moves over a picture and hides what is under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.networks.subnetwork import SubNetwork, Unit

Place = tuple[int, int]  # which of the tops, which of the lefts
Starts = NDArray[np.int64]
PIXELS_AT_ONCE = 2**19  # 64 maps of them are 134 MB


@dataclass(frozen=True, slots=True, eq=False)
class MovingSquare:
    """Where it stands and what stands in it.

    `tops`, `lefts`: first pixels of its places, outside of a picture that was cut to a part too;
    `side`: in pixels; `fill`: (C, 1, 1).
    """

    tops: Starts
    lefts: Starts
    side: int
    fill: Tensor

    def corner(self, place: Place) -> tuple[int, int]:
        """Return its first row and column at a place."""
        return int(self.tops[place[0]]), int(self.lefts[place[1]])

    def cover(self, window: Tensor, corner: tuple[int, int], place: Place) -> None:
        """Lay it over (C, h, w), a part of the picture that begins at `corner`."""
        paste(window, corner, self.fill.expand(-1, self.side, self.side), self.corner(place))


class SquareRun(Protocol):
    """A unit that can be asked with the square at many places at once."""

    @property
    def original(self) -> Tensor:
        """The unit's (channels,) before anything is hidden."""

    @property
    def room(self) -> int:
        """How many places fit into memory at once."""

    def read(self, places: Sequence[Place]) -> Tensor:
        """Return (N, channels), the unit with the square at N places."""


@dataclass(frozen=True, slots=True, eq=False)
class WholeRun:
    """Runs the network on a whole picture (C, H, W) for each place, many in a batch."""

    part: SubNetwork
    unit: Unit
    picture: Tensor
    square: MovingSquare

    @property
    def original(self) -> Tensor:
        """The unit's (channels,) before anything is hidden."""
        return self._read(self.picture[None])[0]

    @property
    def room(self) -> int:
        """How many places fit into memory at once, one where pictures change each other."""
        if self.part.mixes_pictures:
            return 1
        return max(1, PIXELS_AT_ONCE // self.picture[0].numel())

    def read(self, places: Sequence[Place]) -> Tensor:
        """Return (N, channels), the unit with the square at N places."""
        hidden = self.picture.repeat(len(places), 1, 1, 1)
        for picture, place in zip(hidden, places, strict=True):
            self.square.cover(picture, (0, 0), place)
        return self._read(hidden)

    def _read(self, pictures: Tensor) -> Tensor:
        with torch.no_grad():
            return self.part.read_unit(pictures, self.unit)


def paste(target: Tensor, corner: Unit, source: Tensor, place: Unit) -> None:
    """Copy what overlaps of two (C, h, w) maps that begin at `corner` and at `place`."""
    top, left = max(corner[0], place[0]), max(corner[1], place[1])
    height = min(corner[0] + target.shape[1], place[0] + source.shape[1]) - top
    width = min(corner[1] + target.shape[2], place[1] + source.shape[2]) - left
    if height > 0 and width > 0:
        into = target[:, top - corner[0] :, left - corner[1] :]
        piece = source[:, top - place[0] :, left - place[1] :]
        into[:, :height, :width] = piece[:, :height, :width]
