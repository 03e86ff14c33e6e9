"""A matrix, the vector it multiplies and the result, linked with the pictures they came from.

Pointing at an output lights its row, its patch and the weights; at a weight, all its cells; at an
input, its column; at a cell, all three. Python hears of a pinned output only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.ui.components.inline import read_inline
from explorer.ui.components.packing import digest
from explorer.ui.language import _

Doubles = NDArray[np.float64]
Size = tuple[int, int]
Naming = Literal["shared", "own", "none"]

_PARTS = ("main", "model", "building", "layout", "painting", "lights", "words", "pointing")

_component = st.components.v2.component(
    "explorer_matrix_twin",
    css=read_inline("matrix_twin.css"),
    js=read_inline("drawing.js", *(f"matrix_twin_js/{part}.js" for part in _PARTS)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Grids:
    """The pictures above the matrix; sizes are (rows, columns), `padding` is on each side.

    `order`: which weight lies on each tap of the window, (K,) whole numbers.
    """

    input_size: Size
    kernel_size: Size
    output_size: Size
    stride: int
    padding: Size
    dilation: int
    order: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class TwinMatrix:
    """An (M, N) matrix times a vector.

    `cells`: (n, 3) int32 of row, column, weight, sorted by row; None: every cell has a weight of
    its own, row by row. `weights`: their values. `names`: what a weight is called. `naming`: names
    are "shared" by all cells of a weight; "own": K names, which the row's number completes; "none".
    """

    shape: Size
    cells: NDArray[np.int32] | None
    weights: NDArray[np.number]
    names: Sequence[str]
    naming: Naming


def twin_labels() -> dict[str, str]:
    """Every string the component shows, in the visitor's language."""
    return {
        "back": _("One output back"),
        "on": _("One output on"),
        "play": _("Walk through the outputs"),
        "pause": _("Stop"),
        "letters": _("Letters"),
        "numbers": _("Numbers"),
        "pinned": _("pinned"),
        "padding": _("padding"),
        "nothing": _("a sum of nothing"),
        "further": _("+ … ({count} more)"),
        "scale": _("black {low}, white {high}"),
        "signed_scale": _("blue {low}, pale 0, orange {high}"),
        "this_weight": _("This weight"),
        "weight": _("{name} = {value} stands in cells: {cells}, read by outputs: {outputs}"),
        "input": _("{input} is used {count} ×: {outputs}"),
        "unused": _("{input} is used by no output"),
        "cell": _(
            "{place} = {weight}: {output} takes {input} = {value}, times {weight} = {product}"
        ),
        "zero": _("{place} = 0: {output} does not see {input}"),
        "hint": _(
            "Point at an output, a weight, an input or a cell; click to pin it, click again to let "
            "it go."
        ),
        "keys": _("Arrow keys move, Enter pins, Escape lets go."),
    }


def matrix_twin(
    matrix: TwinMatrix,
    x: Doubles,
    y: Doubles,
    *,
    symbols: tuple[str, str, str],
    titles: dict[str, str],
    at: int,
    alt: str,
    key: str,
    grids: Grids | None = None,
    blocks: Size | None = None,
    turned: bool = False,
    on_pin: Callable[[int], None] | None = None,
) -> None:
    """Draw y = A x: x (N,) above its columns, y (M,) beside its rows, float64.

    `symbols` name x, y and the matrix. `titles` stand over "matrix" and, with `grids`, over
    "input", "kernel" ("{output}" is the current one) and "output". `blocks`: rows and columns of a
    block, parted by lines. `turned`: drawn as y = x A, x on the left and y below; `matrix` is given
    as above all the same. `at` is the output on show; `on_pin(output)` runs before the page does,
    as a callback.

    Raises ValueError for arrays that do not fit each other.
    """
    payload = build_payload(matrix, x, y, at)

    def take_pin() -> None:
        pinned = (st.session_state.get(key) or {}).get("pin")
        if on_pin is not None and type(pinned) is int and 0 <= pinned < matrix.shape[0]:
            on_pin(pinned)

    _component(
        key=key,
        data=payload
        | {"symbols": list(symbols), "titles": titles, "turned": turned, "alt": alt}
        | {"blocks": None if blocks is None else list(blocks)}
        | {"grids": None if grids is None else _grid_data(grids, matrix)}
        | {"labels": twin_labels()},
        on_pin_change=take_pin,
    )


def build_payload(matrix: TwinMatrix, x: Doubles, y: Doubles, at: int) -> dict[str, Any]:
    """Collect what the browser needs of the matrix: cells by row, their weights, both vectors."""
    rows, columns = matrix.shape
    if x.shape != (columns,) or y.shape != (rows,):
        raise ValueError(f"a {matrix.shape} matrix takes ({columns},) to ({rows},): {x.shape}")
    if not 0 <= at < rows:
        raise ValueError(f"there is no output {at} of {rows}")
    cells = matrix.cells
    if cells is None:
        if matrix.weights.size != rows * columns:
            raise ValueError(f"{rows * columns} cells need as many weights: {matrix.weights.size}")
        cells = np.zeros((0, 3), dtype=np.int32)
    elif len(cells) and cells[:, 2].max() >= matrix.weights.size:
        raise ValueError(f"there is no weight {cells[:, 2].max()} of {matrix.weights.size}")
    weights = np.ascontiguousarray(matrix.weights).ravel()
    starts = np.concatenate([[0], np.cumsum(np.bincount(cells[:, 0], minlength=rows))])
    return {
        "rows": rows,
        "columns": columns,
        "full": matrix.cells is None,
        "places": np.ascontiguousarray(cells[:, 1]),
        "ids": np.ascontiguousarray(cells[:, 2]),
        "starts": starts.astype(np.int32),
        "weights": weights,
        "x": np.ascontiguousarray(x, dtype=np.float64),
        "y": np.ascontiguousarray(y, dtype=np.float64),
        "names": list(matrix.names),
        "naming": matrix.naming,
        "at": at,
        "digest": digest(cells, weights, x, np.array([rows, columns])),
    }


def _grid_data(grids: Grids, matrix: TwinMatrix) -> dict[str, Any]:
    return {
        "input": list(grids.input_size),
        "kernel": list(grids.kernel_size),
        "output": list(grids.output_size),
        "stride": grids.stride,
        "padding": list(grids.padding),
        "dilation": grids.dilation,
        "order": grids.order.tolist(),
        "tied": matrix.naming == "shared",
    }
