"""From network, layer and size to the unit that the receptive-field page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.layers.stack_code import encode_stack
from explorer.layers.stack_presets import PRESETS
from explorer.networks.feeding import feed_network, show_range
from explorer.ui.language import _
from explorer.ui.link import write_link
from explorer.ui.picture_picker import chosen_picture
from explorer.ui.place import Place
from explorer.ui.receptive_field.compute import FieldView, look_at_unit
from explorer.ui.receptive_field.networks import analyse, default_layer, load_network
from explorer.ui.receptive_field.settings import (
    NETWORK,
    PRESET_KEY,
    STACK,
    STACK_NETWORK,
    layer_choice,
)
from explorer.ui.warm_up import freeze_imports


def choose_unit(values: Mapping[str, Any], place: Place) -> FieldView:
    """Load the network, draw the select box of its layers and look at the chosen unit.

    Raises SettingError where the network does not fit the picture.
    """
    shown = chosen_picture(int(values["rf_size"]))
    with st.spinner(_("Building the network, once per server start …"), show_time=True):
        network = load_network(values["rf_network"], find_stack(values), shown.height)
    inputs = feed_network(show_range(shown), network.in_channels)
    analysis = analyse(network, network.key, inputs.shape)
    freeze_imports()
    names = [layer.name for layer in analysis.fields]
    layer = layer_choice(names, default_layer(analysis.fields)).draw(place)
    return look_at_unit(network, analysis, shown, inputs, {**values, "rf_layer": layer})


def find_stack(values: Mapping[str, Any]) -> str:
    """Return the code of the stack built on the architecture page, "" where there is none.

    A preset left as it is has no code there: this page's link then carries the preset's.
    """
    code = str(values[STACK.key])
    preset = PRESETS.get(str(st.session_state.get(PRESET_KEY, "")))
    if code or preset is None or values[NETWORK.key] != STACK_NETWORK:
        return code
    code = encode_stack(preset.layers)
    write_link(STACK.key, code, STACK.default)
    return code
