"""The networks of the receptive-field page: built once a server, shared and never changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

import streamlit as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers.layer_specs import Stack
from explorer.layers.network_stack import follow
from explorer.layers.stack_code import decode_stack, encode_stack
from explorer.layers.stack_presets import PRESETS
from explorer.layers.stack_text import write_sequential
from explorer.networks.architectures import ARCHITECTURE_NAMES, build_architecture
from explorer.networks.building import build_sequential, require_affordable
from explorer.networks.tracing import LayerField, NetworkTrace, trace_network
from explorer.text import N_
from explorer.ui.receptive_field.settings import STACK_NETWORK
from explorer.ui.warm_up import freeze_imports

SEED = 0
START_SIZE = 50  # pixels: a network is entered at its first convolution that sees as many


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A traced network with random weights.

    `key` tells networks apart in caches; `code`: what makes it in Python; `problem`: why a stack
    was cut off, None where all of it runs.
    """

    key: str
    trace: NetworkTrace
    code: str
    stack: Stack | None = None
    problem: SettingError | None = None

    @property
    def in_channels(self) -> int:
        """Channels of the picture it takes."""
        modules = self.trace.network.modules()
        return next((m.in_channels for m in modules if isinstance(m, nn.Conv2d)), 3)


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """The fields of all layers that fit a picture, and why the next one does not."""

    fields: tuple[LayerField, ...]
    problem: SettingError | None


def load_network(name: str, stack_code: str, side: int) -> Network:
    """Return a network by its name in the link; raises SettingError where there is none."""
    if name in ARCHITECTURE_NAMES:
        return _load_architecture(name)
    if name != STACK_NETWORK:
        return _load_stack(encode_stack(PRESETS[name].layers), side)
    if not stack_code:
        raise SettingError(
            N_(
                "no stack has been built yet: build one on the page Architecture, or choose "
                "another network"
            )
        )
    return _load_stack(stack_code, side)


@st.cache_resource(max_entries=3, show_spinner=False)
def _load_architecture(name: str) -> Network:
    trace = trace_network(build_architecture(name, SEED))
    freeze_imports()
    return Network(name, trace, f"models.{name}(weights=None)")


@st.cache_resource(max_entries=8, show_spinner=False)
def _load_stack(code: str, side: int) -> Network:
    stack = decode_stack(code)
    if not stack:
        raise SettingError(N_("the stack is empty: add a layer on the page Architecture"))
    channels = next((layer.in_channels for layer in stack if hasattr(layer, "in_channels")), 3)
    walk = follow(stack, (channels, side, side))
    problem = None
    if walk.misfit is not None:  # what comes before it can still be looked at
        stack, problem = stack[: walk.misfit.index], walk.misfit.error
        walk = replace(walk, misfit=None)
    if not stack and problem is not None:
        raise problem
    require_affordable(walk)
    trace = trace_network(build_sequential(stack, SEED))
    return Network(f"{code}@{side}", trace, write_sequential(stack), stack, problem)


@st.cache_resource(max_entries=32, show_spinner=False)
def analyse(_network: Network, key: str, shape: tuple[int, int, int]) -> Analysis:  # noqa: ARG001
    """Return the fields of a network's layers; `key` is the network's.

    Raises SettingError where not even the first layer fits.
    """
    trace = _network.trace
    try:
        return Analysis(trace.fields(shape), _network.problem)
    except SettingError as error:
        names = list(trace.outputs)
        fitting = _count_fitting(trace, names, shape)
        if not fitting:
            raise
        nodes = {node for name in names[:fitting] for node in trace.nodes_to(name)}
        part = replace(
            trace,
            nodes=tuple(node for node in trace.nodes if node in nodes),
            outputs=MappingProxyType({name: trace.outputs[name] for name in names[:fitting]}),
        )
        return Analysis(part.fields(shape), error)


def _count_fitting(trace: NetworkTrace, names: list[str], shape: tuple[int, int, int]) -> int:
    """Return how many layers, in order, fit the picture: found by halving."""
    low, high = 0, len(names)
    while low < high:
        middle = (low + high) // 2
        try:
            trace.field_of(names[middle], shape)
        except SettingError:
            high = middle
        else:
            low = middle + 1
    return low


def default_layer(fields: tuple[LayerField, ...]) -> str:
    """Return the first convolution that sees 50 pixels, or the last one there is."""
    windows = [layer for layer in fields if layer.kind == "Conv2d" and layer.field.rows.size]
    wide = (layer.name for layer in windows if (layer.field.rows.size or 0) >= START_SIZE)
    return next(wide, windows[-1].name if windows else fields[-1].name)
