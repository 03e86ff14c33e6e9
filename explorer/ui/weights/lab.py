"""The weights page's choices, its numbers, and what they mean."""

from __future__ import annotations

import streamlit as st

from explorer.ui.language import _
from explorer.ui.layout import what_you_see
from explorer.ui.networks.choosing import choose_layer, choose_network, show_source
from explorer.ui.numerals import show_number
from explorer.ui.weights.compute import WeightsView, look_at_layer, start_of
from explorer.ui.weights.sentences import describe, norm_formula
from explorer.ui.weights.settings import (
    KERNEL,
    ORDER,
    PLAIN_ORDER,
    SCALE,
    choose_filter,
    settle,
)


def choose_view() -> tuple[WeightsView, dict[str, str]]:
    """Draw the choices in one row and return what they lead to."""
    with st.container(key="page_choices"):
        places = st.columns(6, vertical_alignment="bottom")
    network = choose_network(places[0], places[1])
    bank, fed_by = look_at_layer(network, choose_layer(network, places[2]))
    number = choose_filter(bank, places[3])
    kernel = settle(KERNEL, bank.weight.shape[1])
    if kernel is None:
        kernel = int(bank.kernel_norms(number).argmax())
    view = WeightsView(network, bank, start_of(network, bank.name), fed_by, number, kernel)
    colour = bank.kind == "colour"
    values = {ORDER.key: (ORDER if colour else PLAIN_ORDER).draw(places[4])}
    values[SCALE.key] = SCALE.draw(places[5]) if colour else SCALE.default
    return view, values


def show_numbers(view: WeightsView) -> None:
    """Whose weights, how many, the filter's norm; the sentences and the formula."""
    source, shape, parameters, norm = st.columns(4)
    show_source(view.network, source)
    shape.metric(_("Weight shape"), " × ".join(map(str, view.bank.weight.shape)))
    biases = 0 if view.bank.bias is None else len(view.bank.bias)
    parameters.metric(_("Parameters"), f"{view.bank.weight.size + biases:,}")
    norm.metric(
        _("Norm of filter {number}").format(number=view.number),
        show_number(float(view.bank.norms[view.number])),
    )
    what_you_see(describe(view))
    st.latex(norm_formula(view))
