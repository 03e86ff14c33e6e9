"""Follows a network layer by layer: what each named module puts out and what its units see.

The network is traced once with torch.fx, as a frozen copy that shares the weights: a model that
visitors share gets no hook, no gradient and no change of mode from what is done here.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock, get_ident
from types import MappingProxyType
from typing import Any

from torch import Tensor, fx, nn

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.layers.receptive_field import Field
from explorer.networks.field_calls import apply_call
from explorer.networks.field_rules import Flow, apply_module
from explorer.text import N_

MAX_SIDE = 4096
BATCH = 2  # more than one, so that an operation that merges pictures shows in the shape
_ONE_TRACE = Lock()  # torch.fx swaps nn.Module.__call__ of the whole process while it traces


@dataclass(frozen=True, slots=True, eq=False)
class LayerField:
    """What a named module puts out, and what its units see.

    `name`: as in `named_modules`; `kind`: its class; `output_shape`: without the batch, (C, H, W)
    or (N,); `field`: where the output is a vector that keeps the places of a map apart
    (`Flatten`), the field of that map; `calls`: how often the module runs, told is the last run.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    field: Field
    calls: int = 1

    @property
    def channels(self) -> int:
        """Values at each place of the map."""
        return math.prod(self.output_shape) // math.prod(self.field.units)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkTrace:
    """A network's operations in their order, over a frozen copy in evaluation mode.

    `outputs`: the operation behind each named module's (last) output, in order. A container is
    named only where its output is not already that of a module inside it.
    """

    network: nn.Module
    nodes: tuple[fx.Node, ...]
    outputs: Mapping[str, fx.Node]

    def fields(self, input_shape: tuple[int, int, int]) -> tuple[LayerField, ...]:
        """Return every named module's field over pictures of (C, H, W).

        Raises SettingError where a layer does not fit its input or is not known here.
        """
        flows = self.follow(self.nodes, input_shape)
        return tuple(self._layer_field(name, flows) for name in self.outputs)

    def field_of(self, layer: str, input_shape: tuple[int, int, int]) -> LayerField:
        """Return one module's field; what comes after it need not fit."""
        return self._layer_field(layer, self.follow(self.nodes_to(layer), input_shape))

    def nodes_to(self, layer: str) -> tuple[fx.Node, ...]:
        """Return the operations that a module's output needs, in order, its own last.

        Raises SettingError if the network has no such module.
        """
        if layer not in self.outputs:
            raise SettingError(
                N_("the network has no layer {layer}: choose one of {names}"),
                layer=layer[:60],
                names=", ".join(self.outputs),
            )
        return self.needed_by(self.outputs[layer])

    def needed_by(self, end: fx.Node) -> tuple[fx.Node, ...]:
        """Return the operations that one operation's value needs, in order, its own last."""
        needed, open_nodes = set(), [end]
        while open_nodes:
            node = open_nodes.pop()
            if node not in needed:
                needed.add(node)
                open_nodes += node.all_input_nodes
        return tuple(node for node in self.nodes if node in needed)

    def follow(
        self, nodes: Iterable[fx.Node], input_shape: tuple[int, int, int]
    ) -> dict[fx.Node, Any]:
        """Return what each operation gives: a Flow, or a plain value such as a size."""
        for name, side in zip(("channels", "height", "width"), input_shape, strict=True):
            require_within(name, side, 1, MAX_SIDE)
        picture = Flow((BATCH, *input_shape), Field.of_picture(*input_shape[1:]))

        def call_module(name: str, flow: Flow) -> Flow:
            return apply_module(self.network.get_submodule(name), flow)

        flows: dict[fx.Node, Any] = {}
        for node in nodes:
            flows[node] = run_node(
                node,
                flows,
                network=self.network,
                picture=picture,
                call_module=call_module,
                call=apply_call,
            )
        return flows

    def _layer_field(self, name: str, flows: Mapping[fx.Node, Any]) -> LayerField:
        flow: Flow = flows[self.outputs[name]]
        kind = type(self.network.get_submodule(name)).__name__
        calls = sum(node.op == "call_module" and node.target == name for node in self.nodes)
        return LayerField(name, kind, flow.shape[1:], flow.field, max(calls, 1))


def trace_fields(module: nn.Module, input_shape: tuple[int, int, int]) -> tuple[LayerField, ...]:
    """Return the receptive field of every named module for pictures of (C, H, W).

    Raises SettingError where a layer does not fit, is not known, or the network cannot be traced.
    """
    return trace_network(module).fields(input_shape)


def trace_network(module: nn.Module) -> NetworkTrace:
    """Trace a network once, for fields at any input size and for running parts of it.

    Its `forward` is run with stand-ins for tensors. Raises SettingError where it decides by values.
    """
    network = freeze(module)
    tracer = _FieldTracer()
    try:
        with _ONE_TRACE:
            graph = tracer.trace(network)
    except fx.proxy.TraceError as error:
        raise SettingError(
            N_("{name} decides by the values it sees, it cannot be traced: choose another network"),
            name=type(module).__name__,
        ) from error
    nodes = tuple(node for node in graph.nodes if node.op != "output")
    return NetworkTrace(network, nodes, _name_outputs(nodes, tracer.containers))


def freeze(module: nn.Module) -> nn.Module:
    """Copy a network's structure in evaluation mode; the weights are shared, without gradient.

    Nothing works in place in the copy: what one layer gave stays as it was.
    """
    shared: dict[int, Any] = {
        id(tensor): nn.Parameter(tensor.detach(), requires_grad=False)
        for tensor in module.parameters()
    }
    shared |= {id(buffer): buffer.detach() for buffer in module.buffers()}
    frozen = copy.deepcopy(module, shared).eval()
    for part in frozen.modules():
        if getattr(part, "inplace", False):
            part.inplace = False  # type: ignore[assignment]
    return frozen


def run_node(
    node: fx.Node,
    values: Mapping[fx.Node, Any],
    *,
    network: nn.Module,
    picture: Any,
    call_module: Callable[..., Any],
    call: Callable[..., Any],
) -> Any:
    """Run one operation on what those before it gave: on flows, or on tensors."""
    if node.op == "placeholder":
        return picture
    if node.op == "get_attr":
        return _find_attribute(network, str(node.target))
    args = fx.node.map_arg(node.args, lambda before: values[before])
    kwargs = fx.node.map_arg(node.kwargs, lambda before: values[before])
    if node.op == "call_module":
        return call_module(node.target, *args, **kwargs)
    return call(node.target, args, kwargs)


def _find_attribute(network: nn.Module, path: str) -> Tensor:
    owner, _, name = path.rpartition(".")
    found: Tensor = getattr(network.get_submodule(owner), name)
    return found


def _name_outputs(
    nodes: tuple[fx.Node, ...], containers: Mapping[str, fx.Node]
) -> Mapping[str, fx.Node]:
    """Name the operations behind modules: leaves first, then containers with one of their own."""
    named = {str(node.target): node for node in nodes if node.op == "call_module"}  # last call wins
    taken = set(named.values())
    for name, node in containers.items():
        if name and node not in taken:
            named[name] = node
            taken.add(node)
    order = {node: number for number, node in enumerate(nodes)}
    return MappingProxyType(dict(sorted(named.items(), key=lambda item: order[item[1]])))


class _FieldTracer(fx.Tracer):
    """Remembers what containers put out, and lets other threads' modules run undisturbed."""

    def __init__(self) -> None:
        super().__init__()
        self.containers: dict[str, fx.Node] = {}
        self._thread = get_ident()

    def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Run another thread's module as if nothing were; note what one of ours puts out."""
        if get_ident() != self._thread:
            return forward(*args, **kwargs)
        output = super().call_module(m, forward, args, kwargs)
        if isinstance(output, fx.Proxy):
            self.containers[self.path_of_module(m)] = output.node
        return output

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """Leave attributes alone that another thread reads."""
        if get_ident() != self._thread:
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)
