"""Where the bytes of a layer are: parameters, activations, gradients, the optimizer's state."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.layers.memory import MemoryCost, memory_cost
from explorer.plots.cost import stacked_figure
from explorer.ui.controls import draw_all
from explorer.ui.cost.compute import CostView
from explorer.ui.cost.settings import BATCH, DTYPE, OF_MEMORY, OPTIMIZER
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.wording import bytes_text, ratio

_MEBIBYTE = 2**20


def show_memory(view: CostView) -> None:
    """Bytes of the convolution and the linear layer for a batch, as bars and as a table."""
    values = draw_all(OF_MEMORY, st.columns(len(OF_MEMORY), vertical_alignment="bottom"))
    optimizer = None if values[OPTIMIZER.key] == "none" else values[OPTIMIZER.key]
    costs = {
        name: memory_cost(
            cost, batch=values[BATCH.key], dtype=values[DTYPE.key], optimizer=optimizer
        )
        for name, cost in (
            (_("convolution"), view.convolution),
            (_("linear layer"), view.linear),
        )
    }
    parts = _parts(list(costs.values()))
    st.plotly_chart(
        stacked_figure(
            list(costs),
            [
                (name, [n / _MEBIBYTE for n in counts], [bytes_text(n) for n in counts])
                for name, counts in parts.items()
            ],
            unit="MiB",
        ),
        width="stretch",
        key="cost_memory_chart",
        alt=_("Memory: {layers}").format(
            layers="; ".join(f"{name} {bytes_text(c.total)}" for name, c in costs.items())
        ),
    )
    st.markdown(" ".join(_describe(name, cost) for name, cost in costs.items()))
    st.table(_rows(costs, parts), hide_index=True)
    st.markdown(lesson_section("cost", "memory"))


def _parts(costs: list[MemoryCost]) -> Mapping[str, list[int]]:
    """Name what takes memory, with the bytes of each layer; what is 0 in all is left out."""
    parts = {
        _("weights and biases"): [c.parameters for c in costs],
        _("input"): [c.inputs for c in costs],
        _("output"): [c.outputs for c in costs],
        _("gradients of weights and biases"): [c.parameter_gradients for c in costs],
        _("gradients of input and output"): [c.activation_gradients for c in costs],
        _("optimizer's state"): [c.optimizer_state for c in costs],
    }
    return {name: counts for name, counts in parts.items() if any(counts)}


def _describe(name: str, cost: MemoryCost) -> str:
    return _(
        "The {layer} holds {total}: {share} % of it grows with the batch, the rest with the number "
        "of parameters."
    ).format(
        layer=name, total=bytes_text(cost.total), share=ratio(100 * cost.activations / cost.total)
    )


def _rows(costs: Mapping[str, MemoryCost], parts: Mapping[str, list[int]]) -> dict[str, list[str]]:
    rows = {"": [*parts, _("together")]}
    for place, (name, cost) in enumerate(costs.items()):
        rows[name] = [
            *(bytes_text(counts[place]) for counts in parts.values()),
            bytes_text(cost.total),
        ]
    return rows
