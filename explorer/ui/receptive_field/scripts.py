"""The receptive-field page's exported script: the box measured with autograd, and worked out."""

from __future__ import annotations

import streamlit as st

from explorer.layers.receptive_field import Box
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section
from explorer.ui.receptive_field.compute import FieldView
from explorer.ui.receptive_field.windows import find_chain

_MEASURE = '''\
"""What a unit sees: measured by its gradient, not computed from the layers.

Every weight is positive and equal, so that no path cancels another or is cut off; max pooling,
which would choose one path, becomes an average over the same window.
"""

import torch
from torch import nn
{imports}
LAYER, UNIT, CALLS = "{layer}", {unit}, {calls}


def open_all_paths(module, path=""):
    """Make every layer let something of each pixel of its window through."""
    for name, child in module.named_children():
        place = f"{{path}}{{name}}"
        if isinstance(child, nn.MaxPool2d) and child.dilation in (1, (1, 1)):
            average = nn.AvgPool2d(child.kernel_size, child.stride, child.padding, child.ceil_mode)
            setattr(module, name, average)
        elif type(child).__name__ == "SqueezeExcitation" and not LAYER.startswith(f"{{place}}."):
            setattr(module, name, nn.Identity())  # global: no part of the local path
        else:
            open_all_paths(child, f"{{place}}.")
    for name, parameter in module.named_parameters(recurse=False):
        with torch.no_grad():
            parameter.fill_(1 / parameter[0].numel() if parameter.ndim > 1 else name == "weight")
    if isinstance(module, nn.BatchNorm2d):
        module.reset_running_stats()
    if hasattr(module, "inplace"):
        module.inplace = False


with torch.device("meta"):  # shapes only
    network = {network}
{trim}network.to_empty(device="cpu").eval()
open_all_paths(network)


class ReachedError(Exception):
    """The layer has run: what comes after it is not needed."""


def keep(_module, _given, output):
    kept.append(output)
    if len(kept) == CALLS:
        raise ReachedError


kept = []
network.get_submodule(LAYER).register_forward_hook(keep)
picture = torch.full((1, {channels}, {height}, {width}), 1e-3, requires_grad=True)
try:
    network(picture)
except ReachedError:
    output = kept[-1][0]
print(LAYER, tuple(output.shape))
assert tuple(output.shape) == {shape}
output.reshape(-1, *{units})[:, UNIT[0], UNIT[1]].sum().backward()
support = (picture.grad[0] != 0).any(dim=0)  # (H, W): dilation leaves holes in it
'''
_BOX = """\
rows, columns = (support.any(dim=axis).nonzero().flatten() for axis in (1, 0))
box = (rows[0].item(), columns[0].item(), rows[-1].item(), columns[-1].item())
print("top, left, bottom, right within the picture:", box)
assert box == {box}
"""
_NO_BOX = "assert not support.any()  # nothing but padding\n"
_ALGEBRA = """
# The same rows from arithmetic: r + (k - 1) d j, P + p j and j s, layer by layer.
size, jump, padding = 1, 1, 0
for kernel, stride, pad, dilation in [
{windows}
]:
    size, padding, jump = size + (kernel - 1) * dilation * jump, padding + pad * jump, jump * stride
print("receptive field", size, "jump", jump, "effective padding", padding)
assert (size, jump, padding) == {numbers}
"""


def show_script(view: FieldView) -> None:
    """Show the script that measures the box on screen."""
    st.markdown(lesson_section("receptive_field", "code"))
    code_section(write_script(view), "receptive_field.py")


def write_script(view: FieldView) -> str:
    """Write a complete script for this unit; it ends in asserts on what is shown."""
    seen: Box = view.layer.field.seen_by(*view.unit)
    height, width = view.sides
    from_torchvision = view.network.stack is None
    parts = [
        _MEASURE.format(
            layer=view.layer.name,
            unit=view.unit,
            calls=view.layer.calls,
            imports="from torchvision import models\n" if from_torchvision else "",
            network=view.network.code.replace("\n", "\n    "),
            trim=_trim(view),
            channels=len(view.inputs),
            height=height,
            width=width,
            units=view.layer.field.units,
            shape=view.layer.output_shape,
        ),
        _BOX.format(box=(seen.top, seen.left, seen.bottom - 1, seen.right - 1))
        if seen.area
        else _NO_BOX,
    ]
    return "".join([*parts, _arithmetic(view)])


def _trim(view: FieldView) -> str:
    """Leave out a classifier that the layer does not need: most of the weights are there."""
    has_one = hasattr(view.network.trace.network, "classifier")
    if view.network.stack is not None or not has_one or view.layer.name.startswith("classifier"):
        return ""
    return "network.classifier = nn.Identity()  # comes after the layer\n"


def _arithmetic(view: FieldView) -> str:
    """Write the recurrence where the layers stand in one line, else nothing."""
    chain, regular = find_chain(view), view.layer.field.rows.regular
    if not chain or regular is None:
        return ""
    windows = (f"    ({s.kernel}, {s.stride}, {s.padding}, {s.dilation})," for s in chain)
    return _ALGEBRA.format(
        windows="\n".join(windows),
        numbers=(regular.size, regular.jump, regular.effective_padding),
    )
