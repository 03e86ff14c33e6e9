"""Pictures as points on two planes, and who is near whom: hovering sends nothing.

Python sends every picture's neighbours along, so the gallery follows the pointer in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest, fitting_size, shrink_maps
from explorer.ui.language import _

Floats = NDArray[np.float32]
TILE_BUDGET = 600_000  # bytes of pictures sent; past it they are averaged down

_component = st.components.v2.component(
    "explorer_picture_scatter",
    css=read_inline("picture_scatter.css"),
    js=read_inline("drawing.js", "picture_scatter.js"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """One of the two planes: `space` names it in running text, `title` stands above it.

    `places`: (N, 2) float32, y up; `neighbours`: (N, K) int32, nearest first; `distances`: (N, K).
    """

    space: str
    title: str
    places: Floats
    neighbours: NDArray[np.int32]
    distances: Floats


def picture_scatter(
    pixels: NDArray[np.uint8],
    labels: NDArray[np.int64],
    classes: Sequence[str],
    planes: tuple[Plane, Plane],
    *,
    selected: int,
    alt: str,
    key: str,
    on_select: Callable[[int], None],
) -> None:
    """Draw (N, 1 or 3, S, S) uint8 pictures with (N,) labels as points of two planes.

    `on_select(index)` runs before the page does, as a callback. Raises ValueError for planes of
    another number of pictures.
    """
    for plane in planes:
        if len(plane.places) != len(pixels) or len(plane.neighbours) != len(pixels):
            raise ValueError(f"{len(pixels)} pictures, {len(plane.places)} places")

    def take_choice() -> None:
        index = read_index((st.session_state.get(key) or {}).get("picked"), len(pixels))
        if index is not None:
            on_select(index)

    _component(
        key=key,
        data=build_payload(pixels, labels, planes)
        | {"classes": list(classes), "selected": selected, "alt": alt, "key": key}
        | {"labels": dict(scatter_labels())},
        on_picked_change=take_choice,
    )


def read_index(value: object, count: int) -> int | None:
    """Read an index that the browser told; None for what is none."""
    return value if type(value) is int and 0 <= value < count else None


def scatter_labels() -> Mapping[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "legend": _("Classes: click to hide or to show"),
        "hide": _("{name}: click to hide or to show"),
        "query": _("The picture"),
        "picture": _("{name}, no. {number}"),
        "row": _("Nearest in {space}: {right} of {count} of its class"),
        "right": _("{name}, no. {number}: the same class, distance {distance}"),
        "wrong": _("{name}, no. {number}: another class, distance {distance}"),
        "hint": _(
            "Point at a mark to see its picture and its nearest; lines lead to these. Click to "
            "keep it; arrow keys and Enter do too."
        ),
    }


def build_payload(
    pixels: NDArray[np.uint8], labels: NDArray[np.int64], planes: tuple[Plane, Plane]
) -> dict[str, Any]:
    """Collect what the browser needs: small pictures, places, neighbours and their distances."""
    count, channels, height, width = pixels.shape
    size = fitting_size(count * channels, height, width, TILE_BUDGET)
    small = shrink_maps(pixels.astype(np.float32), size)
    tiles = np.rint(small.transpose(0, 2, 3, 1)).astype(np.uint8)  # (N, h, w, C)
    places = np.stack([plane.places for plane in planes]).astype(np.float32)
    neighbours = np.stack([plane.neighbours for plane in planes]).astype(np.int32)
    distances = np.stack([plane.distances for plane in planes]).astype(np.float32)
    kinds = labels.astype(np.uint8)
    return {
        "tiles": tiles.ravel(),
        "tile": [*size, channels],
        "count": count,
        "near": int(neighbours.shape[2]),
        "classes_of": kinds,
        "places": places.ravel(),
        "neighbours": neighbours.ravel(),
        "distances": distances.ravel(),
        "titles": [plane.title for plane in planes],
        "spaces": [plane.space for plane in planes],
        "digest": digest(tiles, kinds, places, neighbours, distances),
    }
