"""A network with its weights, and whose they are: what every picture made of it is told by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import torch
from torch import Tensor, fx, nn

from explorer.errors import SettingError
from explorer.layers.receptive_field import Field
from explorer.networks.architectures import build_architecture
from explorer.networks.calibration import Calibration, read_calibration
from explorer.networks.convolution_layers import ConvolutionLayer, Tap, list_convolutions
from explorer.networks.familiarity import Familiarity, read_familiarity
from explorer.networks.hooks import recording
from explorer.networks.network_list import Source
from explorer.networks.pack import INPUT_SIZE, read_pack
from explorer.networks.tracing import NetworkTrace, trace_network
from explorer.networks.trunk import CHANNELS, build_features
from explorer.text import N_

OFFLINE_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "weights"
IMAGENET_SIZE = 224
RANDOM_SEED = 0
HEAD_INPUT = Tap("flatten")  # what a joined head is given: one number a channel
CIFAR_CLASSES = (
    N_("airplane"), N_("automobile"), N_("bird"), N_("cat"), N_("deer"),
    N_("dog"), N_("frog"), N_("horse"), N_("ship"), N_("truck"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class LoadedNetwork:
    """A frozen network that sessions share: in evaluation mode, no gradients, nothing in place.

    `name`: torchvision's; `input_size`: pixels a side that its weights were trained with;
    `classes`: English names of its outputs, marked for translation where they are CIFAR-10's, empty
    where nothing was learned; `convolutions`: in order; `familiarity`: of what `HEAD_INPUT` gives,
    where it is known. Gradients may be taken with respect to the
    picture. Everything that runs `module` with hooks does so through `observe`.
    """

    name: str
    source: Source
    trace: NetworkTrace
    input_size: int
    classes: tuple[str, ...]
    convolutions: tuple[ConvolutionLayer, ...]
    calibration: Calibration = field(default_factory=Calibration)
    familiarity: Familiarity | None = None
    lock: Lock = field(default_factory=Lock)

    @property
    def module(self) -> nn.Module:
        """The network: (N, 3, H, W) normalised float32 to (N, classes)."""
        return self.trace.network

    @property
    def key(self) -> str:
        """What tells networks and weights apart in caches."""
        return f"{self.name}:{self.source}"

    def find_layer(self, name: str) -> ConvolutionLayer:
        """Return a convolution by its dotted name; raises SettingError if there is none."""
        for layer in self.convolutions:
            if layer.name == name:
                return layer
        raise SettingError(
            N_("the network has no layer {layer}: choose one of {names}"),
            layer=name[:60],
            names=", ".join(layer.name for layer in self.convolutions),
        )

    def field_at(self, tap: Tap, side: int) -> Field:
        """Return what the units of a tapped layer see of pictures of `side` × `side` pixels.

        Raises SettingError where a layer does not fit, or nothing is there to be tapped.
        """
        nodes = self.trace.nodes
        calls = [i for i, node in enumerate(nodes) if _runs(node, tap.module)]
        if tap.call >= len(calls):
            raise SettingError(
                N_("the network runs {module} {count} times in all: choose an earlier one"),
                module=tap.module[:60],
                count=len(calls),
            )
        last = calls[tap.call]
        flows = self.trace.follow(nodes[: last + 1], (3, side, side))
        field: Field = flows[nodes[last]].field
        return field

    def observe(self, pictures: Tensor, taps: Iterable[Tap]) -> tuple[Tensor, dict[Tap, Tensor]]:
        """Run (N, 3, H, W) and return the scores (N, K) and what the taps gave.

        Autograd follows where `pictures` asks for it. One run with hooks at a time.
        """
        with self.lock, recording(self.module, taps) as found:
            scores: Tensor = self.module(pictures)
        return scores, found


def _runs(node: fx.Node, module: str) -> bool:
    return node.op == "call_module" and node.target == module


def load_offline(folder: Path = OFFLINE_FOLDER) -> LoadedNetwork:
    """Load the project's own AlexNet with its head of ten classes.

    Raises WeightsError where the pack is missing or not what its manifest lists.
    """
    convolutions, heads = read_pack(folder)
    head = nn.Linear(CHANNELS, len(CIFAR_CLASSES))
    head.load_state_dict({name: heads[f"cifar10.{name}"] for name in ("weight", "bias")})
    return from_module(
        "alexnet",
        "offline",
        join_head(build_features(convolutions), head),
        classes=CIFAR_CLASSES,
        calibration=read_calibration(heads),
        familiarity=read_familiarity(heads),
        input_size=INPUT_SIZE,
    )


def load_random(name: str, seed: int = RANDOM_SEED) -> LoadedNetwork:
    """Build a network as it stands before any training; its outputs have no meaning.

    AlexNet has the offline pack's layout, since its own classifier would take 230 MB.
    """
    if name != "alexnet":
        module = build_architecture(name, seed, classifier=True)
        return from_module(name, "random", module, input_size=IMAGENET_SIZE)
    features = build_architecture(name, seed).get_submodule("features")
    head = nn.Linear(CHANNELS, len(CIFAR_CLASSES), device="meta").to_empty(device="cpu")
    generator = torch.Generator().manual_seed(seed)
    nn.init.kaiming_normal_(head.weight, nonlinearity="linear", generator=generator)
    nn.init.zeros_(head.bias)
    return from_module(name, "random", join_head(features, head), input_size=INPUT_SIZE)


def join_head(features: nn.Module, head: nn.Linear) -> nn.Module:
    """Put the mean over places and a linear head behind AlexNet's convolutions."""
    network = nn.Sequential()
    network.add_module("features", features)
    network.add_module("avgpool", nn.AdaptiveAvgPool2d(1))
    network.add_module("flatten", nn.Flatten())
    network.add_module("classifier", head)
    return network


def from_module(
    name: str,
    source: Source,
    module: nn.Module,
    *,
    input_size: int,
    classes: tuple[str, ...] = (),
    calibration: Calibration | None = None,
    familiarity: Familiarity | None = None,
) -> LoadedNetwork:
    """Freeze a network and list its convolutions."""
    trace = trace_network(module)
    return LoadedNetwork(
        name,
        source,
        trace,
        input_size,
        classes,
        list_convolutions(trace),
        calibration or Calibration(),
        familiarity,
    )
