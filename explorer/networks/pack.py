"""The offline pack: five convolutions and their heads in half precision, and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from explorer.networks.filter_quality import FilterQuality, judge_filters
from explorer.networks.neighbours import NeighbourScore, extract_features, score_neighbours
from explorer.networks.photo_data import PictureSet
from explorer.networks.trunk import build_features

CONVOLUTIONS_FILE = "alexnet_convolutions.safetensors"
HEADS_FILE = "alexnet_heads.safetensors"
TEMPLATES_FILE = "templates.safetensors"
INPUT_SIZE = 112  # pixels a side: the size that training ends at and the figures hold for

State = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class PackFigures:
    """What a pack reaches on CIFAR-10's test set and how its first layer looks.

    `accuracy`: share of the ten thousand test pictures the head names rightly; `neighbours`: five
    nearest neighbours of pooled features; `quality`: of conv1's 64 filters.
    """

    accuracy: float
    neighbours: NeighbourScore
    quality: FilterQuality

    def lines(self) -> list[str]:
        """Tell the figures, a line each."""
        quality, counts = self.quality, self.quality.direction_counts
        return [
            f"conv1: {quality.clean.sum()} of {len(quality.clean)} filters clean, "
            f"largest roughness {quality.roughness.max():.3f}",
            f"conv1: {quality.one_direction.sum()} with one direction over "
            f"{(counts > 0).sum()} of {len(counts)} directions: {counts.tolist()}",
            f"CIFAR-10 test: {self.accuracy:.2%} at {INPUT_SIZE} pixels",
            f"5 nearest neighbours: {self.neighbours.mean:.3f} ± {self.neighbours.spread:.3f} "
            f"over {len(self.neighbours.accuracies)} draws",
        ]


def save_pack(folder: Path, convolutions: State, heads: State) -> None:
    """Write both files of a pack into `folder`.

    `convolutions`: torchvision's names, `features.0.weight` …; `heads`: `cifar10.weight` (10, 256)
    and `cifar10.bias` (10,), and those of the photographs beside them.
    """
    save_tensors(folder / CONVOLUTIONS_FILE, convolutions)
    save_tensors(folder / HEADS_FILE, heads)


def read_pack(folder: Path) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Read what `save_pack` wrote. Raises FileNotFoundError where there is no pack."""
    return read_tensors(folder / CONVOLUTIONS_FILE), read_tensors(folder / HEADS_FILE)


def save_tensors(path: Path, state: State) -> None:
    """Write tensors rounded to half precision; the file appears whole or not at all."""
    from safetensors.torch import save

    path.parent.mkdir(parents=True, exist_ok=True)
    halves = {key: tensor.detach().cpu().half().contiguous() for key, tensor in state.items()}
    part = path.with_suffix(".part")
    part.write_bytes(save(halves))
    part.replace(path)


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read what `save_tensors` wrote, as float32. Raises FileNotFoundError if it is not there."""
    from safetensors.torch import load

    return {key: tensor.float() for key, tensor in load(path.read_bytes()).items()}


def measure_pack(
    convolutions: State, heads: State, test: PictureSet, size: int = INPUT_SIZE
) -> PackFigures:
    """Measure a pack on the test pictures of CIFAR-10, on the device where these lie."""
    device = test.canvases.device
    network = build_features(convolutions).to(device)
    features = extract_features(network, test.canvases, size)  # (N, 256)
    scores = features @ heads["cifar10.weight"].to(device).T + heads["cifar10.bias"].to(device)
    right = (scores.argmax(dim=1) == test.labels).float().mean()
    return PackFigures(
        accuracy=right.item(),
        neighbours=score_neighbours(features.cpu(), test.labels.cpu()),
        quality=judge_filters(convolutions["features.0.weight"].numpy()),
    )
