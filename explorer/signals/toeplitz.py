"""A convolution as a matrix: which input and which weight stand in each cell.

One channel, 1D or 2D. A signal is a picture of one row. The matrix A has a row for each output and
a column for each input: y = A x with the picture's rows laid end to end. Padding has no column,
since x does not hold it. Source of the banded form: G. Strang, "Linear Algebra and Learning from
Data", 2019, section IV.2; sizes as in
https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html (section Shape).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explorer.layers.geometry import AxisGeometry

if TYPE_CHECKING:
    from scipy.sparse import bsr_array, csr_array

Doubles = NDArray[np.float64]
Places = NDArray[np.int32]
Size = tuple[int, int]

PADDING = -1  # the "input" of a tap that falls on the padding


@dataclass(frozen=True, slots=True)
class TwinLayout:
    """Where the windows of one kernel fall on one input; sizes are (rows, columns).

    `dimensions` 1: both have one row, and only columns are padded. `flipped`: true convolution,
    which lays the kernel on turned by 180°. Raises SettingError where no window fits.
    """

    input_size: Size
    kernel_size: Size
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    flipped: bool = False
    dimensions: int = 2

    def __post_init__(self) -> None:
        """Raise SettingError where no window fits, ValueError for a signal of several rows."""
        if self.dimensions == 1 and (self.input_size[0], self.kernel_size[0]) != (1, 1):
            raise ValueError(f"a signal has one row: {self.input_size}, {self.kernel_size}")
        _ = self.rows, self.columns  # the axes check themselves

    @property
    def rows(self) -> AxisGeometry:
        """The vertical axis; one row without padding for a signal."""
        if self.dimensions == 1:
            return AxisGeometry(1, 1)
        return self._axis(0)

    @property
    def columns(self) -> AxisGeometry:
        """The horizontal axis."""
        return self._axis(1)

    @property
    def output_size(self) -> Size:
        """Rows and columns of the output."""
        return self.rows.output, self.columns.output

    @property
    def inputs(self) -> int:
        """N, the columns of the matrix."""
        return self.input_size[0] * self.input_size[1]

    @property
    def outputs(self) -> int:
        """M, the rows of the matrix."""
        return self.rows.output * self.columns.output

    @property
    def weights(self) -> int:
        """K, the numbers of the kernel."""
        return self.kernel_size[0] * self.kernel_size[1]

    @property
    def taps(self) -> Places:
        """Which input each tap of each window reads: (M, K) int32, PADDING outside the input."""
        return _find_taps(self)

    @property
    def tap_weights(self) -> Places:
        """Which number of the kernel, counted row by row, lies on each tap: (K,) int32."""
        order = np.arange(self.weights, dtype=np.int32)
        return order[::-1].copy() if self.flipped else order

    @property
    def filled(self) -> Places:
        """Cells that hold a weight, row by row: (n, 3) int32 of output, input, tap."""
        return _find_filled(self)

    @property
    def is_toeplitz(self) -> bool:
        """Whether each diagonal holds one value throughout: a signal with stride 1."""
        return self.dimensions == 1 and self.stride == 1

    def _axis(self, axis: int) -> AxisGeometry:
        return AxisGeometry(
            self.input_size[axis],
            self.kernel_size[axis],
            self.stride,
            self.padding,
            self.padding,
            self.dilation,
        )


@lru_cache(maxsize=8)
def _find_taps(layout: TwinLayout) -> Places:
    down, across = _axis_taps(layout.rows), _axis_taps(layout.columns)  # (h, kh), (w, kw)
    flat = down[:, None, :, None] * layout.input_size[1] + across[None, :, None, :]
    inside = (down >= 0)[:, None, :, None] & (across >= 0)[None, :, None, :]
    places = np.where(inside, flat, PADDING).reshape(layout.outputs, layout.weights)
    taps = np.asarray(places, dtype=np.int32)
    taps.flags.writeable = False
    return taps


@lru_cache(maxsize=8)
def _find_filled(layout: TwinLayout) -> Places:
    output, tap = np.nonzero(layout.taps != PADDING)
    filled = np.stack([output, layout.taps[output, tap], tap], axis=1).astype(np.int32)
    filled.flags.writeable = False
    return filled


def _axis_taps(axis: AxisGeometry) -> NDArray[np.int64]:
    """Return the position each tap of each window reads, (output, kernel); -1 in the padding."""
    starts = np.arange(axis.output) * axis.stride - axis.before
    places = starts[:, None] + np.arange(axis.kernel) * axis.dilation
    return np.where((places >= 0) & (places < axis.size), places, PADDING)


def laid_on(layout: TwinLayout, kernel: Doubles) -> Doubles:
    """Return the kernel, (kh, kw) float64, as it lies on the input: turned where flipped."""
    return kernel[::-1, ::-1] if layout.flipped else kernel


def build_matrix(layout: TwinLayout, kernel: Doubles) -> Doubles:
    """Return the whole matrix, (M, N) float64, zeros written out."""
    matrix = np.zeros((layout.outputs, layout.inputs))
    output, place, tap = layout.filled.T
    matrix[output, place] = kernel.ravel()[layout.tap_weights[tap]]
    return matrix


def build_sparse(layout: TwinLayout, kernel: Doubles) -> csr_array:
    """Return the matrix as CSR, (M, N): the weights and their places alone, in float32 and int32.

    A weight that is 0 itself is stored like the others.
    """
    from scipy.sparse import csr_array

    output, place, tap = layout.filled.T
    data = kernel.ravel()[layout.tap_weights[tap]].astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(output, minlength=layout.outputs))])
    parts = (data, place, starts.astype(np.int32))
    return csr_array(parts, shape=(layout.outputs, layout.inputs))


def build_blocks(layout: TwinLayout, kernel: Doubles) -> bsr_array:
    """Return the matrix as BSR, (M, N): a block for each pair of picture rows that meet."""
    from scipy.sparse import bsr_array

    block = (layout.columns.output, layout.input_size[1])
    return bsr_array(build_sparse(layout, kernel), blocksize=block)


def apply_matrix(layout: TwinLayout, kernel: Doubles, values: Doubles) -> Doubles:
    """Return A x, (M,) float64, for (H, W) values, summed cell by cell."""
    output, place, tap = layout.filled.T
    products = kernel.ravel()[layout.tap_weights[tap]] * values.ravel()[place]
    return sum_by_place(output, products, layout.outputs)


def sum_by_place(places: Places, values: Doubles, count: int) -> Doubles:
    """Return (count,) float64: the values (n,) summed by their place (n,) in [0, count)."""
    return np.bincount(places, weights=values, minlength=count).astype(np.float64)  # int if empty


def run_layer(layout: TwinLayout, kernel: Doubles, values: Doubles) -> Doubles:
    """Return what `torch.nn.functional.conv1d` or `conv2d` makes of (H, W) values: (h, w) float64.

    PyTorch lays the kernel on as it stands; true convolution hands it the turned one.
    """
    import torch
    from torch.nn import functional

    weight = torch.from_numpy(laid_on(layout, kernel).copy())[None, None]
    given = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float64))[None, None]
    steps: dict[str, Any] = {
        "stride": layout.stride,
        "padding": layout.padding,
        "dilation": layout.dilation,
    }
    if layout.dimensions == 1:
        return np.asarray(functional.conv1d(given[:, :, 0], weight[:, :, 0], **steps)[0].numpy())
    return np.asarray(functional.conv2d(given, weight, **steps)[0, 0].numpy())


@dataclass(frozen=True, slots=True)
class MatrixSize:
    """What the matrix weighs: cells, those that hold a weight, and bytes of three ways to keep it.

    Values take 4 bytes (float32), places 4 (int32). `blocks` is None for a signal, whose blocks
    would be the matrix itself.
    """

    cells: int
    filled: int
    dense: int
    sparse: int
    blocks: int | None

    @property
    def zero_share(self) -> float:
        """Share of cells that no weight reaches, 0 to 1."""
        return 1 - self.filled / self.cells


def weigh_matrix(layout: TwinLayout, kernel: Doubles) -> MatrixSize:
    """Count cells and bytes; those of the sparse forms are read off scipy's own arrays."""
    cells = layout.outputs * layout.inputs
    blocks = build_blocks(layout, kernel) if layout.dimensions == 2 else None
    return MatrixSize(
        cells=cells,
        filled=len(layout.filled),
        dense=4 * cells,
        sparse=_stored_bytes(build_sparse(layout, kernel)),
        blocks=None if blocks is None else _stored_bytes(blocks),
    )


def _stored_bytes(matrix: csr_array | bsr_array) -> int:
    parts: Sequence[NDArray[np.generic]] = (matrix.data, matrix.indices, matrix.indptr)
    return sum(int(part.nbytes) for part in parts)


def with_scipy(layout: TwinLayout, kernel: Doubles) -> Doubles | None:
    """Return the matrix as `scipy.linalg.toeplitz` builds it; None where it is no Toeplitz matrix.

    First column and first row say everything, since each diagonal holds one value.
    """
    if not layout.is_toeplitz:
        return None
    from scipy.linalg import toeplitz

    matrix = build_matrix(layout, kernel)
    return np.asarray(toeplitz(matrix[:, 0], matrix[0]))


def scipy_mode(layout: TwinLayout) -> str | None:
    """Return the `mode` in which `scipy.linalg.convolution_matrix` makes this matrix, None if none.

    Its kernel is turned (true convolution), its stride and dilation are 1.
    """
    plain = layout.is_toeplitz and layout.dilation == 1
    if not plain or layout.inputs < layout.weights:
        return None
    if layout.padding == 0:
        return "valid"
    if layout.padding == layout.weights - 1:
        return "full"
    return "same" if 2 * layout.padding == layout.weights - 1 else None
