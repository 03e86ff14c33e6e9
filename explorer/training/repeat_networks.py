"""A run's network as plain PyTorch: code that defines `trunk`, `head` and `blocks` alike."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from torch import nn

from explorer.layers.stack_code import decode_stack
from explorer.layers.stack_text import parse_sequential, write_sequential
from explorer.networks.pack import CONVOLUTIONS_FILE
from explorer.training.dropout import SeenDropout
from explorer.training.models import TRUNKS, Model, ModelChoice, start_as_he

_SMALL = """\
torch.manual_seed(SEED)
network = {layers}
trunk, head = network[:-1], network[-1:]
blocks = list(trunk)
"""
_OFFLINE = f"""\
# The weights that the project brings along, float16: run this from the project's folder
torch.manual_seed(SEED)
features = {{layers}}
state = load_file("assets/weights/{CONVOLUTIONS_FILE}")
features.load_state_dict({{{{k.removeprefix("features."): v.float() for k, v in state.items()}}}})
"""
_RANDOM = """\
{start}

torch.manual_seed(SEED)
network = models.{name}(weights=None)
network.apply(start_as_he)
"""
_IMAGENET = """\
network = models.{name}(weights="IMAGENET1K_V1")  # fetched by torchvision where it is not here
torch.manual_seed(SEED)  # of the head
"""
_FEATURES = "features = network.features\n"
_RESNET_FEATURES = "features = nn.Sequential(*list(network.children())[:-2])\n"
_HEADED = """\
trunk = nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten())
head = {head}
blocks = list(features)
"""


@dataclass(frozen=True, slots=True)
class NetworkCode:
    """Code that builds a network, and the imports it needs beside torch and nn."""

    code: str
    imports: tuple[str, ...] = ()


def network_code(choice: ModelChoice, model: Model) -> NetworkCode:
    """Write the code that `build_model` stands for, with the same random numbers in one order."""
    if choice.name not in TRUNKS:
        return NetworkCode(_small_code(choice, model))
    head = _HEADED.format(head=_layers(model.head))
    if choice.source == "offline":
        features = model.trunk.get_submodule("0")
        code = _OFFLINE.format(layers=_layers(features))
        return NetworkCode(code + head, ("from safetensors.torch import load_file",))
    if choice.source == "imagenet":
        code = _IMAGENET.format(name=choice.name)
    else:
        start = inspect.getsource(start_as_he)
        code = _RANDOM.format(name=choice.name, start=start)
    code += _RESNET_FEATURES if choice.name == "resnet18" else _FEATURES
    return NetworkCode(code + head, ("from torchvision import models",))


def _small_code(choice: ModelChoice, model: Model) -> str:
    layers = [*model.trunk.children(), *model.head.children()]
    code = write_sequential(decode_stack(choice.stack)) if choice.stack else _layers(*layers)
    dropping = "nn.Dropout(" in code
    code = _SMALL.format(layers=code.replace("nn.Dropout(", "SeenDropout("))
    return f"{inspect.getsource(SeenDropout)}\n\n{code}" if dropping else code


def _layers(*modules: nn.Module) -> str:
    """Write layers as one `nn.Sequential(…)`, from what PyTorch prints of them."""
    printed = repr(modules[0] if len(modules) == 1 else nn.Sequential(*modules))
    for module in modules:
        if isinstance(module, SeenDropout):
            printed = printed.replace("SeenDropout()", f"Dropout(p={module.p})", 1)
    return write_sequential(parse_sequential(printed))
