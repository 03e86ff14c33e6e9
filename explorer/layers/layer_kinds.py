"""The list of all kinds of layers and their arguments, for controls, text and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.layers import layer_specs as specs
from explorer.layers.layer_arguments import Argument, read_arguments


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of layer: its class and its arguments, in PyTorch's order."""

    name: str
    spec: type[specs.LayerSpec]
    arguments: tuple[Argument, ...]

    def changed_arguments(self, layer: specs.LayerSpec) -> dict[str, object]:
        """Return the optional arguments of a layer that differ from their defaults."""
        return {
            argument.name: getattr(layer, argument.name)
            for argument in self.arguments
            if not argument.required and getattr(layer, argument.name) != argument.default
        }


_CLASSES: tuple[type[specs.LayerSpec], ...] = (
    specs.Conv2d,
    specs.ReLU,
    specs.ReLU6,
    specs.Sigmoid,
    specs.Tanh,
    specs.GELU,
    specs.BatchNorm2d,
    specs.MaxPool2d,
    specs.AvgPool2d,
    specs.AdaptiveAvgPool2d,
    specs.Flatten,
    specs.Dropout,
    specs.Linear,
    specs.Identity,
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {each.__name__: Kind(each.__name__, each, read_arguments(each)) for each in _CLASSES}
)
