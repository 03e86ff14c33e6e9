"""The weights page's exported script: the same weights loaded, and what was read off them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.data.pictures import Picture, value_range
from explorer.layers.script_text import TOLERANCE
from explorer.networks.layer_weights import strongest
from explorer.networks.loaded_network import RANDOM_SEED
from explorer.networks.pack import CONVOLUTIONS_FILE
from explorer.networks.trunk import IMAGENET_MEAN, IMAGENET_STD
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.networks.settings import size_choice
from explorer.ui.picture_picker import chosen_picture
from explorer.ui.weights.compute import WeightsView, answer_of_kernel, run_layer

_HEAD = '''\
"""One filter of a trained network: its weights{what}."""

import math

{imports}

LAYER, FILTER = "{layer}", {number}

'''
_OFFLINE = """\
# The project's own weights: run this where the project's folder assets/ stands.
state = load_file("assets/weights/{file}")  # half precision
weight, bias = state[f"{{LAYER}}.weight"].float(), state[f"{{LAYER}}.bias"].float()
"""
_IMAGENET = """\
# Trained on ImageNet; torchvision fetches the weights once.
network = models.{name}(weights="IMAGENET1K_V1").eval()
layer = network.get_submodule(LAYER)
weight = layer.weight.detach()
bias = torch.zeros(len(weight)) if layer.bias is None else layer.bias.detach()
"""
_RANDOM = """\
# Nothing learned: the start of He et al. 2015, drawn layer by layer from one seed.
with torch.device("meta"):  # all layers, no memory
    network = models.{name}(weights=None)
draw = torch.Generator().manual_seed({seed})
for name, module in network.named_modules():
    if isinstance(module, nn.Conv2d):
        module.to_empty(device="cpu")
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=draw)
    if name == LAYER:
        break
weight = network.get_submodule(LAYER).weight.detach()
bias = torch.zeros(len(weight))
"""
_NORM = """\
print("weight", tuple(weight.shape))
assert tuple(weight.shape) == {shape}
norms = weight.flatten(1).norm(dim=1)  # of each filter
print("norm", norms[FILTER].item(), "place", (norms > norms[FILTER]).sum().item() + 1)
assert math.isclose(norms[FILTER].item(), {norm!r}, rel_tol=1e-4)
"""
_INPUTS = """
# Which of its inputs the filter weighs most.
energy = weight[FILTER].pow(2).sum(dim=(1, 2))  # one an input channel
share, channel = (energy / energy.sum()).max(dim=0)
print("input channel", {first} + channel.item(), "holds", f"{{share.item():.1%}}", "of the squares")
assert math.isclose(share.item(), {share!r}, rel_tol=1e-3)
"""
_RESPONSE = """
# Its answer on the picture, as the network is fed: ImageNet's mean and deviation.
{load_code}
picture = (picture - {low!r}) / {span!r}
{enlarge}photo = torch.from_numpy(picture).float().expand(3, -1, -1)
mean, deviation = torch.tensor({mean}), torch.tensor({deviation})
inputs = ((photo - mean[:, None, None]) / deviation[:, None, None])[None]  # (1, 3, H, W)
response = functional.conv2d(
    inputs, weight[FILTER][None], bias[FILTER][None], stride={stride}, padding={padding}
)[0, 0]
print("response", tuple(response.shape), response.min().item(), response.max().item())
assert tuple(response.shape) == {shape}
largest = (inputs.abs().max() * weight[FILTER].abs().sum()).item()  # of any sum
answer = response[{place}].item()
assert math.isclose(answer, {answer!r}, abs_tol={tolerance} * largest + 1e-6)
"""
_ENLARGE = """\
side = {side}  # a small array is enlarged by repeating its cells
rows, columns = (np.arange(side) * length // side for length in picture.shape[1:])
picture = picture[:, rows][:, :, columns]
"""


def show_script(view: WeightsView) -> None:
    """Show the script that loads these weights and finds what the page says."""
    st.markdown(lesson_section("weights", "code"))
    if view.bank.kind == "colour":
        narrow, _rest = st.columns([1, 4])
        side = int(size_choice(view.network.input_size).draw(narrow))
        code_section(write_script(view, chosen_picture(side), side), "weights.py")
    else:
        code_section(write_script(view), "weights.py")


def write_script(view: WeightsView, picture: Picture | None = None, side: int = 0) -> str:
    """Write a complete script for this filter; `picture`, at its size, adds its response."""
    parts = [
        _HEAD.format(
            what=" and its answer on a picture" if picture else ", and what it weighs most",
            imports=_imports(view, picture is not None),
            layer=view.bank.name,
            number=view.number,
        ),
        _load(view),
        "\n",
        _NORM.format(shape=view.bank.weight.shape, norm=float(view.bank.norms[view.number])),
    ]
    if picture is not None:
        parts.append(_response(view, picture, side))
    elif len(view.weight) > 1:
        _places, shares = strongest(view.bank.kernel_norms(view.number), 1)
        first = view.bank.inputs_of(view.number).start
        parts.append(_INPUTS.format(first=first, share=float(shares[0])))
    return "".join(parts)


def _imports(view: WeightsView, responds: bool) -> str:
    lines = ["import numpy as np"] if responds else []
    lines.append("import torch")
    if view.network.source == "offline":
        lines.append("from safetensors.torch import load_file")
    if view.network.source == "random":
        lines.append("from torch import nn")
    if responds:
        lines.append("from torch.nn import functional")
    if view.network.source != "offline":
        lines.append("from torchvision import models")
    return "\n".join(lines)


def _load(view: WeightsView) -> str:
    name = view.network.name
    return {
        "offline": _OFFLINE.format(file=CONVOLUTIONS_FILE),
        "imagenet": _IMAGENET.format(name=name),
        "random": _RANDOM.format(name=name, seed=RANDOM_SEED),
    }[view.network.source]


def _response(view: WeightsView, picture: Picture, side: int) -> str:
    answer = run_layer(view.network, view.bank.name, picture, side)
    _padded, output = answer_of_kernel(view, answer, slice(None))
    low, high = value_range(picture)
    row, column = (int(i) for i in np.unravel_index(np.abs(output).argmax(), output.shape))
    return _RESPONSE.format(
        load_code=picture.load_code.strip(),
        low=low,
        span=high - low,
        enlarge=_ENLARGE.format(side=side) if picture.kind == "array" else "",
        mean=IMAGENET_MEAN,
        deviation=IMAGENET_STD,
        stride=view.bank.stride,
        padding=view.bank.padding,
        shape=output.shape,
        place=f"{row}, {column}",
        answer=float(output[row, column]),
        tolerance=TOLERANCE,
    )
