"""A network cut behind one of its layers, as a feature extractor.

The lecture puts `nn.Identity` where the classifier was; here nothing behind the cut runs at all,
which gives the same numbers and costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, fx, nn

from explorer.networks.convolution_layers import Tap
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.neighbours import BATCH
from explorer.networks.subnetwork import call_target, last_uses
from explorer.networks.tracing import NetworkTrace, run_node

POOLINGS = (nn.MaxPool2d, nn.AvgPool2d)
_BATCH_SIDE = 112  # pixels a side at which a whole batch fits a small server's memory
_LEAST_BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class FeatureCut:
    """The operations up to one module's output: (N, 3, H, W) normalised to (N, C, h, w) maps.

    `layer`: the convolution asked for; `end`: the module whose output is taken, behind the layer's
    activation and a pooling that follows it at once; `kind`: that module's class.
    """

    layer: str
    end: Tap
    kind: str
    trace: NetworkTrace
    nodes: tuple[fx.Node, ...]
    spent: Mapping[fx.Node, tuple[fx.Node, ...]]

    def __call__(self, pictures: Tensor) -> Tensor:
        """Run no further than the cut; values that nothing needs any more are let go."""
        values: dict[fx.Node, Any] = {}
        for node in self.nodes:
            values[node] = run_node(
                node,
                values,
                network=self.trace.network,
                picture=pictures,
                call_module=self._call_module,
                call=call_target,
            )
            for before in self.spent[node]:
                del values[before]
        maps: Tensor = values[self.nodes[-1]]
        return maps

    def _call_module(self, name: str, *args: Any, **kwargs: Any) -> Any:
        # Past __call__, so that another visitor's hooks stay silent and need no lock.
        return self.trace.network.get_submodule(name).forward(*args, **kwargs)


def cut_network(network: LoadedNetwork, layer: str) -> FeatureCut:
    """Cut behind a convolution, its activation and its pooling; raises SettingError if not there.

    The last convolution gives what the classifier is fed, but for the mean over places.
    """
    convolution = network.find_layer(layer)
    trace = network.trace
    calls: dict[object, int] = {}
    by_tap: dict[Tap, fx.Node] = {}
    for node in trace.nodes:
        if node.op == "call_module":
            by_tap[Tap(str(node.target), calls.get(node.target, 0))] = node
            calls[node.target] = calls.get(node.target, 0) + 1
    taps = {node: tap for tap, node in by_tap.items()}
    end = _past_pooling(trace, by_tap[convolution.after or convolution.before])
    nodes = _needed(trace, end)
    kind = type(trace.network.get_submodule(str(end.target))).__name__
    return FeatureCut(layer, taps[end], kind, trace, nodes, last_uses(nodes))


def batch_size(side: int) -> int:
    """Return how many pictures of `side` pixels are run at once: 128 at 112, fewer of larger."""
    fitting = BATCH * _BATCH_SIDE**2 // side**2
    return max(_LEAST_BATCH, min(BATCH, fitting))


def _past_pooling(trace: NetworkTrace, node: fx.Node) -> fx.Node:
    while len(node.users) == 1:
        after = next(iter(node.users))
        if after.op != "call_module":
            break
        if not isinstance(trace.network.get_submodule(str(after.target)), POOLINGS):
            break
        node = after
    return node


def _needed(trace: NetworkTrace, end: fx.Node) -> tuple[fx.Node, ...]:
    """Return the operations that a value needs, in order, its own last."""
    needed, waiting = set(), [end]
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting += node.all_input_nodes
    return tuple(node for node in trace.nodes if node in needed)
