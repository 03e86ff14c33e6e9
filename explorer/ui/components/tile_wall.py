"""Hundreds of small maps on one canvas; one of them can be chosen."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import PackedMaps, digest, fitting_size, pack_maps, shrink_maps
from explorer.ui.language import _

VALUE_BUDGET = 600_000  # bytes of tiles sent; past it tiles are averaged down

_component = st.components.v2.component(
    "explorer_tile_wall",
    css=read_inline("tile_wall.css"),
    js=read_inline("drawing.js", "tile_wall.js"),
)


@dataclass(frozen=True, slots=True, eq=False)
class MapStatistics:
    """What each map holds, (N,) float32 each; values that are not finite are left out.

    `least`, `mean`, `greatest` are values (NaN for a map without one finite value); `zeros`,
    `negatives` and `lost` (not finite) are shares of all values in [0, 1].
    """

    least: NDArray[np.float32]
    mean: NDArray[np.float32]
    greatest: NDArray[np.float32]
    zeros: NDArray[np.float32]
    negatives: NDArray[np.float32]
    lost: NDArray[np.float32]


def measure_maps(maps: NDArray[np.float32]) -> MapStatistics:
    """Measure each of (N, ...) float32 maps."""
    flat = np.asarray(maps, dtype=np.float32).reshape(len(maps), -1)
    total = flat.sum(axis=1, dtype=np.float64)
    count = np.full(len(flat), flat.shape[1])
    least, greatest = flat.min(axis=1), flat.max(axis=1)
    if not np.isfinite(total).all():
        finite = np.isfinite(flat)
        count = finite.sum(axis=1)
        total = np.where(finite, flat, np.float32(0)).sum(axis=1, dtype=np.float64)
        nothing = np.where(count == 0, np.nan, 0)
        least = np.where(finite, flat, np.inf).min(axis=1) + nothing
        greatest = np.where(finite, flat, -np.inf).max(axis=1) + nothing
    mean = np.divide(total, count, out=np.full(len(flat), np.nan), where=count > 0)
    size = flat.shape[1]
    zeros, negatives = (np.count_nonzero(mask, axis=1) / size for mask in (flat == 0, flat < 0))
    parts = (least, mean, greatest, zeros, negatives, 1 - count / size)
    return MapStatistics(*(np.asarray(values, dtype=np.float32) for values in parts))


def wall_labels() -> dict[str, str]:
    """Every string the wall shows, in the visitor's language."""
    return {
        "scale": _("Colour scale"),
        "shared": _("One scale for all"),
        "fixed": _("Fixed scale"),
        "each": _("Each map scaled on its own"),
        "colour": _("Colours as they are"),
        "hint": _("Point at a map for its numbers, click to choose it."),
        "position": _("{number} of {count}"),
        "shape": _("Shape"),
        "least": _("Min"),
        "mean": _("Mean"),
        "greatest": _("Max"),
        "zeros": _("Zeros"),
        "negatives": _("Negative"),
        "lost": _("Not finite"),
        "own_signed": _("−max |value| of each map"),
        "own_signed_end": _("max |value|"),
        "own_grey": _("min of each map"),
        "own_grey_end": _("max"),
        "chosen": _("chosen"),
        "drawn_at": _(
            "Tiles drawn at {tile_height} × {tile_width} of {height} × {width}; "
            "the numbers are of the full maps."
        ),
    }


def tile_wall(
    maps: NDArray[np.float32],
    *,
    names: Sequence[str],
    alt: str,
    key: str,
    scale: Literal["shared", "each"] = "shared",
    signed: bool = True,
    from_zero: bool = False,
    limit: float | None = None,
    selected: int | None = None,
    values: NDArray[np.float32] | None = None,
    labels: Mapping[str, str] | None = None,
    on_select: Callable[[int | None], None] | None = None,
) -> int | None:
    """Draw (N, H, W) float32 maps, or (N, 3, H, W) float32 in [0, 1] in colour; return the choice.

    `signed` maps get the zero-centred diverging scale, others grey from least to greatest, with
    `from_zero` from 0, which is then black. `scale` is where the visitor's switch stands at first.
    `limit` fixes the shared scale of signed maps at −limit to +limit, for walls that are compared;
    its name is then the label "fixed". `values`, (N, ...) float32: what the tiles were painted of,
    where the numbers told are not theirs.
    The choice is an index, made by click or by keyboard, and lasts until another is made or the
    caller passes another `selected` than before; None if there is none. Escape takes it back where
    the caller asks for none.
    `on_select(index or None)` runs before the page does, as a callback. Raises ValueError for maps
    of another shape, a name missing, or a limit that is no scale.
    """
    maps = _checked(maps, names)
    _require_limit(limit, signed=signed)
    slot = f"_{key}_selected"

    def take_choice() -> None:
        index = (st.session_state.get(key) or {}).get("picked")
        if not isinstance(index, int):
            return
        choice = index if index >= 0 else None  # -1: Escape takes the choice back
        st.session_state[slot] = (st.session_state.get(slot, (None, None))[0], choice)
        if on_select is not None:
            on_select(choice)

    choice = _present_choice(slot, selected, len(maps))
    _component(
        key=key,
        data=build_payload(
            maps, names, signed=signed, labels={**wall_labels(), **(labels or {})}, values=values
        )
        | {"selected": choice, "may_clear": selected is None}
        | {"scale": scale, "signed": signed, "from_zero": from_zero, "alt": alt, "key": key}
        | {"limit": None if limit is None else float(limit)},
        on_picked_change=take_choice,
    )
    return choice


def _present_choice(slot: str, selected: int | None, count: int) -> int | None:
    """Return the choice that was made last: by the visitor, or by a caller who asks for another."""
    asked, choice = st.session_state.get(slot, (None, None))
    if selected != asked or slot not in st.session_state:
        choice = selected
        st.session_state[slot] = (selected, choice)
    return choice if choice is not None and 0 <= choice < count else None


def _checked(maps: NDArray[np.float32], names: Sequence[str]) -> NDArray[np.float32]:
    maps = np.asarray(maps, dtype=np.float32)
    if maps.ndim not in {3, 4} or (maps.ndim == 4 and maps.shape[1] != 3) or 0 in maps.shape:
        raise ValueError(f"maps are (N, H, W) or (N, 3, H, W) and not empty, got {maps.shape}")
    if len(names) != len(maps):
        raise ValueError(f"{len(maps)} maps need as many names, got {len(names)}")
    return maps


def _require_limit(limit: float | None, *, signed: bool) -> None:
    if limit is None:
        return
    if not signed:
        raise ValueError("a limit belongs to signed maps")
    if not (math.isfinite(limit) and limit >= 0):
        raise ValueError(f"the limit is a magnitude, got {limit}")


def build_payload(
    maps: NDArray[np.float32],
    names: Sequence[str],
    *,
    signed: bool,
    labels: Mapping[str, str],
    values: NDArray[np.float32] | None = None,
) -> dict[str, Any]:
    """Collect what the browser needs: byte tiles, their ranges, the numbers of the full maps."""
    colour, (height, width) = maps.ndim == 4, maps.shape[-2:]
    planes = len(maps) * (3 if colour else 1)
    tile = fitting_size(planes, height, width, VALUE_BUDGET)
    packed = _pack(shrink_maps(maps, tile), colour)
    measured = measure_maps(maps if values is None else values)
    numbers = np.concatenate(
        [
            measured.least, measured.mean, measured.greatest,
            measured.zeros, measured.negatives, measured.lost, packed.low, packed.high,
        ]
    )  # fmt: skip
    drawn_at = labels["drawn_at"].format(
        tile_height=tile[0], tile_width=tile[1], height=height, width=width
    )
    return {
        "codes": packed.codes.ravel(),
        "numbers": numbers,
        "count": len(maps),
        "tile": list(tile),
        "shape": list(maps.shape[1:]),
        "colour": colour,
        "names": list(names),
        "labels": dict(labels),
        "caption": drawn_at if tile != (height, width) else "",
        "digest": digest(packed.codes, numbers, np.array([signed])),
    }


def _pack(tiles: NDArray[np.float32], colour: bool) -> PackedMaps:
    if not colour:
        return pack_maps(tiles)
    codes = np.rint(np.nan_to_num(np.clip(tiles, 0.0, 1.0)) * 255).astype(np.uint8)
    zeros = np.zeros(len(tiles), dtype=np.float32)
    return PackedMaps(codes, zeros, zeros + 1)
