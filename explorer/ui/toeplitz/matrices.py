"""The layer, its patches and its transpose as the matrices that the component draws."""

from __future__ import annotations

import numpy as np

from explorer.signals.toeplitz import Doubles, TwinLayout, laid_on
from explorer.ui.components.matrix_twin import Grids, TwinMatrix, matrix_twin
from explorer.ui.language import _
from explorer.ui.link import set_controls
from explorer.ui.toeplitz.compute import TwinView
from explorer.ui.toeplitz.settings import AT


def show_twin(view: TwinView) -> None:
    """Input, kernel and output, and below them the matrix between its two vectors."""
    layout = view.layout
    shape = f"{layout.outputs:,} × {layout.inputs:,}"
    matrix_twin(
        layer_matrix(view),
        view.values.ravel(),
        view.output,
        symbols=("x", "y", "A"),
        titles={
            "input": _("Input, {size}").format(size=_size(layout.input_size, layout))
            + (" " + _("(dashed: padding)") if layout.padding else ""),
            "kernel": _kernel_title(view),
            "output": _("Output, {size}").format(size=_size(layout.output_size, layout)),
            "matrix": _("y = A x: x above, the matrix A ({shape}), y at its right").format(
                shape=shape
            ),
        },
        at=view.at,
        alt=_("Matrix of {shape} with its input above and its output beside it").format(
            shape=shape
        ),
        grids=Grids(
            layout.input_size,
            layout.kernel_size,
            layout.output_size,
            layout.stride,
            (0 if layout.dimensions == 1 else layout.padding, layout.padding),
            layout.dilation,
            layout.tap_weights,
        ),
        blocks=_blocks(view),
        on_pin=_keep_place,
        key="toeplitz_twin",
    )


def _blocks(view: TwinView) -> tuple[int, int] | None:
    """Rows and columns of a block: a row of the output by a row of the input, in 2D."""
    layout = view.layout
    return (layout.output_size[1], layout.input_size[1]) if layout.dimensions == 2 else None


def _keep_place(output: int) -> None:
    set_controls({AT.key: str(output)})


def _size(size: tuple[int, int], layout: TwinLayout) -> str:
    return str(size[1]) if layout.dimensions == 1 else f"{size[0]} × {size[1]}"


def _kernel_title(view: TwinView) -> str:
    if view.tie == "tied":
        return _("Kernel, laid on turned") if view.layout.flipped else _("Kernel")
    # The component puts the current output in.
    return _("Weights of y[{output}], random")


def layer_matrix(view: TwinView) -> TwinMatrix:
    """The layer's own matrix: shared letters, own letters, or a weight in each cell."""
    layout = view.layout
    shape = (layout.outputs, layout.inputs)
    if view.tie == "full":
        return TwinMatrix(shape, None, view.layer.weights.astype(np.int8), (), "none")
    cells = layout.filled.copy()
    if view.tie == "local":
        cells[:, 2] += cells[:, 0] * layout.weights
        weights = view.layer.weights.astype(np.int8).ravel()
        return TwinMatrix(shape, cells, weights, view.letters, "own")
    cells[:, 2] = layout.tap_weights[cells[:, 2]]
    return TwinMatrix(shape, cells, view.kernel.ravel(), view.letters, "shared")


def show_patches(view: TwinView) -> None:
    """The kernel as one row on the left, the patches as columns, the outputs below."""
    layout = view.layout
    cells = layout.filled[:, [0, 2, 1]]  # by output and tap; what is shared are the inputs
    names = [f"x{n}" for n in range(layout.inputs)]
    matrix = TwinMatrix(
        (layout.outputs, layout.weights), cells, view.values.ravel(), names, "shared"
    )
    matrix_twin(
        matrix,
        laid_on(layout, view.kernel).ravel(),
        view.tied,
        symbols=("w", "y", "U"),
        titles={
            "matrix": _(
                "y = w U: the kernel w on the left, a patch in each column of U ({shape}), y below"
            ).format(shape=f"{layout.weights:,} × {layout.outputs:,}")
        },
        at=view.at,
        alt=_("Patches as columns, with the kernel on the left and the outputs below"),
        turned=True,
        key="toeplitz_patches",
    )


def show_transpose(view: TwinView, arriving: Doubles, to_input: Doubles) -> None:
    """Aᵀ with the gradient that arrives above it and the one that leaves beside it."""
    layout = view.layout
    cells = layout.filled[:, [1, 0, 2]].copy()
    cells[:, 2] = layout.tap_weights[cells[:, 2]]
    cells = cells[np.lexsort((cells[:, 1], cells[:, 0]))]
    shape = (layout.inputs, layout.outputs)
    blocks = _blocks(view)
    matrix_twin(
        TwinMatrix(shape, cells, view.kernel.ravel(), view.letters, "shared"),
        arriving.ravel(),
        to_input.ravel(),
        symbols=("g", "dx", "Aᵀ"),
        titles={
            "matrix": _(
                "dL/dx = Aᵀ g: g above, the transposed matrix ({shape}), dL/dx at its right"
            ).format(shape=f"{shape[0]:,} × {shape[1]:,}")
        },
        at=0,
        alt=_("Transposed matrix with g above and the gradient of the input beside it"),
        blocks=None if blocks is None else (blocks[1], blocks[0]),
        key="toeplitz_transpose",
    )
