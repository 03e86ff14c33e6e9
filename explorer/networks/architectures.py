"""The torchvision networks that are offered, with random weights that need no download.

Built without weights on the meta device and then filled from a generator of their own, so that
nothing here draws from the random state that all visitors share.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal, get_args

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.errors import SettingError
from explorer.layers.limits import require_within
from explorer.networks.subnetwork import take_part
from explorer.networks.tracing import trace_network
from explorer.text import N_

ArchitectureName = Literal[
    "alexnet",
    "vgg16",
    "resnet18",
    "resnet50",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "mobilenet_v3_large",
]
ARCHITECTURE_NAMES: tuple[ArchitectureName, ...] = get_args(ArchitectureName)
CALIBRATION_SIZE = 96
CALIBRATION_PICTURES = 4
OCTAVES = 6


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network by torchvision's name, its title and the paper it comes from."""

    name: ArchitectureName
    title: str
    source: str


ARCHITECTURES: tuple[Architecture, ...] = (
    Architecture("alexnet", "AlexNet", "Krizhevsky 2014, arXiv:1404.5997"),
    Architecture("vgg16", "VGG-16", "Simonyan and Zisserman 2014, arXiv:1409.1556"),
    Architecture("resnet18", "ResNet-18", "He et al. 2015, arXiv:1512.03385"),
    Architecture("resnet50", "ResNet-50", "He et al. 2015, arXiv:1512.03385"),
    Architecture("mobilenet_v2", "MobileNetV2", "Sandler et al. 2018, arXiv:1801.04381"),
    Architecture("mobilenet_v3_small", "MobileNetV3 small", "Howard et al. 2019, arXiv:1905.02244"),
    Architecture("mobilenet_v3_large", "MobileNetV3 large", "Howard et al. 2019, arXiv:1905.02244"),
)


def build_skeleton(name: str) -> nn.Module:
    """Build a network on the meta device: all layers and shapes, no weights and no memory.

    Raises SettingError for a name that is not offered.
    """
    if name not in ARCHITECTURE_NAMES:
        raise SettingError(
            N_("there is no network named {name}: choose one of {names}"),
            name=str(name)[:40],
            names=", ".join(ARCHITECTURE_NAMES),
        )
    models = import_module("torchvision.models")  # seconds: late, and it has no type hints
    with torch.device("meta"):
        network: nn.Module = getattr(models, name)(weights=None)
    return network.eval()


def build_architecture(name: str, seed: int = 0, *, classifier: bool = False) -> nn.Module:
    """Build a network with random weights, in evaluation mode, without gradient.

    Convolutions start as He et al. 2015 (arXiv:1502.01852) have it; BatchNorm stands as after one
    batch of coarse and fine noise. Without `classifier` the linear layers stay without weights:
    they are 96 % of AlexNet's. Raises SettingError for a name that is not offered.
    """
    require_within("seed", seed, 0, 2**32 - 1)
    network = build_skeleton(name)
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if classifier or not isinstance(module, nn.Linear):
            _fill(module, generator)
    _calibrate(network, make_noise(generator))
    return network.requires_grad_(requires_grad=False).eval()


def make_noise(generator: torch.Generator) -> Tensor:
    """Return (4, 3, 96, 96) noise of mean 0 and deviation 1, each octave of detail as strong."""
    noise = torch.zeros(CALIBRATION_PICTURES, 3, CALIBRATION_SIZE, CALIBRATION_SIZE)
    for octave in range(OCTAVES):
        side = CALIBRATION_SIZE >> octave
        grain = torch.randn(CALIBRATION_PICTURES, 3, side, side, generator=generator)
        noise += functional.interpolate(grain, size=noise.shape[-1], mode="bilinear")
    return (noise - noise.mean()) / noise.std()


def _fill(module: nn.Module, generator: torch.Generator) -> None:
    """Give one module numbers of its own memory in place of its meta tensors."""
    if not list(module.parameters(recurse=False)):
        return
    module.to_empty(device="cpu", recurse=False)
    if isinstance(module, nn.BatchNorm2d):
        module.reset_parameters()  # ones and zeros: nothing is drawn
    elif isinstance(module, nn.Conv2d | nn.Linear):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    else:
        raise TypeError(f"{type(module).__name__} is not filled here")


def _calibrate(network: nn.Module, pictures: Tensor) -> None:
    """Let every BatchNorm keep the statistics of what these pictures (N, 3, H, W) become."""
    trace = trace_network(network)  # a copy that shares the statistics, not the mode
    norms = {
        name: module
        for name, module in trace.network.named_modules()
        if isinstance(module, nn.BatchNorm2d)
    }
    if not norms:
        return
    for norm in norms.values():
        norm.momentum = 1.0  # keep this batch alone
        norm.train()
    last = [name for name in trace.outputs if name in norms][-1]
    with torch.no_grad():
        take_part(trace, last, (3, *pictures.shape[2:])).run(pictures)
