"""The weights page's controls, and what of them a layer can use."""

from __future__ import annotations

import streamlit as st

from explorer.networks.layer_weights import LayerWeights
from explorer.text import N_
from explorer.ui.controls import Choice, Code, Control, parse_whole
from explorer.ui.language import _
from explorer.ui.link import read_link, set_controls
from explorer.ui.networks.settings import INPUT_SIZE, LAYER_KEY, NETWORK, SOURCE
from explorer.ui.place import Place

_NUMBER = "weights_number"  # the stepper's own key: `filter` is a choice of words elsewhere


def _any_text(_text: str) -> None:
    """Accept what another page or another layer may have left: what fits is found out later."""


LAYER = Code(LAYER_KEY, _any_text)  # its select box depends on the network
FILTER = Code("filter", _any_text)
KERNEL = Code("weights_kernel", _any_text)  # empty: the one with the largest weights
ORDER = Choice(
    "weights_order",
    N_("Order"),
    {
        "stored": N_("as stored"),
        "norm": N_("by norm"),
        "hue": N_("by hue"),
        "orientation": N_("by orientation"),
    },
    "stored",
    help=N_(
        "Norm: √Σw², largest first. Hue: of the filter's main colour, grey ones last. "
        "Orientation: the angle across its stripes, filters without one direction last."
    ),
)
PLAIN_ORDER = Choice(
    ORDER.key,
    ORDER.label,
    {key: ORDER.options[key] for key in ("stored", "norm")},
    ORDER.default,
    help=N_("Norm: √Σw², largest first."),
)
SCALE = Choice(
    "weights_scale",
    N_("Colour scale"),
    {"each": N_("each on its own"), "shared": N_("one for all")},
    "each",
    help=N_(
        "Mid grey is a weight of 0. Each filter's largest |w| fills the scale, or the largest of "
        "all filters does."
    ),
)
VIEW = Choice(
    "weights_view",
    N_("Look closer"),
    {
        "response": N_("On the picture"),
        "filter": N_("The filter itself"),
        "norms": N_("Against a random start"),
        "structure": N_("Structure"),
        "code": N_("PyTorch code"),
    },
    "response",
    widget="segments",
    show_label=False,
)

CONTROLS: tuple[Control, ...] = (
    NETWORK,
    SOURCE,
    LAYER,
    FILTER,
    KERNEL,
    ORDER,
    SCALE,
    VIEW,
    INPUT_SIZE,
)


def settle(control: Code, count: int) -> int | None:
    """Return the number a text control holds, None (and the control empty) where it is none.

    A number past the end is said; what is no number comes from another page and is let go.
    """
    read_link(control.key, control.parse, control.default)
    asked = str(st.session_state.get(control.key) or "")
    number = parse_whole(asked, 0, 10**8)
    if number is not None and number >= count:
        st.caption(
            ":material/info: "
            + _("There is no number {asked} here, they run from 0 to {last}.").format(
                asked=number, last=count - 1
            )
        )
        number = None
    if number is None:
        st.session_state[control.key] = control.default
    control.draw()
    return number


def choose_filter(bank: LayerWeights, place: Place) -> int:
    """Draw the stepper of the layer's filters and return the number chosen."""
    count = len(bank.weight)
    number = settle(FILTER, count) or 0
    st.session_state[_NUMBER] = number
    place.number_input(
        _("Filter, 0 to {last}").format(last=count - 1),
        0,
        count - 1,
        key=_NUMBER,
        on_change=_keep_number,
    )
    return number


def _keep_number() -> None:
    keep_filter(int(st.session_state[_NUMBER]))


def keep_filter(number: int | None) -> None:
    """Choose a filter, from a callback."""
    if number is not None:
        set_controls({FILTER.key: str(number), KERNEL.key: ""})


def keep_kernel(number: int | None) -> None:
    """Choose one of the filter's kernels, from a callback."""
    if number is not None:
        set_controls({KERNEL.key: str(number)})


def go_to_layer(name: str) -> None:
    """Choose a layer, from a callback."""
    set_controls({LAYER.key: name, FILTER.key: "", KERNEL.key: ""})
