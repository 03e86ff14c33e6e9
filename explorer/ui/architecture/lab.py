"""The architecture page's picture: the network to scale, what does not fit, and the numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.catalog import find_page
from explorer.layers.layer_shapes import LayerStep, product_text
from explorer.layers.stack_presets import PRESETS
from explorer.layers.stack_repairs import Repair
from explorer.layers.stack_text import write_layer
from explorer.ui.architecture.compute import NetworkView, is_slab, tone_of
from explorer.ui.architecture.sentences import (
    describe_network,
    layer_formulas,
    network_name,
    shape_chain,
    share_text,
)
from explorer.ui.architecture.settings import (
    CHANNELS,
    LAYER,
    MOST_INPUT,
    PRESET,
    SIZE,
    stack_values,
)
from explorer.ui.components.network_drawing import NetworkBlock, network_drawing
from explorer.ui.language import _, ngettext
from explorer.ui.layout import what_you_see
from explorer.ui.link import set_controls
from explorer.ui.problems import tell
from explorer.ui.receptive_field.settings import NETWORK, STACK_NETWORK
from explorer.ui.receptive_field.settings import SIZE as FED_SIZE
from explorer.ui.wording import bytes_text

_FIELD_PX = 168


def draw_inputs() -> dict[str, Any]:
    """Draw network and input size in a row; return their values, "" for the network's own size."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    key = PRESET.draw(row)
    channels, side, _width = PRESETS[key].input_shape
    names = (_("input channels"), _("input height = width"))
    values: dict[str, Any] = {PRESET.key: key}
    for control, name, own in zip((CHANNELS, SIZE), names, (channels, side), strict=True):
        values[control.key] = control.draw()
        field = f"{control.key}_field"
        st.session_state[field] = int(values[control.key] or own)
        row.number_input(
            name,
            width=_FIELD_PX,
            min_value=1,
            max_value=MOST_INPUT,
            key=field,
            help=_("The network was made for {own}.").format(own=own),
            on_change=_take_size,
            args=(control.key, field, own),
        )
    return values


def _take_size(key: str, field: str, own: int) -> None:
    """Keep what was typed, from the field's callback; the network's own size needs no link."""
    value = st.session_state[field]
    set_controls({key: "" if value in {None, own} else str(value)})


def draw_network(view: NetworkView, key: str, *, choosable: bool = True) -> None:
    """The network as a row of blocks; a click chooses the layer that is edited below."""
    network_drawing(
        network_blocks(view),
        selected=view.state.selected if choosable else None,
        on_select=_choose_layer if choosable else None,
        alt=_("{name} to scale, {layers} layers after an input of {shape}").format(
            name=network_name(view.state),
            layers=len(view.state.stack),
            shape=product_text(view.state.input_shape),
        ),
        key=key,
    )


def _choose_layer(index: int) -> None:
    set_controls({LAYER.key: str(index) if index else LAYER.default})


def network_blocks(view: NetworkView) -> list[NetworkBlock]:
    """The input and every layer as blocks; after a misfit shapes are not known."""
    shape = view.state.input_shape
    told = _("{shape}: what comes in").format(shape=product_text(shape))
    blocks = [NetworkBlock(_("Input"), shape, tone="input", details=told)]
    for index, step in enumerate(view.walk.steps):
        blocks.append(
            NetworkBlock(
                f"{index} {step.layer.kind}",
                step.output_shape,
                step.parameters,
                step.multiply_adds,
                _tell_step(view, step),
                tone_of(step.layer),
                is_slab(step.layer),
            )
        )
    misfit = view.walk.misfit
    for index, layer in enumerate(view.state.stack[len(blocks) - 1 :], start=len(blocks) - 1):
        here = misfit is not None and index == misfit.index
        why = tell(misfit.error) if misfit and here else _("its input is not known")
        blocks.append(
            NetworkBlock(
                f"{index} {layer.kind}",
                (),
                details=f"{write_layer(layer)}: {why}",
                tone=tone_of(layer),
                status="misfit" if here else "unknown",
            )
        )
    return blocks


def _tell_step(view: NetworkView, step: LayerStep) -> str:
    """What is told of a layer that is pointed at."""
    parts = [
        write_layer(step.layer),
        f"{product_text(step.input_shape)} → {product_text(step.output_shape)}",
    ]
    totals = (view.walk.total("parameters"), view.walk.total("multiply_adds"))
    if step.parameters:
        told = ngettext("{count} parameter", "{count} parameters", step.parameters)
        share = share_text(step.parameters / totals[0])
        parts.append(told.format(count=f"{step.parameters:,}") + f" ({share})")
    if step.multiply_adds:
        told = ngettext("{count} multiply-add", "{count} multiply-adds", step.multiply_adds)
        share = share_text(step.multiply_adds / totals[1])
        parts.append(told.format(count=f"{step.multiply_adds:,}") + f" ({share})")
    memory = bytes_text(step.activation_bytes)
    parts.append(_("its output takes {memory} in float32").format(memory=memory))
    return " · ".join(parts)


def say_misfit(view: NetworkView) -> None:
    """What does not fit, and a button for each way to mend it."""
    misfit = view.walk.misfit
    if misfit is None:
        return
    st.warning(
        _("Layer {index}, {kind}, does not fit.").format(
            index=misfit.index, kind=view.state.stack[misfit.index].kind
        )
        + " "
        + tell(misfit.error),
        icon=":material/build:",
    )
    with st.container(horizontal=True):
        for number, repair in enumerate(misfit.repairs):
            st.button(
                _tell_repair(repair),
                key=f"arch_repair_{number}",
                icon=":material/handyman:",
                on_click=set_controls,
                args=(stack_values(view.state.preset, repair.layers, misfit.index),),
            )


def _tell_repair(repair: Repair) -> str:
    told = _(repair.template).format(**repair.values)
    if repair.further:
        told += " " + ngettext(
            "(and {count} further change)", "(and {count} further changes)", repair.further
        ).format(count=repair.further)
    return told[:1].upper() + told[1:]


def say_what(view: NetworkView) -> None:
    """The sentences, right below the drawing that they are about."""
    what_you_see(describe_network(view))


def show_numbers(view: NetworkView) -> None:
    """The totals, the formulas with the numbers in them, and the way on to the next page."""
    walk = view.walk
    numbers = {
        _("Layers"): f"{len(view.state.stack):,}",
        _("Parameters"): f"{walk.total('parameters'):,}",
        _("Multiply-adds"): f"{walk.total('multiply_adds'):,}",
        _("Output shape"): product_text(walk.output_shape) if view.fits else "–",
        _("Activations"): bytes_text(walk.total("activation_bytes")),
    }
    for place, (label, value) in zip(st.columns([2, 3, 4, 3, 3]), numbers.items(), strict=True):
        place.metric(label, value)
    st.latex(shape_chain(view))
    formulas = layer_formulas(view)
    if formulas:
        st.latex(formulas)
    preset = PRESETS[view.state.preset]
    if not view.state.edited:
        note = " · ".join(part for part in (_(preset.note), preset.source) if part)
        st.caption(note, text_alignment="center")
    if view.walk.steps:
        _link_fields(view)


def _link_fields(view: NetworkView) -> None:
    """The way to what this network's units see, fed as it is here where that page can."""
    side = str(view.state.input_shape[1])
    st.page_link(
        find_page("receptive_field").path,
        label=_("What does a unit of this network see?"),
        icon=":material/center_focus_strong:",
        query_params={NETWORK.key: STACK_NETWORK}
        | ({FED_SIZE.key: side} if side in FED_SIZE.options else {}),
    )
