"""What the activations page says about the layer on screen."""

from __future__ import annotations

import numpy as np

from explorer.ui.activations.compute import LayerView, plain_activation
from explorer.ui.activations.predictions import class_name
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number


def value_text(value: float) -> str:
    """Write one value as the whole page does."""
    return show_number(value)


def stage_name(found: LayerView) -> str:
    """Say at which point the values were taken."""
    layer = found.view.layer
    if found.view.stage == "after":
        return _("after {activation}").format(activation=layer.activation)
    if layer.after is None:
        return _("as they go on")
    return _("before {activation}").format(activation=layer.activation)


def shown_name(found: LayerView) -> str:
    """Name what is shown: what it is, and where it was taken."""
    stage = stage_name(found)
    names = {
        "activation": _("activation {stage}"),
        "gradient": _("gradient {stage}"),
        "product": _("activation × gradient {stage}"),
    }
    return names[found.show].format(stage=stage)


def describe_layer(found: LayerView) -> list[str]:
    """Say in three to five sentences what the layer and the chosen channel answer."""
    return [_layer(found), _hook(found), *_channel(found), *_gradient(found), *_size(found)]


def _layer(found: LayerView) -> str:
    count, height, width = found.view.maps.shape
    silent = int((found.view.maps <= 0).all(axis=(1, 2)).sum())
    told = ngettext(
        "`{layer}` makes {count} map of {height} × {width} values of this picture",
        "`{layer}` makes {count} maps of {height} × {width} values of this picture",
        count,
    ).format(layer=found.view.layer.name, count=count, height=height, width=width)
    if not silent:
        return told + _("; each of them is above zero somewhere.")
    return told + ngettext(
        "; {count} of them is nowhere above zero.",
        "; {count} of them are nowhere above zero.",
        silent,
    ).format(count=silent)


def _hook(found: LayerView) -> str:
    layer = found.view.layer
    if found.view.stage == "before":
        return _("Seen as a hook on the convolution sees them: negative values included.")
    if plain_activation(found.view):
        return _(
            "Seen by a hook on the {activation} behind it, `{module}`; one on the convolution "
            "would see the values before it."
        ).format(activation=layer.activation, module=found.view.tap.module)
    return _(
        "Seen by a hook on `{module}`, the next {activation}: a normalisation or a sum has acted "
        "in between."
    ).format(activation=layer.activation, module=found.view.tap.module)


def _channel(found: LayerView) -> list[str]:
    values = found.view.maps[found.channel]
    most = float(values.max())
    if most <= 0:
        return [
            _(
                "Channel {channel} is nowhere above zero on this picture, its largest value is "
                "**{value}**: silent here, which need not mean dead."
            ).format(channel=found.channel, value=value_text(most))
        ]
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return [
        _(
            "Channel {channel} answers most strongly at row {row}, column {column}: **{value}**, "
            "{ratio} times its mean size."
        ).format(
            channel=found.channel,
            row=row,
            column=column,
            value=value_text(most),
            ratio=value_text(most / float(np.abs(values).mean(dtype=np.float64))),
        )
    ]


def _gradient(found: LayerView) -> list[str]:
    if found.show == "activation":
        return []
    name = class_name(found.view, found.target)
    if not found.shown.any():
        return [_("The score of “{name}” does not depend on these maps.").format(name=name)]
    return [
        _(
            "The gradient is of the score of “{name}”, {score} before any softmax: where it is "
            "positive, a larger value would raise that score."
        ).format(name=name, score=value_text(float(found.view.scores[found.target])))
    ]


def _size(found: LayerView) -> list[str]:
    side, trained = found.view.inputs.shape[-1], found.view.network.input_size
    if found.view.network.source == "random":
        return [_("The picture is fed at {side} × {side} pixels.").format(side=side)]
    if side == trained:
        return [
            _("The picture is fed at {side} × {side} pixels, as the weights were trained.").format(
                side=side
            )
        ]
    return [
        _(
            "The picture is fed at {side} × {side} pixels, but the weights were trained at "
            "{trained} × {trained}: things come {ratio} times as large as what they learned, and "
            "the names below are worth less."
        ).format(side=side, trained=trained, ratio=value_text(side / trained))
    ]
