"""One convolution's weights, and what can be read off them without any picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from torch import fx, nn

from explorer.errors import SettingError
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.tracing import NetworkTrace
from explorer.text import N_

Floats = NDArray[np.float32]
Kind = Literal["colour", "depthwise", "pointwise", "maps"]

# What stands between two convolutions and leaves channel i channel i.
_KEEPS_CHANNELS = (
    nn.BatchNorm2d, nn.ReLU, nn.ReLU6, nn.Hardswish, nn.Hardsigmoid, nn.SiLU, nn.GELU,
    nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.Dropout, nn.Identity,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class LayerWeights:
    """A convolution's numbers: `weight` (O, C / groups, kh, kw) float32, `bias` (O,) or None."""

    name: str
    weight: Floats
    bias: Floats | None
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    groups: int

    @property
    def kind(self) -> Kind:
        """How its filters can be looked at.

        "colour": over red, green and blue; "depthwise": one kernel each, over one map; "pointwise":
        1 × 1, one number a map; "maps": a kernel for each of many maps.
        """
        channels, height, width = self.weight.shape[1:]
        if height == width == 1:
            return "pointwise"
        if self.groups > 1 and channels == 1:
            return "depthwise"
        return "colour" if channels == 3 and self.groups == 1 else "maps"

    @property
    def norms(self) -> Floats:
        """√Σw² of each filter, (O,)."""
        return np.asarray(np.sqrt((self.weight**2).sum(axis=(1, 2, 3))), dtype=np.float32)

    @property
    def in_channels(self) -> int:
        """Maps that the layer is given."""
        return int(self.weight.shape[1]) * self.groups

    def inputs_of(self, number: int) -> range:
        """Return which input channels a filter sees: its group's."""
        depth = self.weight.shape[1]
        group = number // (len(self.weight) // self.groups)
        return range(group * depth, (group + 1) * depth)

    def kernel_norms(self, number: int) -> Floats:
        """√Σw² of each of a filter's kernels, (C / groups,)."""
        energy = (self.weight[number] ** 2).sum(axis=(1, 2))
        return np.asarray(np.sqrt(energy), dtype=np.float32)

    def bias_of(self, number: int) -> float:
        """Return a filter's bias, 0 where the layer has none."""
        return 0.0 if self.bias is None else float(self.bias[number])


def read_weights(network: LoadedNetwork, name: str) -> LayerWeights:
    """Read a convolution's weights; raises SettingError if the network has no such layer."""
    layer = network.find_layer(name).module
    if isinstance(layer.padding, str):
        raise SettingError(
            N_("padding is {padding}: only layers with numbers for it are shown here"),
            padding=layer.padding,
        )
    pairs = (layer.stride, layer.padding, layer.dilation)
    stride, padding, dilation = ((int(first), int(second)) for first, second in pairs)
    return LayerWeights(
        name,
        layer.weight.detach().numpy(),
        None if layer.bias is None else layer.bias.detach().numpy(),
        stride,
        padding,
        dilation,
        layer.groups,
    )


def strongest(norms: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
    """Return the `count` largest norms' places, largest first, and each one's share of Σ norm²."""
    order = np.argsort(-norms, kind="stable")[:count]
    energy = norms.astype(np.float64) ** 2
    total = energy.sum()
    shares = energy[order] / total if total > 0 else np.zeros(len(order))
    return order, np.asarray(shares, dtype=np.float32)


def holders_of(norms: Floats, share: float) -> int:
    """Return how many of the largest norms hold at least `share` of Σ norm² together."""
    energy = np.sort(norms.astype(np.float64) ** 2)[::-1]
    if not energy.sum():
        return 0
    reached = np.cumsum(energy) / energy.sum()
    return int(np.searchsorted(reached, share - 1e-12)) + 1


def feeding_layer(trace: NetworkTrace, name: str) -> str | None:
    """Name the convolution whose channels a layer is given, past what leaves them in their order.

    None where the layer sees the picture, or a sum or a product of several layers.
    """
    node: fx.Node = trace.outputs[name].all_input_nodes[0]
    while node.op == "call_module":
        module = trace.network.get_submodule(str(node.target))
        if isinstance(module, nn.Conv2d):
            return str(node.target)
        if not isinstance(module, _KEEPS_CHANNELS):
            return None
        node = node.all_input_nodes[0]
    return None
