"""The walls: a first layer's filters in colour beside random ones, a deeper filter's kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.networks.filter_pictures import Order, colour_tiles, order_filters
from explorer.networks.layer_weights import LayerWeights, strongest
from explorer.networks.loaded_network import RANDOM_SEED
from explorer.networks.network_list import NETWORKS
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.choosing import source_name
from explorer.ui.numerals import show_number
from explorer.ui.weights.compute import WeightsView, measure_layer
from explorer.ui.weights.inputs import show_inputs
from explorer.ui.weights.pointwise import show_pointwise
from explorer.ui.weights.sentences import describe_quality
from explorer.ui.weights.settings import keep_filter, keep_kernel

MOST_TILES = 512


def show_walls(view: WeightsView, values: Mapping[str, str]) -> None:
    """Draw the layer in the way its filters can be looked at."""
    if view.bank.kind == "pointwise":
        show_pointwise(view)
        return
    draw = {"colour": _show_colours, "maps": _show_kernels, "depthwise": _show_depthwise}
    draw[view.bank.kind](view, values)


def whose(view: WeightsView) -> str:
    """Name network, layer and the source of the weights."""
    if view.network.source == "random":
        return whose_start(view)
    return _("{network}, `{layer}` · **{source}**").format(
        network=NETWORKS[view.network.name].title,
        layer=view.bank.name,
        source=source_name(view.network),
    )


def whose_start(view: WeightsView) -> str:
    """Name the random weights, and which they are."""
    return _("{network}, `{layer}` · **random**: He's start, seed {seed}").format(
        network=NETWORKS[view.network.name].title, layer=view.bank.name, seed=RANDOM_SEED
    )


def _show_colours(view: WeightsView, values: Mapping[str, str]) -> None:
    banks = [bank for bank in (view.bank, view.start) if bank is not None]
    shared = values["weights_scale"] == "shared"
    for place, bank in zip(st.columns(len(banks)), banks, strict=True):
        limit = float(np.abs(bank.weight).max()) if shared else None
        with place:
            _show_wall(view, bank, cast(Order, values["weights_order"]), limit)
    if view.network.source == "offline":
        st.caption(lesson_section("weights", "pack_start"))


def _show_wall(view: WeightsView, bank: LayerWeights, order: Order, limit: float | None) -> None:
    own = bank is view.bank
    source = view.network.key if own else f"{view.network.name}:random"
    figures = measure_layer(bank, source, bank.name)
    numbers = order_filters(figures, order)
    st.markdown(whose(view) if own else whose_start(view))
    tile_wall(
        colour_tiles(bank.weight, limit)[numbers],
        values=bank.weight[numbers],
        names=[str(number) for number in numbers],
        selected=int(np.flatnonzero(numbers == view.number)[0]) if own else None,
        on_select=_picker(numbers) if own else None,
        labels={"colour": _scale_words(limit)},
        alt=_("{count} filters of {layer} as colour tiles, {source}").format(
            count=len(numbers),
            layer=bank.name,
            source=source_name(view.network) if own else _("random"),
        ),
        key="weights_wall" if own else "weights_start_wall",
    )
    st.caption(describe_quality(figures))


def _scale_words(limit: float | None) -> str:
    if limit is None:
        return _("Mid grey is 0, each filter scaled on its own")
    return _("Mid grey is 0, one scale for all filters of this wall, ±{limit}").format(
        limit=show_number(limit)
    )


def _picker(numbers: NDArray[np.intp]) -> Callable[[int | None], None]:
    def pick(index: int | None) -> None:
        keep_filter(None if index is None else int(numbers[index]))

    return pick


def _show_kernels(view: WeightsView, values: Mapping[str, str]) -> None:
    """A filter's kernels, one an input channel; beside them, what those channels are."""
    norms = view.bank.kernel_norms(view.number)
    numbers = _bound(np.arange(len(norms)), norms, values["weights_order"])
    seen = view.bank.inputs_of(view.number)
    wall, beside = st.columns([3, 2])
    with wall:
        st.markdown(whose(view) + _(" · filter {number}").format(number=view.number))
        tile_wall(
            view.weight[numbers],
            names=[str(seen[number]) for number in numbers],
            selected=_position(numbers, view.kernel),
            on_select=lambda index: keep_kernel(None if index is None else int(numbers[index])),
            alt=_("The kernels of filter {number} of {layer}, one an input channel").format(
                number=view.number, layer=view.bank.name
            ),
            key="weights_kernels",
        )
        _say_bound(len(numbers), len(norms))
    with beside:
        show_inputs(view)


def _show_depthwise(view: WeightsView, values: Mapping[str, str]) -> None:
    """All kernels of a layer that gives each map one of its own."""
    norms = view.bank.norms
    numbers = _bound(np.arange(len(norms)), norms, values["weights_order"])
    st.markdown(whose(view))
    tile_wall(
        view.bank.weight[numbers, 0],
        names=[str(number) for number in numbers],
        selected=_position(numbers, view.number),
        on_select=_picker(numbers),
        alt=_("{count} kernels of {layer}, one a map").format(
            count=len(numbers), layer=view.bank.name
        ),
        key="weights_depthwise",
    )
    _say_bound(len(numbers), len(norms))


def _bound(numbers: NDArray[np.intp], norms: NDArray[np.float32], order: str) -> NDArray[np.intp]:
    """Put tiles in their order; past 512 only those with the largest norms stay."""
    if order == "norm" or len(numbers) > MOST_TILES:
        kept, _shares = strongest(norms, MOST_TILES)
        return kept if order == "norm" else np.sort(kept)
    return numbers


def _position(numbers: NDArray[np.intp], number: int) -> int | None:
    found = np.flatnonzero(numbers == number)
    return int(found[0]) if len(found) else None


def _say_bound(shown: int, count: int) -> None:
    if shown < count:
        st.caption(
            _("{shown} of {count} kernels are drawn, those with the largest norms.").format(
                shown=shown, count=count
            )
        )
