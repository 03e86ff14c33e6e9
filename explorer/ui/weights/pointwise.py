"""A 1 × 1 layer: no kernel has a shape, a filter is one number an input channel."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.plots.ramps import signed_map
from explorer.plots.weights import weight_bars_figure
from explorer.ui.language import _
from explorer.ui.networks.choosing import source_name
from explorer.ui.numerals import show_number
from explorer.ui.weights.compute import WeightsView
from explorer.ui.weights.inputs import show_inputs

_LEAST_SIDE = 320


def show_pointwise(view: WeightsView) -> None:
    """The filter's weights as bars, and the whole layer as a matrix, a row a filter."""
    matrix = view.bank.weight[:, :, 0, 0]
    bars, beside = st.columns([3, 2])
    bars.markdown(
        _(
            "`{layer}`, filter {number} · **{source}**: {count} weights, one an input channel"
        ).format(
            layer=view.bank.name,
            number=view.number,
            source=source_name(view.network),
            count=matrix.shape[1],
        )
    )
    bars.plotly_chart(
        weight_bars_figure(
            matrix[view.number].tolist(),
            view.kernel,
            channel_label=_("input channel"),
            weight_label=_("weight"),
        ),
        width="stretch",
        key="weights_bars",
        alt=_("The weights of filter {number}, a bar an input channel").format(number=view.number),
    )
    with bars:
        _show_matrix(view)
    with beside:
        show_inputs(view)


def _show_matrix(view: WeightsView) -> None:
    matrix = view.bank.weight[:, :, 0, 0]
    words = _("The layer as a matrix: {rows} filters down, {columns} inputs across.")
    if len(matrix) > matrix.shape[1]:
        matrix = matrix.T  # the longer side lies across
        words = _("The layer as a matrix: {rows} inputs down, {columns} filters across.")
    limit = float(np.abs(matrix).max())
    st.image(
        signed_map(matrix, limit, _LEAST_SIDE),
        caption=words.format(rows=matrix.shape[0], columns=matrix.shape[1])
        + " "
        + _("Blue is negative, orange positive, one scale for all, ±{limit}.").format(
            limit=show_number(limit)
        ),
        alt=_("The weights of {layer} as a matrix").format(layer=view.bank.name),
        width="stretch",
    )
