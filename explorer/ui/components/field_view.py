"""A photo beside a layer's map: each unit shows the box of pixels it sees, each pixel its units.

Hovering happens in the browser alone; Python hears of the unit that was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.layers.axis_field import MapAxis
from explorer.layers.receptive_field import Field
from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest, fitting_size, shrink_maps
from explorer.ui.language import _

Floats = NDArray[np.float32]
PHOTO_BUDGET = 256 * 256 * 3  # bytes of the photo sent; past it the photo is averaged down
MAP_BUDGET = 256 * 256  # values of the map sent; past it the map is averaged down

_component = st.components.v2.component(
    "explorer_field_view",
    css=read_inline("field_view.css"),
    js=read_inline("drawing.js", "field_view.js"),
)


@dataclass(frozen=True, slots=True)
class FieldLabels:
    """What differs from page to page: names over the two pictures, and what no map means."""

    photo: str
    map: str
    no_map: str = ""


def field_view(
    photo: Floats,
    field: Field,
    values: Floats | None,
    *,
    selected: tuple[int, int],
    labels: FieldLabels,
    alt: str,
    key: str,
    on_select: Callable[[int, int], None] | None = None,
) -> None:
    """Draw (1 or 3, H, W) float32 in [0, 1] and the units of `field`; a click chooses a unit.

    `values`: (rows, columns) float32 of the map, any sign, or None where there are none.
    `on_select(row, column)` runs before the page does, as a callback. Raises ValueError for a map
    of another size or a unit that is not there.
    """
    _require_fit(photo, field, values, selected)

    def take_choice() -> None:
        unit = read_unit((st.session_state.get(key) or {}).get("picked"), field.units)
        if unit is not None and on_select is not None:
            on_select(*unit)

    _component(
        key=key,
        data=build_payload(photo, field, values)
        | {"selected": list(selected), "alt": alt}
        | {"labels": {**view_labels(), "photo": labels.photo, "map": labels.map}}
        | {"no_map": labels.no_map},
        on_picked_change=take_choice,
    )


def read_unit(value: object, units: tuple[int, int]) -> tuple[int, int] | None:
    """Read a unit that the browser told; None for what is none of the map's."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    row, column = value
    fits = type(row) is int and type(column) is int
    return (row, column) if fits and 0 <= row < units[0] and 0 <= column < units[1] else None


def view_labels() -> Mapping[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "sees": _("Unit [{row}, {column}] sees rows {top} to {bottom}, columns {left} to {right}"),
        "inside": _("{share} of the box lies in the picture"),
        "value": _("value {value}"),
        "pixel": _("Pixel [{row}, {column}] is seen by {count} units"),
        "nobody": _("Pixel [{row}, {column}] is in no unit's box"),
        "hint": _("Point at a unit: its box moves. Click to keep it; arrow keys and Enter do too."),
        "outside": _("past the border: padding"),
        "cut": _("it goes on past the drawing"),
        "scale": _("−max |value| to max |value| of this map"),
    }


def build_payload(photo: Floats, field: Field, values: Floats | None) -> dict[str, Any]:
    """Collect what the browser needs: the photo's bytes, the map's values, the units' reaches."""
    colour = np.broadcast_to(photo, (3, *photo.shape[1:]))
    height, width = photo.shape[1:]
    size = fitting_size(3, height, width, PHOTO_BUDGET)
    small = np.clip(shrink_maps(colour, size), 0, 1).transpose(1, 2, 0)  # (h, w, 3)
    pixels = np.rint(small * 255).astype(np.uint8)
    shown = np.zeros((1, 1), np.float32) if values is None else values
    map_rows, map_columns = shown.shape
    drawn = shrink_maps(shown, fitting_size(1, map_rows, map_columns, MAP_BUDGET))
    rows, columns = axis_reach(field.rows), axis_reach(field.columns)
    return {
        "pixels": pixels.ravel(),
        "drawn_size": list(size),
        "photo_size": [height, width],
        "values": np.ascontiguousarray(drawn, dtype=np.float32).ravel(),
        "map_size": list(drawn.shape),
        "limit": float(np.abs(shown).max()),
        "has_map": values is not None,
        "units": list(field.units),
        "reach": np.concatenate([rows.ravel(), columns.ravel()]),  # one array: each costs 2 ms
        "digest": digest(pixels, drawn, rows, columns),
    }


def axis_reach(axis: MapAxis) -> NDArray[np.int32]:
    """Return first and last pixel of each unit's box, then of the real pixels: (4, units)."""
    box = np.array([axis.interval(unit) for unit in range(axis.units)]).T  # (2, units)
    return np.vstack([box, axis.first, axis.last]).astype(np.int32)


def _require_fit(
    photo: Floats, field: Field, values: Floats | None, selected: tuple[int, int]
) -> None:
    if photo.ndim != 3 or len(photo) not in {1, 3} or 0 in photo.shape:
        raise ValueError(f"a photo is (1 or 3, H, W), got {photo.shape}")
    if photo.shape[1:] != (field.rows.pixels, field.columns.pixels):
        raise ValueError(f"the field is of another picture than {photo.shape}")
    if values is not None and values.shape != field.units:
        raise ValueError(f"the map has {values.shape} values for {field.units} units")
    field.seen_by(*selected)
