"""The activations page's exported script: the lecture's forward hooks, held by asserts."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.data.pictures import Picture, value_range
from explorer.ui.activations.compute import LayerView
from explorer.ui.activations.script_networks import network_code
from explorer.ui.language import _
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.picture_picker import chosen_picture

TOLERANCE = 1e-3  # of the map's largest |value|: deep sums in another order differ by less

_HEAD = '''\
"""What a layer answers to a picture: a forward hook keeps its maps."""

import math

import numpy as np
import torch
{imports}from torchvision import models

LAYER, CALL, CHANNEL = "{module}", {call}, {channel}

{picture}
photo = np.broadcast_to(picture, (3, {side}, {side}))  # grey fills all three channels
mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])  # ImageNet's
batch = torch.from_numpy((photo - mean[:, None, None]) / std[:, None, None]).float()[None]

{network}
network.eval()

'''
_ACTIVATION = '''\
kept = []


def keep(module, inputs, output):
    """Copy what the layer put out: an in-place ReLU behind it would overwrite the original."""
    kept.append(output.detach().clone())


handle = network.get_submodule(LAYER).register_forward_hook(keep)
try:
    with torch.no_grad():
        scores = network(batch)[0]
finally:
    handle.remove()  # a hook that stays would run at every call from now on
maps = kept[CALL][0]  # (channels, rows, columns)
'''
_GRADIENT = '''\
kept, gradients = [], {{}}


def keep(module, inputs, output):
    """Copy what the layer put out, and have its gradient kept on the way back."""
    call = len(kept)
    kept.append(output.detach().clone())  # an in-place ReLU would overwrite the original
    output.register_hook(lambda gradient: gradients.update({{call: gradient.clone()}}))


handle = network.get_submodule(LAYER).register_forward_hook(keep)
try:
    scores = network(batch.requires_grad_())[0]
finally:
    handle.remove()  # a hook that stays would run at every call from now on
scores[{target}].backward()  # the output in first place
assert scores.argmax().item() == {target}
maps = {maps}  # (channels, rows, columns)
'''
_TAIL = """\
print(LAYER, tuple(maps.shape), "channel", CHANNEL, "largest", maps[CHANNEL].max().item())

assert tuple(maps.shape) == {shape}
tolerance = {tolerance} * maps.abs().max().item() + 1e-12
assert math.isclose(maps[CHANNEL, {row}, {column}].item(), {value!r}, abs_tol=tolerance)
"""


def show_script(found: LayerView) -> None:
    """Show the script that makes the maps on screen."""
    st.markdown(lesson_section("activations", "code"))
    if found.view.network.source == "offline":
        st.caption(
            _("The weights are files of this project: run the script in the project's folder.")
        )
    code_section(write_script(found), "activations.py")


def write_script(found: LayerView) -> str:
    """Write a complete script for this state; it ends in asserts on shape and value."""
    view = found.view
    imports, network = network_code(view.network)
    side = view.inputs.shape[-1]
    row, column = (int(i) for i in np.unravel_index(_strongest(found), found.chosen.shape))
    head = _HEAD.format(
        imports="".join(f"{line}\n" for line in imports),
        module=view.tap.module,
        call=view.tap.call,
        channel=found.channel,
        picture=_picture_code(chosen_picture(side), side),
        side=side,
        network=network,
    )
    maps = "gradients[CALL][0]"
    middle = {
        "activation": _ACTIVATION,
        "gradient": _GRADIENT.format(target=found.target, maps=maps),
        "product": _GRADIENT.format(target=found.target, maps=f"kept[CALL][0] * {maps}"),
    }
    tail = _TAIL.format(
        shape=found.shown.shape,
        tolerance=TOLERANCE,
        row=row,
        column=column,
        value=float(found.chosen[row, column]),
    )
    return head + middle[found.show] + tail


def _strongest(found: LayerView) -> int:
    return int(np.abs(found.chosen).argmax())


def _picture_code(picture: Picture, side: int) -> str:
    """Load the picture at the input size; a small array is enlarged and brought to [0, 1]."""
    if picture.kind == "photo":
        return picture.load_code
    low, high = value_range(picture)
    return "\n".join(
        [
            picture.load_code,
            f"picture = (picture - {low!r}) / ({high!r} - {low!r})  # to 0..1",
            f"rows = np.arange({side}) * picture.shape[1] // {side}  # each cell repeated",
            f"columns = np.arange({side}) * picture.shape[2] // {side}",
            "picture = picture[:, rows][:, :, columns]",
        ]
    )
