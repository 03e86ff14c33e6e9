"""From the page's settings to the walk through the network, and to what is counted on it."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.layers import layer_specs as specs
from explorer.layers.layer_shapes import LayerStep
from explorer.layers.network_stack import Counted, Walk, follow
from explorer.ui.architecture.settings import NetworkState
from explorer.ui.components.network_drawing import Tone

_TONES: dict[type[specs.LayerSpec], Tone] = {
    specs.Conv2d: "convolution",
    specs.MaxPool2d: "pooling",
    specs.AvgPool2d: "pooling",
    specs.AdaptiveAvgPool2d: "pooling",
    specs.BatchNorm2d: "norm",
    specs.Linear: "linear",
    specs.ReLU: "activation",
    specs.ReLU6: "activation",
    specs.Sigmoid: "activation",
    specs.Tanh: "activation",
    specs.GELU: "activation",
}
ACTIVATIONS = tuple(kind for kind, tone in _TONES.items() if tone == "activation")
_SLABS = (*ACTIVATIONS, specs.BatchNorm2d, specs.Dropout, specs.Identity)


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network with its walk: as far as the shapes fit, and where they do not."""

    state: NetworkState
    walk: Walk

    @property
    def fits(self) -> bool:
        """Whether the walk comes to the end."""
        return self.walk.misfit is None

    @property
    def chosen_step(self) -> LayerStep | None:
        """The chosen layer's step; None where the walk does not come to it."""
        index = self.state.selected
        known = index is not None and index < len(self.walk.steps)
        return self.walk.steps[index] if known and index is not None else None

    def share(self, counted: Counted, *kinds: type[specs.LayerSpec]) -> float:
        """Share of a count that layers of these kinds have, in [0, 1]; 0 where there is nothing."""
        total = self.walk.total(counted)
        own = (getattr(step, counted) for step in self._steps_of(kinds))
        return sum(own) / total if total else 0.0

    def count(self, *kinds: type[specs.LayerSpec]) -> int:
        """How many layers of these kinds the walk passes."""
        return len(self._steps_of(kinds))

    def _steps_of(self, kinds: tuple[type[specs.LayerSpec], ...]) -> list[LayerStep]:
        return [step for step in self.walk.steps if isinstance(step.layer, kinds)]


def view_network(state: NetworkState) -> NetworkView:
    """Follow the input through the network; raises SettingError for an impossible input."""
    return NetworkView(state, follow(state.stack, state.input_shape))


def tone_of(layer: specs.LayerSpec) -> Tone:
    """The family a layer is drawn as."""
    return _TONES.get(type(layer), "plain")


def is_slab(layer: specs.LayerSpec) -> bool:
    """Whether a layer leaves every shape as it is."""
    return isinstance(layer, _SLABS)
