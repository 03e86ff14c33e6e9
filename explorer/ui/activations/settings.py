"""The activations page's controls."""

from __future__ import annotations

from explorer.data.samples import sample_titles
from explorer.errors import SettingError
from explorer.text import N_
from explorer.ui.activations.insight_settings import INSIGHT_CONTROLS
from explorer.ui.controls import Choice, Code, Control, Real, parse_whole
from explorer.ui.networks.settings import INPUT_SIZE, LAYER_KEY, NETWORK, SOURCE, check_layer

MOST_CHANNELS = 4096


def _check_channel(text: str) -> None:
    if text and parse_whole(text, 0, MOST_CHANNELS - 1) is None:
        raise SettingError(N_("there is no channel {number}: click a map"), number=text[:20])


LAYER = Code(LAYER_KEY, check_layer)  # its select box depends on the network: `layer_choice`
CHANNEL = Code(
    "channel", _check_channel, holds=N_("a channel's number, from 0")
)  # empty: the one that answers most strongly
STAGE = Choice(
    "activation_stage",
    N_("Values"),
    {"before": N_("before the activation"), "after": N_("after it")},
    "after",
    widget="segments",
    help=N_(
        "A hook on a convolution sees its values before the ReLU; one on the ReLU sees what the "
        "next layer is given."
    ),
)
SHOW = Choice(
    "activation_show",
    N_("Show"),
    {
        "activation": N_("activation"),
        "gradient": N_("gradient"),
        "product": N_("activation × gradient"),
    },
    "activation",
    widget="segments",
    help=N_(
        "Gradient: how the score of the class in first place changes with each value of these "
        "maps, read by backward hooks."
    ),
)
SORT = Choice(
    "activation_sort",
    N_("Sorted"),
    {
        "stored": N_("as stored"),
        "mean": N_("by mean"),
        "max": N_("by maximum"),
        "sparsity": N_("by sparsity"),
    },
    "stored",
    help=N_("The largest first. Sparsity is the share of values that are not above zero."),
)
OPACITY = Real(
    "activation_opacity",
    N_("Opacity of the map"),
    0.0,
    1.0,
    0.6,
    0.05,
    N_("0 is the picture alone, 1 the map alone."),
)
VIEW = Choice(
    "activation_view",
    N_("Look closer"),
    {
        "places": N_("Strongest places"),
        "pair": N_("Two pictures"),
        "best": N_("Top 9"),
        "excite": N_("What excites it"),
        "saliency": N_("Saliency"),
        "dead": N_("Dead filters"),
        "code": N_("PyTorch code"),
    },
    "places",
    widget="segments",
    show_label=False,
)
OTHER = Choice("activation_other", N_("Second picture"), sample_titles(), "coffee")

CONTROLS: tuple[Control, ...] = (
    NETWORK,
    SOURCE,
    LAYER,
    INPUT_SIZE,
    STAGE,
    SHOW,
    SORT,
    CHANNEL,
    OPACITY,
    VIEW,
    OTHER,
    *INSIGHT_CONTROLS,
)
