"""The feature-space page's exported script: the classifier cut off, features, neighbours."""

from __future__ import annotations

import streamlit as st

from explorer.data.class_folders import FOLDER_CODE
from explorer.data.labelled_pictures import VECTOR_SIDE
from explorer.networks.feature_cut import FeatureCut, batch_size
from explorer.networks.feature_scores import ASKED_SHARE, DRAWS, KNOWN_SHARE
from explorer.networks.loaded_network import RANDOM_SEED, LoadedNetwork
from explorer.ui.feature_space.compute import FeatureView, votes_in
from explorer.ui.layout import code_section
from explorer.ui.lessons import lesson_section

TOLERANCE = 0.03  # of an accuracy: a sum in another order can turn a close vote

_START = '''\
"""Who tells classes apart: k nearest neighbours in a network's features and in the pixels."""

import numpy as np
import torch
from PIL import Image
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.neighbors import KNeighborsClassifier
from torch import nn
from torch.nn import functional
from torchvision import models
{imports}
# The pictures: (N, C, S, S) uint8
{data}
print(pixels.shape)
assert pixels.shape == {shape}

# The network, cut behind {layer}
{network}
network.eval()
{cut}
'''
_FEATURES = """\

mean = torch.tensor((0.485, 0.456, 0.406)).view(1, 3, 1, 1)  # ImageNet's
std = torch.tensor((0.229, 0.224, 0.225)).view(1, 3, 1, 1)
features = []
with torch.inference_mode():
    for start in range(0, len(pixels), {batch}):
        pictures = torch.from_numpy(pixels[start : start + {batch}].copy()).float() / 255
        pictures = functional.interpolate(
            pictures, ({size}, {size}), mode="bilinear", antialias=True
        )
        pictures = (pictures.expand(-1, 3, -1, -1) - mean) / std
        features.append({extract})
features = torch.cat(features).numpy()
print("features", features.shape)
assert features.shape == {feature_shape}

# The same pictures as plain vectors
plain = pixels
if pixels.shape[-1] > {side}:
    plain = np.stack([
        [Image.fromarray(plane).resize(({side}, {side}), Image.Resampling.BOX) for plane in picture]
        for picture in pixels
    ])
plain = plain.reshape(len(plain), -1).astype(np.float32) / 255


def draws(labels, left_out):
    splitter = StratifiedShuffleSplit({draws}, test_size=left_out, random_state=0)
    return list(splitter.split(np.zeros(len(labels)), labels))


if regions is None:
    asked_count = max(len(set(labels)), round({asked_share} * len(labels)))
    parts = draws(labels, asked_count)
else:
    chosen = []
    for region in (0, 1):
        members = np.flatnonzero(regions == region)
        left_out = len(members) - round({known_share} * len(members))
        chosen.append([members[kept] for kept, _ in draws(labels[members], left_out)])
    parts = list(zip(*chosen))


def score(vectors):
    accuracies = []
    for known, asked in parts:
        classifier = KNeighborsClassifier({k}, algorithm="brute").fit(vectors[known], labels[known])
        accuracies.append((classifier.predict(vectors[asked]) == labels[asked]).mean())
    return np.mean(accuracies), np.std(accuracies, ddof=1)


found = {{"features": score(features), "pixels": score(plain)}}
for space, (accuracy, spread) in found.items():
    print(f"{{space}}: {{100 * accuracy:.1f}} ± {{100 * spread:.1f}} %")
"""
_ASSERT = """\
assert abs(found["features"][0] - {features}) < {tolerance}
assert abs(found["pixels"][0] - {pixels}) < {tolerance}
"""
_LOADING = "from safetensors.torch import load_file\n"
_HOOK = """\
heard = []
network.get_submodule("{end}").register_forward_hook(
    lambda module, inputs, output: heard.append(output.mean(dim=(2, 3)))  # over all places
)


def extract(pictures):
    heard.clear()
    network(pictures)  # what lies behind the layer runs for nothing
    return heard[{call}]  # a module may stand in several places
"""
_OFFLINE = """\
network = models.alexnet()  # its own start is replaced; run this from the app's folder
state = load_file("assets/weights/alexnet_convolutions.safetensors")  # float16
network.load_state_dict({name: tensor.float() for name, tensor in state.items()}, strict=False)"""
_ALEXNET_RANDOM = f"""\
network = models.alexnet()
generator = torch.Generator().manual_seed({RANDOM_SEED})
for module in network.features:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
        nn.init.zeros_(module.bias)"""


def show_script(view: FeatureView, k: int) -> None:
    """Show the script that scores these pictures."""
    st.markdown(lesson_section("feature_space", "code"))
    code_section(write_script(view, k), "feature_space.py")


def write_script(view: FeatureView, k: int) -> str:
    """Write a complete script for this state; it ends in asserts on the accuracies shown."""
    pictures = view.pictures
    own = pictures.private
    network, cut, extract = _cut_code(view.network, view.cut)
    start = _START.format(
        imports=_LOADING if view.network.source == "offline" else "",
        data=FOLDER_CODE.format(side=pictures.side) if own else pictures.load_code,
        shape=pictures.pixels.shape,
        layer=view.cut.layer,
        network=network,
        cut=cut,
    )
    features = _FEATURES.format(
        batch=batch_size(view.question.size),
        size=view.question.size,
        extract=extract,
        feature_shape=view.features.shape,
        side=VECTOR_SIDE,
        draws=DRAWS,
        asked_share=ASKED_SHARE,
        known_share=KNOWN_SHARE,
        k=k,
    )
    return start + features + ("" if own or not _repeatable(view.network) else _asserts(view, k))


def _asserts(view: FeatureView, k: int) -> str:
    means = {s: votes_in(view, s, k).score.mean for s in ("features", "pixels")}
    return _ASSERT.format(
        features=f"{means['features']:.4f}", pixels=f"{means['pixels']:.4f}", tolerance=TOLERANCE
    )


def _repeatable(network: LoadedNetwork) -> bool:
    """Whether a script without this app has the same weights."""
    return network.source != "random" or network.name == "alexnet"


def _cut_code(network: LoadedNetwork, cut: FeatureCut) -> tuple[str, str, str]:
    """Return code that loads the network, code that cuts it, and what gives the features."""
    if network.source == "offline":
        load = _OFFLINE
    elif network.source == "imagenet":
        load = f'network = models.{network.name}(weights="IMAGENET1K_V1")'
    elif network.name == "alexnet":
        load = _ALEXNET_RANDOM
    else:
        load = f"torch.manual_seed(0)\nnetwork = models.{network.name}()  # random, not this app's"
    if cut.layer == network.convolutions[-1].name:
        return load, _identity(network.name), "network(pictures)"
    return load, _HOOK.format(end=cut.end.module, call=cut.end.call), "extract(pictures)"


def _identity(name: str) -> str:
    """Cut the classifier off as the lecture does."""
    head = "fc" if name.startswith("resnet") else "classifier"
    lines = [f"network.{head} = nn.Identity()  # the classifier is cut off"]
    if name == "alexnet":
        lines.append("network.avgpool = nn.AdaptiveAvgPool2d(1)  # the mean over all places")
    return "\n".join(lines)
