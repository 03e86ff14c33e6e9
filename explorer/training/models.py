"""Networks to be trained: a trunk that gives features, a head that names classes."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import cast

from torch import Tensor, nn

from explorer.augmentation.seeded import SeededDraws
from explorer.errors import SettingError
from explorer.layers.layer_specs import Dropout
from explorer.layers.network_stack import follow
from explorer.layers.stack_code import decode_stack
from explorer.networks.building import require_affordable
from explorer.networks.imagenet import imagenet_network, load_imagenet
from explorer.networks.loaded_network import OFFLINE_FOLDER
from explorer.networks.network_list import Source
from explorer.networks.pack import INPUT_SIZE, read_pack
from explorer.networks.trunk import IMAGENET_MEAN, IMAGENET_STD, build_features
from explorer.text import N_
from explorer.training.dropout import SeenDropout
from explorer.training.settings import HeadKind

HIDDEN = 500  # of the lecture's head: Linear, ReLU, Linear
SMALL_SIDE = 64  # pixels a side that small networks are given at most
TRUNKS = ("alexnet", "mobilenet_v2", "mobilenet_v3_small", "resnet18")
SMALL = ("lenet", "fc")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A network in two parts, on the CPU, free for one run to change.

    `trunk`: (N, channels, side, side) float32 to (N, F) features; `head`: (N, F) to (N, K) scores.
    `mean` and `std`: what pictures in [0, 1] are normalised with, None where the training set's
    own are taken; `blocks`: the trunk's parts from the picture's end, which are unfrozen one after
    another; `first`: the convolution that looks at the picture, None where there is none.
    """

    name: str
    trunk: nn.Module
    head: nn.Module
    channels: int
    side: int
    pretrained: bool
    mean: tuple[float, ...] | None
    std: tuple[float, ...] | None
    blocks: tuple[nn.Module, ...]
    first: nn.Conv2d | None

    def __call__(self, pictures: Tensor) -> Tensor:
        """Return (N, K) scores of (N, channels, side, side) normalised pictures."""
        scores: Tensor = self.head(self.trunk(pictures))
        return scores


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which network: a name of TRUNKS or SMALL, or "stack" with its code, and whose weights."""

    name: str
    source: Source = "random"
    stack: str = ""
    weights: Path | None = None  # the file of ImageNet's weights


def build_model(
    choice: ModelChoice, *, channels: int, side: int, classes: int, head: HeadKind, seed: int
) -> Model:
    """Build a network for pictures of `channels` (1 or 3) and `side` pixels, of `classes` classes.

    What is random comes from `seed`, as in a program that calls `torch.manual_seed(seed)` first.
    Raises SettingError for a name that is not offered or a stack that does not fit.
    """
    with SeededDraws(seed):
        if choice.name in TRUNKS:
            return _with_trunk(choice, classes, head)
        small = min(side, SMALL_SIDE)
        builders: dict[str, Callable[[], nn.Sequential]] = {
            "lenet": lambda: _lenet(channels, small, classes),
            "fc": lambda: _fully_connected(channels, small, classes),
            "stack": lambda: _from_stack(choice.stack, (channels, small, small), classes),
        }
        if choice.name not in builders:
            raise SettingError(
                N_("there is no network {name}: choose one of {names}"),
                name=choice.name[:40],
                names=", ".join((*SMALL, *TRUNKS)),
            )
        layers = builders[choice.name]()
    return _cut_last(choice.name, layers, channels, small)


def _with_trunk(choice: ModelChoice, classes: int, head: HeadKind) -> Model:
    features, width, side = _load_trunk(choice)
    trunk = nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return Model(
        name=choice.name,
        trunk=trunk,
        head=make_head(width, classes, head),
        channels=3,
        side=side,
        pretrained=choice.source != "random",
        mean=IMAGENET_MEAN,
        std=IMAGENET_STD,
        blocks=tuple(features.children()),
        first=_first_convolution(features),
    )


def _load_trunk(choice: ModelChoice) -> tuple[nn.Sequential, int, int]:
    """Return the convolutions, how many features they give, and the side they are fed here."""
    if choice.source == "offline":
        convolutions, _heads = read_pack(OFFLINE_FOLDER)
        return build_features(convolutions), 256, INPUT_SIZE
    if choice.source == "imagenet":
        if choice.weights is None:
            raise SettingError(N_("ImageNet's weights are not here: download them first"))
        network = load_imagenet(imagenet_network(choice.name), choice.weights)
    else:
        network = getattr(import_module("torchvision.models"), choice.name)(weights=None)
        network.apply(start_as_he)
    network.requires_grad_(requires_grad=True)
    if choice.name == "resnet18":
        children = dict(network.named_children())
        names = ("conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4")
        features = nn.Sequential(*(children[name] for name in names))
    else:
        features = cast("nn.Sequential", network.get_submodule("features"))
    widths = {"alexnet": 256, "resnet18": 512, "mobilenet_v2": 1280, "mobilenet_v3_small": 576}
    return features, widths[choice.name], INPUT_SIZE


def start_as_he(module: nn.Module) -> None:
    """Start a convolution so that ReLUs keep the values' size (He et al. 2015, arXiv:1502.01852).

    torchvision's AlexNet starts with PyTorch's default, whose values all but vanish on their way.
    """
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def make_head(width: int, classes: int, kind: HeadKind) -> nn.Sequential:
    """Return a linear head, or the lecture's Linear, ReLU, Linear with 500 between."""
    if kind == "linear":
        return nn.Sequential(nn.Linear(width, classes))
    return nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, classes))


def _lenet(channels: int, side: int, classes: int) -> nn.Sequential:
    """Two 5 × 5 convolutions with pooling, two linear layers: LeNet-like."""
    left = 32 * (side // 4) ** 2
    return nn.Sequential(
        nn.Conv2d(channels, 16, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(left, 128),
        nn.ReLU(),
        SeenDropout(0.25),
        nn.Linear(128, classes),
    )


def _fully_connected(channels: int, side: int, classes: int) -> nn.Sequential:
    """Linear layers alone, on the picture as a vector."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(channels * side * side, 256),
        nn.ReLU(),
        nn.Linear(256, 128),
        nn.ReLU(),
        nn.Linear(128, classes),
    )


def _from_stack(code: str, shape: tuple[int, int, int], classes: int) -> nn.Sequential:
    """Build a stack of the architecture page; raises SettingError where it does not end in K."""
    stack = decode_stack(code)
    walk = follow(stack, shape)
    require_affordable(walk)
    if walk.output_shape != (classes,):
        raise SettingError(
            N_(
                "the stack gives {shape} for pictures of {given}, the data has {classes} classes: "
                "end it with Flatten and Linear(…, {classes})"
            ),
            shape=" × ".join(map(str, walk.output_shape)),
            given=" × ".join(map(str, shape)),
            classes=classes,
        )
    layers: list[nn.Module] = []
    for layer in stack:
        if isinstance(layer, Dropout):
            layers.append(SeenDropout(layer.p))
            continue
        arguments = {each.name: getattr(layer, each.name) for each in fields(layer)}  # type: ignore[arg-type]
        layers.append(getattr(nn, layer.kind)(**arguments))
    return nn.Sequential(*layers)


def _cut_last(name: str, layers: nn.Sequential, channels: int, side: int) -> Model:
    """Take the last layer as the head; what comes before it is the trunk."""
    trunk, head = layers[:-1], layers[-1:]
    return Model(
        name=name,
        trunk=trunk,
        head=head,
        channels=channels,
        side=side,
        pretrained=False,
        mean=None,
        std=None,
        blocks=tuple(trunk.children()),
        first=_first_convolution(layers),
    )


def _first_convolution(layers: nn.Module) -> nn.Conv2d | None:
    return next((module for module in layers.modules() if isinstance(module, nn.Conv2d)), None)


def copy_state(model: Model) -> dict[str, Tensor]:
    """Return all weights and statistics of a model as they are now."""
    parts = {"trunk": model.trunk, "head": model.head}
    return {
        f"{part}.{name}": value.detach().clone()
        for part, module in parts.items()
        for name, value in module.state_dict().items()
    }


def load_state(model: Model, state: dict[str, Tensor]) -> None:
    """Put back what `copy_state` gave."""
    for part, module in (("trunk", model.trunk), ("head", model.head)):
        prefix = f"{part}."
        own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        module.load_state_dict(own)


def fold_norms(trunk: nn.Module) -> nn.Module:
    """Return a copy of a trunk in evaluation mode, each BatchNorm folded into its convolution."""
    from torch import fx
    from torch.fx.experimental.optimization import fuse

    copied = deepcopy(trunk).eval()
    if not any(isinstance(module, nn.BatchNorm2d) for module in copied.modules()):
        return copied
    folded: nn.Module = fuse(fx.symbolic_trace(copied))
    return folded.eval()
