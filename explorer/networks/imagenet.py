"""Networks with the weights that torchvision trained on ImageNet, for whoever asks for them.

Addresses, sizes, figures and class names are torchvision's own records:
https://docs.pytorch.org/vision/stable/models.html.
"""

from __future__ import annotations

import errno
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Literal, get_args
from urllib.parse import urlsplit

import torch
from torch import Tensor, nn

from explorer.data.remote_files import RemoteFile
from explorer.errors import SettingError, WeightsError
from explorer.networks.architectures import ARCHITECTURES, build_skeleton
from explorer.text import N_

ImageNetName = Literal["alexnet", "mobilenet_v2", "mobilenet_v3_small", "resnet18"]
IMAGENET_NAMES: tuple[ImageNetName, ...] = get_args(ImageNetName)

# What torch.load lets through on damaged files.
_DAMAGE = (
    pickle.UnpicklingError,  # also what weights_only refuses
    EOFError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class ImageNetNetwork:
    """A network of torchvision, its weights (IMAGENET1K_V1), and what belongs to them.

    Pictures are resized to `resize_size` pixels on the shorter side (bilinear, antialiased), cut to
    the middle `crop_size` pixels, brought to [0, 1], and (value − mean) / std is taken per colour.
    `categories`: the class names by output; `top1`, `top5`: shares in [0, 1] of ImageNet's
    validation pictures.
    """

    name: ImageNetName
    title: str
    file: RemoteFile
    resize_size: int
    crop_size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    categories: tuple[str, ...]
    top1: float
    top5: float
    parameters: int


@cache
def imagenet_network(name: str) -> ImageNetNetwork:
    """Return the record of a network. Raises SettingError for a name that is not offered."""
    if name not in IMAGENET_NAMES:
        raise SettingError(
            N_("there are no ImageNet weights for {name} here: choose one of {names}"),
            name=name[:40],
            names=", ".join(IMAGENET_NAMES),
        )
    models = import_module("torchvision.models")  # seconds: late, and it has no type hints
    weights = models.get_model_weights(name).IMAGENET1K_V1
    prepare, meta = weights.transforms(), weights.meta
    accuracy = meta["_metrics"]["ImageNet-1K"]
    (resize_size,), (crop_size,) = prepare.resize_size, prepare.crop_size
    return ImageNetNetwork(
        name=name,
        title=next(each.title for each in ARCHITECTURES if each.name == name),
        file=_remote_file(weights.url, meta["_file_size"]),
        resize_size=resize_size,
        crop_size=crop_size,
        mean=tuple(prepare.mean),
        std=tuple(prepare.std),
        categories=tuple(meta["categories"]),
        top1=accuracy["acc@1"] / 100,
        top5=accuracy["acc@5"] / 100,
        parameters=meta["num_params"],
    )


def imagenet_networks() -> tuple[ImageNetNetwork, ...]:
    """Return the records of all networks that are offered."""
    return tuple(imagenet_network(name) for name in IMAGENET_NAMES)


def default_folder() -> Path:
    """Return the folder where torch.hub keeps weights: what a host has already is found there."""
    return Path(torch.hub.get_dir()) / "checkpoints"


def load_imagenet(network: ImageNetNetwork, path: Path) -> nn.Module:
    """Load a network from its file, on the CPU, in evaluation mode, without gradients.

    The file's digest is not looked at: pass what `find_file` returns. Nothing in it is executed.
    Raises WeightsError if it does not hold exactly this network's weights.
    """
    model = build_skeleton(network.name)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        if error.errno == errno.EINVAL:  # the reader was led before the file's beginning
            raise _wrong_file(network) from error
        raise WeightsError(
            N_("The weights of {title} cannot be read ({reason}): download them again."),
            title=network.title,
            reason=error.strerror or type(error).__name__,
        ) from error
    except _DAMAGE as error:
        raise _wrong_file(network) from error
    if not _is_state(state, model.state_dict()):
        raise _wrong_file(network)
    try:
        model.load_state_dict(state, strict=True, assign=True)
    except _DAMAGE as error:
        raise _wrong_file(network) from error
    if any(tensor.is_meta for tensor in chain(model.parameters(), model.buffers())):
        raise _wrong_file(network)
    return model.requires_grad_(requires_grad=False).eval()


def _remote_file(url: str, size_mib: float) -> RemoteFile:
    """Read name and first digits of the sha256 out of an address (`resnet18-f37072fd.pth`)."""
    name = PurePosixPath(urlsplit(url).path).name
    digest = name.rpartition("-")[2].partition(".")[0]
    return RemoteFile(url=url, name=name, digest=digest, size_bytes=round(size_mib * 2**20))


def _is_state(state: object, expected: Mapping[str, Tensor]) -> bool:
    """Whether this is a state dict whose values are of the types that the network computes with."""
    return isinstance(state, Mapping) and all(
        isinstance(value, Tensor) and (name not in expected or value.dtype == expected[name].dtype)
        for name, value in state.items()
    )


def _wrong_file(network: ImageNetNetwork) -> WeightsError:
    return WeightsError(
        N_(
            "The file {name} does not hold the weights of {title}: delete it and download it again."
        ),
        name=network.file.name,
        title=network.title,
    )
