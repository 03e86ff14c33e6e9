"""A network's convolutions in order, and where their outputs can be tapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import fx, nn

from explorer.networks.tracing import NetworkTrace

ACTIVATIONS = (nn.ReLU, nn.ReLU6, nn.Hardswish, nn.Hardsigmoid, nn.SiLU, nn.GELU)
_WEIGHED = (nn.Conv2d, nn.Linear)


@dataclass(frozen=True, slots=True)
class Tap:
    """Where a hook listens: a module's dotted name, and which of its calls in one run, from 0.

    One ReLU module may stand in several places, as in torchvision's ResNet.
    """

    module: str
    call: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionLayer:
    """A convolution by its dotted name.

    `before`: its output as it is; `after`: the activation that follows it, past a normalisation or
    a sum on the way, None where none does (a linear bottleneck); `activation`: that one's class.
    """

    name: str
    module: nn.Conv2d
    before: Tap
    after: Tap | None
    activation: str


def list_convolutions(trace: NetworkTrace) -> tuple[ConvolutionLayer, ...]:
    """Return the convolutions in the order in which they run."""
    calls = count_calls(trace)
    found = []
    for node, call in calls.items():
        module = trace.network.get_submodule(str(node.target))
        if isinstance(module, nn.Conv2d):
            after = _find_activation(trace, node)
            found.append(
                ConvolutionLayer(
                    str(node.target),
                    module,
                    Tap(str(node.target), call),
                    None if after is None else Tap(str(after.target), calls[after]),
                    "" if after is None else _kind(trace, after),
                )
            )
    return tuple(found)


def count_calls(trace: NetworkTrace) -> Mapping[fx.Node, int]:
    """Number each module's calls from 0."""
    seen: dict[object, int] = {}
    calls = {}
    for node in trace.nodes:
        if node.op == "call_module":
            calls[node] = seen.get(node.target, 0)
            seen[node.target] = calls[node] + 1
    return calls


def _find_activation(trace: NetworkTrace, node: fx.Node) -> fx.Node | None:
    """Follow the one way on until an activation; None where it splits or is weighed again."""
    while len(node.users) == 1:
        node = next(iter(node.users))
        if node.op == "call_module":
            module = trace.network.get_submodule(str(node.target))
            if isinstance(module, ACTIVATIONS):
                return node
            if isinstance(module, _WEIGHED):
                return None
    return None


def _kind(trace: NetworkTrace, node: fx.Node) -> str:
    return type(trace.network.get_submodule(str(node.target))).__name__
