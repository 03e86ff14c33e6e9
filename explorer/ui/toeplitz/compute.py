"""From the controls to one layer: input, kernel, layout, weights and output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, cast

import numpy as np

from explorer.data.pictures import to_grey
from explorer.data.samples import load_sample
from explorer.errors import SettingError
from explorer.signals.toeplitz import Doubles, TwinLayout, run_layer
from explorer.signals.transposed import Gradients, by_matrix
from explorer.signals.typed_numbers import parse_numbers
from explorer.signals.untying import Tie, Untied, untie
from explorer.text import N_
from explorer.ui.toeplitz.settings import LARGE, LARGE_SIDE, SAMPLES

_MANY = 100  # numbers on a side: a text holds no more


@dataclass(frozen=True, slots=True, eq=False)
class TwinView:
    """One layer on one input.

    `values` (H, W) and `kernel` (kh, kw) float64 as typed; `output` (M,) of `layer`, whose weights
    may be untied; `tied` (M,) of the convolution itself. `load_code` makes `picture`, "" where the
    input is typed or random. `at` is the output on show.
    """

    values: Doubles
    kernel: Doubles
    layout: TwinLayout
    layer: Untied
    output: Doubles
    tied: Doubles
    at: int
    seed: int
    random_input: bool
    load_code: str

    @property
    def tie(self) -> Tie:
        """Which weights are shared."""
        return self.layer.tie

    @property
    def letters(self) -> list[str]:
        """A letter for each number of the kernel, row by row."""
        return list(ascii_lowercase[: self.layout.weights])

    def output_name(self, index: int) -> str:
        """Write an output as formulas name it."""
        return f"y[{index}]"


def run_twin(values: Mapping[str, Any]) -> TwinView:
    """Build the layer that the controls say; raises SettingError for an impossible one."""
    chosen = values["toeplitz_input"]
    flat = chosen in {"typed", "random"}
    given, load_code = _read_input(values)
    kernel = _read(values["toeplitz_kernel" if flat else "toeplitz_kernel_2d"])
    layout = TwinLayout(
        (given.shape[0], given.shape[1]),
        (kernel.shape[0], kernel.shape[1]),
        stride=values["toeplitz_stride"],
        padding=values["toeplitz_padding"],
        dilation=values["toeplitz_dilation"],
        flipped=values["toeplitz_operation"] == "convolution",
        dimensions=1 if flat else 2,
    )
    seed = values["toeplitz_seed"]
    layer = untie(layout, kernel, cast(Tie, values["toeplitz_weights"]), seed)
    tied = run_layer(layout, kernel, given).ravel()
    output = tied if layer.tie == "tied" else layer.apply(given)
    at = min(int(values["toeplitz_at"]), layout.outputs - 1)
    return TwinView(
        given, kernel, layout, layer, output, tied, at, seed, chosen == "random", load_code
    )


def _read_input(values: Mapping[str, Any]) -> tuple[Doubles, str]:
    """Return the input, (H, W) float64, and the code of a sample picture."""
    chosen = values["toeplitz_input"]
    if chosen == "random":
        generator = np.random.default_rng(values["toeplitz_seed"])
        return generator.integers(0, 10, (1, values["toeplitz_length"])).astype(np.float64), ""
    if chosen in {*SAMPLES, LARGE}:
        picture = load_sample(chosen, LARGE_SIDE if chosen == LARGE else None)
        return to_grey(picture.pixels)[0].astype(np.float64), picture.load_code
    return _read(values["toeplitz_signal" if chosen == "typed" else "toeplitz_picture"]), ""


def _read(text: str) -> Doubles:
    return parse_numbers(text, most_rows=_MANY, most_columns=_MANY)


def read_arriving(view: TwinView, choice: str, text: str) -> Doubles:
    """Return g, (h, w) float64; raises SettingError where the typed one has another length."""
    size = view.layout.output_size
    if choice == "ones":
        return np.ones(size)
    if choice == "one":
        arriving = np.zeros(view.layout.outputs)
        arriving[view.at] = 1
        return arriving.reshape(size)
    typed = _read(text)
    if typed.size != view.layout.outputs:
        raise SettingError(
            N_("g has {count} numbers and there are {outputs} outputs: type {outputs} numbers"),
            count=typed.size,
            outputs=view.layout.outputs,
        )
    return typed.reshape(size)


def gradients_of(view: TwinView, arriving: Doubles) -> Gradients:
    """Return both gradients of the convolution by its matrix."""
    return by_matrix(view.layout, view.kernel, view.values, arriving)
