"""Weights untied step by step: one kernel for all outputs, one for each, one weight a cell.

A convolution, a locally connected layer and a fully connected one are the same product y = A x;
they differ in which cells of A are free.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.signals.toeplitz import Doubles, TwinLayout, apply_matrix, sum_by_place

Tie = Literal["tied", "local", "full"]
TIES: tuple[Tie, ...] = get_args(Tie)
LARGEST_DRAWN = 5  # untied weights are whole numbers from -5 to 5 without 0


@dataclass(frozen=True, slots=True, eq=False)
class Untied:
    """Weights of one of the three layers, float64.

    "tied": (K,), the kernel row by row; "local": (M, K), by output and tap; "full": (M, N).
    """

    layout: TwinLayout
    tie: Tie
    weights: Doubles

    @property
    def parameters(self) -> int:
        """How many numbers are free."""
        return count_parameters(self.layout, self.tie)

    def apply(self, values: Doubles) -> Doubles:
        """Return A x, (M,) float64, for (H, W) values."""
        if self.tie == "tied":
            return apply_matrix(self.layout, self.weights, values)
        if self.tie == "full":
            return np.asarray(self.weights @ values.ravel())
        output, place, tap = self.layout.filled.T
        products = self.weights[output, tap] * values.ravel()[place]
        return sum_by_place(output, products, self.layout.outputs)


def count_parameters(layout: TwinLayout, tie: Tie) -> int:
    """Return K, M·K or M·N; a locally connected layer has its weights for the padding too."""
    return {
        "tied": layout.weights,
        "local": layout.outputs * layout.weights,
        "full": layout.outputs * layout.inputs,
    }[tie]


def untie(layout: TwinLayout, kernel: Doubles, tie: Tie, seed: int) -> Untied:
    """Return the layer: the kernel itself where tied, else weights drawn at random.

    Drawn: whole numbers from -5 to 5 without 0, each as likely, by `numpy.random.default_rng`.
    """
    if tie == "tied":
        return Untied(layout, tie, kernel.ravel().astype(np.float64))
    columns = layout.weights if tie == "local" else layout.inputs
    return Untied(layout, tie, draw_weights((layout.outputs, columns), seed))


@lru_cache(maxsize=4)  # 7 MB each where half a million cells are full
def draw_weights(shape: tuple[int, int], seed: int) -> Doubles:
    """Draw whole numbers from -5 to 5 without 0, (rows, columns) float64, read-only."""
    generator = np.random.default_rng(seed)
    size = generator.integers(1, LARGEST_DRAWN + 1, shape)
    sign = generator.integers(0, 2, shape) * 2 - 1
    weights = (size * sign).astype(np.float64)
    weights.flags.writeable = False
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class ShiftTrial:
    """One input moved right by `cells`, and the outputs before and after, all float64.

    `before`, `after`: (h, w); `moved`: `before` moved right by one output, NaN where there is
    nothing to move in. `compared`: (h, w) bool, outputs whose windows hold no padding before and
    after, and no cell that came in at the edge.
    """

    cells: int
    shifted: Doubles
    before: Doubles
    after: Doubles
    moved: Doubles
    compared: NDArray[np.bool_]

    @property
    def gap(self) -> float | None:
        """Largest difference between `after` and `moved`; None where nothing can be compared."""
        if not self.compared.any():
            return None
        return float(np.abs(self.after - self.moved)[self.compared].max())


def try_shift(layer: Untied, values: Doubles) -> ShiftTrial:
    """Move (H, W) values right by one step of the window and run the layer again.

    A zero comes in on the left, the last cells fall out on the right.
    """
    layout = layer.layout
    cells = layout.stride
    shifted = np.zeros_like(values)
    shifted[:, cells:] = values[:, : max(0, values.shape[1] - cells)]
    before = layer.apply(values).reshape(layout.output_size)
    after = layer.apply(shifted).reshape(layout.output_size)
    moved = np.full_like(before, np.nan)
    moved[:, 1:] = before[:, :-1]
    inside = np.asarray((layout.taps >= 0).all(axis=1)).reshape(layout.output_size)
    compared = np.zeros(layout.output_size, dtype=np.bool_)
    compared[:, 1:] = inside[:, 1:] & inside[:, :-1]
    return ShiftTrial(cells, shifted, before, after, moved, compared)
