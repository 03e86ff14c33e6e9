"""The code that makes a shown network, with exactly the weights that are shown."""

from __future__ import annotations

import inspect

from explorer.networks import architectures
from explorer.networks.loaded_network import CIFAR_CLASSES, RANDOM_SEED, LoadedNetwork
from explorer.networks.pack import CONVOLUTIONS_FILE, HEADS_FILE
from explorer.networks.trunk import CHANNELS

_OFFLINE = """\
FOLDER = "assets/weights/"  # of the project
convolutions = load_file(FOLDER + "{convolutions}")
heads = load_file(FOLDER + "{heads}")
with torch.device("meta"):  # torchvision's layers, without weights of their own
    features, head = models.alexnet().features, nn.Linear({channels}, {classes})
features.load_state_dict(
    {{name.removeprefix("features."): tensor.float() for name, tensor in convolutions.items()}},
    assign=True,
)
head.load_state_dict(
    {{name: heads["cifar10." + name].float() for name in ("weight", "bias")}}, assign=True
)
"""
_JOIN = """\
network = nn.Sequential()
network.add_module("features", features)
network.add_module("avgpool", nn.AdaptiveAvgPool2d(1))  # mean over places
network.add_module("flatten", nn.Flatten())
network.add_module("classifier", head)"""
_IMAGENET = 'network = models.{name}(weights="IMAGENET1K_V1")  # downloaded once'
_START = """\
generator = torch.Generator().manual_seed({seed})  # random weights: nothing is learned


def start(module):
    \"\"\"Give a layer the weights that He et al. 2015 begin with.\"\"\"
    module.to_empty(device="cpu", recurse=False)
    if isinstance(module, nn.BatchNorm2d):
        module.reset_parameters()
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


with torch.device("meta"):
    network = models.{name}(weights=None)
"""
_ALEXNET = """\
features = network.features
for module in features.modules():
    start(module)
head = nn.Linear({channels}, {classes})
nn.init.kaiming_normal_(
    head.weight, nonlinearity="linear", generator=torch.Generator().manual_seed({seed})
)
nn.init.zeros_(head.bias)
"""
_NORMED = """\
for module in network.eval().modules():
    start(module)

CALIBRATION_SIZE, CALIBRATION_PICTURES, OCTAVES = {size}, {pictures}, {octaves}


{make_noise}

# BatchNorm keeps the statistics of one batch of noise: without any, deep maps would fade or burst.
norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
for norm in norms:
    norm.momentum = 1.0
    norm.train()
with torch.no_grad():
    network(make_noise(generator))"""


def network_code(network: LoadedNetwork) -> tuple[list[str], str]:
    """Return further import lines and the code that defines `network`."""
    classes = len(CIFAR_CLASSES)
    if network.source == "offline":
        code = _OFFLINE.format(
            convolutions=CONVOLUTIONS_FILE, heads=HEADS_FILE, channels=CHANNELS, classes=classes
        )
        return ["from safetensors.torch import load_file", "from torch import nn"], code + _JOIN
    if network.source == "imagenet":
        return ["from torch import nn"], _IMAGENET.format(name=network.name)
    start = _START.format(seed=RANDOM_SEED, name=network.name)
    if network.name == "alexnet":
        own = _ALEXNET.format(channels=CHANNELS, classes=classes, seed=RANDOM_SEED)
        return ["from torch import nn"], start + own + _JOIN
    own = _NORMED.format(
        size=architectures.CALIBRATION_SIZE,
        pictures=architectures.CALIBRATION_PICTURES,
        octaves=architectures.OCTAVES,
        make_noise=inspect.getsource(architectures.make_noise).rstrip(),
    )
    return ["from torch import Tensor, nn", "from torch.nn import functional"], start + own
