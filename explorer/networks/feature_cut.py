"""A network cut behind one of its layers, as a feature extractor.

The lecture puts `nn.Identity` where the classifier was; here nothing behind the cut runs at all,
which gives the same numbers and costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor, fx, nn

from explorer.networks.convolution_layers import Tap, count_calls
from explorer.networks.loaded_network import LoadedNetwork
from explorer.networks.neighbours import BATCH
from explorer.networks.subnetwork import last_uses, run_nodes
from explorer.networks.tracing import NetworkTrace

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
        end = self.nodes[-1]
        return run_nodes(self.trace, self.nodes, self.spent, pictures, {end})[end]


def cut_network(network: LoadedNetwork, layer: str) -> FeatureCut:
    """Cut behind a convolution, its activation and its pooling; raises SettingError if not there.

    The last convolution gives what the classifier is fed, but for the mean over places.
    """
    convolution = network.find_layer(layer)
    trace = network.trace
    taps = {node: Tap(str(node.target), call) for node, call in count_calls(trace).items()}
    by_tap = {tap: node for node, tap in taps.items()}
    end = _past_pooling(trace, by_tap[convolution.after or convolution.before])
    nodes = trace.needed_by(end)
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
