"""The networks whose weights are looked at, and where their weights can come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["offline", "imagenet", "random"]


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network by torchvision's name; `sources`: where its weights come from, the usual first."""

    name: str
    title: str
    sources: tuple[Source, ...]
    first_layer: str


NETWORKS: dict[str, NetworkEntry] = {
    entry.name: entry
    for entry in (
        NetworkEntry("alexnet", "AlexNet", ("offline", "imagenet", "random"), "features.0"),
        NetworkEntry("resnet18", "ResNet-18", ("imagenet", "random"), "conv1"),
        NetworkEntry("mobilenet_v2", "MobileNetV2", ("imagenet", "random"), "features.0.0"),
        NetworkEntry(
            "mobilenet_v3_small", "MobileNetV3 small", ("imagenet", "random"), "features.0.0"
        ),
    )
}
