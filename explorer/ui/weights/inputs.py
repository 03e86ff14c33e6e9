"""What a deeper filter's inputs are: maps of other filters, and which of them it weighs most."""

from __future__ import annotations

import streamlit as st

from explorer.networks.filter_pictures import colour_tiles
from explorer.networks.layer_weights import LayerWeights, read_weights, strongest
from explorer.ui.components.tile_wall import tile_wall
from explorer.ui.language import _
from explorer.ui.weights.compute import WeightsView
from explorer.ui.weights.settings import go_to_layer, keep_kernel

MOST_INPUTS = 12


def show_inputs(view: WeightsView) -> None:
    """Show the filters behind the inputs weighed most, as pictures where they are some."""
    chosen, shares = strongest(view.bank.kernel_norms(view.number), MOST_INPUTS)
    seen = view.bank.inputs_of(view.number)
    channels = [seen[int(place)] for place in chosen]
    behind = None if view.fed_by is None else read_weights(view.network, view.fed_by)
    if behind is None or behind.kind != "colour":
        _tell_inputs(behind, channels, [float(share) for share in shares])
        return
    st.markdown(_("The inputs weighed most: filters of `{layer}`").format(layer=behind.name))
    tile_wall(
        colour_tiles(behind.weight[channels]),
        values=behind.weight[channels],
        names=[f"{channel} · {share:.1%}" for channel, share in zip(channels, shares, strict=True)],
        selected=channels.index(view.input_channel) if view.input_channel in channels else None,
        on_select=lambda index: keep_kernel(None if index is None else int(chosen[index])),
        labels={"colour": _("Mid grey is 0, each filter scaled on its own")},
        alt=_("The filters of {layer} behind the inputs with the largest weights").format(
            layer=behind.name
        ),
        key="weights_inputs",
    )
    st.caption(_("Number of the channel, and its kernel's share of the filter's Σw²."))


def _tell_inputs(behind: LayerWeights | None, channels: list[int], shares: list[float]) -> None:
    """Where the inputs are no pictures, name them, and lead to the layer they come from."""
    if behind is None:
        st.markdown(
            _(
                "Its inputs are no single layer's maps: they come from a sum or a product of "
                "several layers, so none of them has one filter that could be shown."
            )
        )
    else:
        st.markdown(
            _(
                "Its inputs are the {count} maps of `{layer}`, and that layer's filters are no "
                "pictures either."
            ).format(count=len(behind.weight), layer=behind.name)
        )
        st.button(
            _("Go to {layer}").format(layer=behind.name),
            on_click=go_to_layer,
            args=(behind.name,),
            icon=":material/arrow_back:",
            key="weights_to_inputs",
        )
    st.dataframe(
        {_("input channel"): channels, _("share of Σw²"): [f"{share:.1%}" for share in shares]},
        hide_index=True,
        width="stretch",
    )
