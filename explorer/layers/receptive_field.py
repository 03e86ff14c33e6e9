"""Which pixels of a picture the units of a layer's map can see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from explorer.errors import SettingError
from explorer.layers.axis_field import MapAxis
from explorer.text import N_

FieldStatus = Literal["regular", "irregular", "whole image"]


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels with top ≤ row < bottom and left ≤ column < right; may lie outside the picture."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def area(self) -> int:
        """Number of pixels, 0 where the box is empty."""
        return max(self.bottom - self.top, 0) * max(self.right - self.left, 0)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns to index a map with; for boxes within the picture."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def clipped(self, height: int, width: int) -> Box:
        """Return the part within a picture of `height` × `width` pixels."""
        top, left = min(max(self.top, 0), height), min(max(self.left, 0), width)
        return Box(top, left, max(top, min(self.bottom, height)), max(left, min(self.right, width)))


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What the units of a layer's map see.

    `global_context`: beside the local path told here, every unit also depends on the whole
    picture through a global operation (squeeze-and-excitation, a normalisation over the map).
    """

    rows: MapAxis
    columns: MapAxis
    global_context: bool = False

    @classmethod
    def of_picture(cls, height: int, width: int) -> Field:
        """Return the field of a picture's own pixels."""
        return cls(MapAxis.of_picture(height), MapAxis.of_picture(width))

    @property
    def units(self) -> tuple[int, int]:
        """Rows and columns of units on the map."""
        return self.rows.units, self.columns.units

    @property
    def whole_image(self) -> bool:
        """Whether a global operation has merged all places of the map."""
        return self.rows.whole and self.columns.whole

    @property
    def status(self) -> FieldStatus:
        """`regular` has one size and jump an axis, `irregular` not; both answer `box_of`."""
        if self.whole_image:
            return "whole image"
        return "regular" if self.rows.regular and self.columns.regular else "irregular"

    def box_of(self, row: int, column: int) -> Box:
        """Return the theoretical box of a unit, past the border where it is past it.

        Raises SettingError if the map has no such unit.
        """
        self._require_unit(row, column)
        (top, bottom), (left, right) = self.rows.interval(row), self.columns.interval(column)
        return Box(top, left, bottom + 1, right + 1)

    def seen_by(self, row: int, column: int) -> Box:
        """Return the hull of the real pixels a unit depends on, empty where there are none.

        Within the clipped box, and smaller where strides lose pixels at the border or where
        dilation reaches over it. Raises SettingError if the map has no such unit.
        """
        self._require_unit(row, column)
        rows, columns = self.rows, self.columns
        bottom, right = int(rows.last[row]) + 1, int(columns.last[column]) + 1
        top, left = int(rows.first[row]), int(columns.first[column])
        return Box(min(top, bottom), min(left, right), bottom, right)

    def union(self, other: Field) -> Field:
        """Return the field where two branches meet.

        Where one is global, or one unit spread over the other's map, the other's local path stays.
        Raises SettingError where the maps differ in size.
        """
        if self.whole_image != other.whole_image:
            return replace(other if self.whole_image else self, global_context=True)
        if self.units != other.units and (1, 1) in {self.units, other.units}:
            return replace(other if self.units == (1, 1) else self, global_context=True)
        rows, columns = self.rows.union(other.rows), self.columns.union(other.columns)
        return Field(rows, columns, self.global_context or other.global_context)

    def _require_unit(self, row: int, column: int) -> None:
        rows, columns = self.units
        if not (0 <= row < rows and 0 <= column < columns):
            raise SettingError(
                N_(
                    "the map has {rows} rows and {columns} columns, there is no unit "
                    "[{row}, {column}]: choose a row below {rows} and a column below {columns}"
                ),
                rows=rows,
                columns=columns,
                row=row,
                column=column,
            )
