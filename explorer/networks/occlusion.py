"""How much a unit changes when a patch of the picture is hidden.

Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
arXiv:1311.2901, section 4.2.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.errors import SettingError
from explorer.layers.convolution import to_tensor
from explorer.layers.limits import require_within
from explorer.networks.moving_square import MovingSquare, SquareRun, WholeRun
from explorer.networks.patched_run import prepare_patched_run
from explorer.networks.subnetwork import SubNetwork, Unit, crop_to_field, require_unit, take_part
from explorer.networks.tracing import NetworkTrace
from explorer.text import N_

Floats = NDArray[np.float32]
MAX_POSITIONS = 20_000
BATCH_S = 0.4  # a batch's time, so that a stop is heard within a second
PLACES_AT_ONCE = 64
BATCH_GROWTH = 4


@dataclass(frozen=True, slots=True)
class OcclusionSettings:
    """A square that hides the picture, place by place.

    `patch`: its side in pixels; `step`: pixels from place to place, the last place flush with the
    border; `fill`: what stands in it, in the network's input units, one number or one a channel.
    """

    patch: int = 16
    step: int = 8
    fill: float | tuple[float, ...] = 0.0

    def __post_init__(self) -> None:
        """Raise SettingError for a square that is not there or does not move."""
        require_within("patch", self.patch, 1, 1024)
        require_within("step", self.step, 1, 1024)
        for value in self.fill if isinstance(self.fill, tuple) else (self.fill,):
            require_within("fill", value, -1e6, 1e6)

    def places(self, pixels: int) -> NDArray[np.int64]:
        """Return the first pixel of each place along an axis, ascending."""
        end = max(pixels - self.patch, 0)
        return np.unique(np.append(np.arange(0, end + 1, self.step), end))


@dataclass(frozen=True, slots=True, eq=False)
class OcclusionMap:
    """What is known so far; `tops` (R,) and `lefts` (L,) are the places' first pixels.

    `change`: (R, L) float32, the unit's value with the patch hidden minus `value`, the one
    without; 0 where `known` is not yet True. `done` of `total` places are known, `skipped` of them
    without a run, since they lie outside of what the unit sees.
    """

    value: float
    tops: NDArray[np.int64]
    lefts: NDArray[np.int64]
    change: Floats
    known: NDArray[np.bool_]
    skipped: int

    @property
    def done(self) -> int:
        """Places whose change is known."""
        return int(self.known.sum())

    @property
    def total(self) -> int:
        """All places."""
        return self.known.size


def occlusion_map(
    trace: NetworkTrace,
    layer: str,
    channel: int,
    unit: Unit,
    pixels: Floats,
    *,
    settings: OcclusionSettings,
) -> Iterator[OcclusionMap]:
    """Hide one place after another and yield the map after each batch; stop by not going on.

    pixels: (C, H, W) float32 as the network is fed. The first map comes before any batch has run.
    Raises SettingError for a unit or a patch that is not there, or for too many places.
    """
    channels, height, width = pixels.shape
    part = take_part(trace, layer, (channels, height, width))
    require_unit(part, unit, channel)
    tops, lefts = _places(settings, height, width)
    square = MovingSquare(tops, lefts, settings.patch, _fill(settings, channels, part))
    run = _prepare(part, unit, pixels, square)
    original = run.original[channel]
    value = float(original)
    seen = _touching(part, unit, square)
    change = np.zeros(seen.shape, dtype=np.float32)
    known, skipped = ~seen, int((~seen).sum())
    yield OcclusionMap(value, tops, lefts, change.copy(), known.copy(), skipped)
    places = [(int(i), int(j)) for i, j in np.argwhere(seen)]
    done, batch = 0, 1
    while done < len(places):
        chosen = places[done : done + batch]
        started_s = time.monotonic()
        changes = run.read(chosen)[:, channel] - original
        took_s = time.monotonic() - started_s
        rows, columns = zip(*chosen, strict=True)
        change[rows, columns], known[rows, columns] = changes.numpy(), True
        yield OcclusionMap(value, tops, lefts, change.copy(), known.copy(), skipped)
        done += batch
        fitting = int(batch * BATCH_S / max(took_s, 1e-6))
        batch = max(1, min(fitting, run.room, PLACES_AT_ONCE, batch * BATCH_GROWTH))


def _prepare(part: SubNetwork, unit: Unit, pixels: Floats, square: MovingSquare) -> SquareRun:
    """Cut the picture to what the unit sees and choose how to run it again and again."""
    crop = crop_to_field(part, unit)
    rows, columns = crop.box.slices
    picture = to_tensor(pixels[:, rows, columns]).to(part.dtype)
    moved = replace(square, tops=square.tops - crop.box.top, lefts=square.lefts - crop.box.left)
    patched = prepare_patched_run(crop.part, crop.unit, picture, moved)
    return patched or WholeRun(crop.part, crop.unit, picture, moved)


def _places(
    settings: OcclusionSettings, height: int, width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    tops, lefts = settings.places(height), settings.places(width)
    if len(tops) * len(lefts) > MAX_POSITIONS:
        raise SettingError(
            N_(
                "a step of {step} hides {places:,} places, at most {limit:,} are tried: raise step "
                "to {larger}"
            ),
            step=settings.step,
            places=len(tops) * len(lefts),
            limit=MAX_POSITIONS,
            larger=-(-max(height, width) // int(MAX_POSITIONS**0.5 - 1)),
        )
    return tops, lefts


def _fill(settings: OcclusionSettings, channels: int, part: SubNetwork) -> Tensor:
    """Return what stands in the patch, (C, 1, 1)."""
    values = settings.fill if isinstance(settings.fill, tuple) else (settings.fill,) * channels
    if len(values) != channels:
        raise SettingError(
            N_("fill has {count} values, the picture {channels} channels: give one a channel"),
            count=len(values),
            channels=channels,
        )
    return torch.tensor(values, dtype=part.dtype).view(-1, 1, 1)


def _touching(part: SubNetwork, unit: Unit, square: MovingSquare) -> NDArray[np.bool_]:
    """Return which places touch what the unit sees, (R, L) bool: the others change nothing."""
    if part.layer.field.global_context:
        return np.ones((len(square.tops), len(square.lefts)), dtype=np.bool_)
    seen = part.layer.field.seen_by(*unit)
    rows = (square.tops < seen.bottom) & (square.tops + square.side > seen.top)
    columns = (square.lefts < seen.right) & (square.lefts + square.side > seen.left)
    return np.logical_and.outer(rows, columns)
