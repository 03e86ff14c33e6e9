"""The offline pack: five convolutions and their heads in half precision, and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from explorer.errors import WeightsError
from explorer.networks.calibration import Calibration, calibrate
from explorer.networks.familiarity import Familiarity, learn_familiarity
from explorer.networks.filter_quality import FilterQuality, judge_filters
from explorer.networks.neighbours import NeighbourScore, extract_features, score_neighbours
from explorer.networks.pack_manifest import check_content
from explorer.networks.photo_data import PictureSet
from explorer.networks.trunk import build_features
from explorer.text import N_

CONVOLUTIONS_FILE = "alexnet_convolutions.safetensors"
HEADS_FILE = "alexnet_heads.safetensors"
TEMPLATES_FILE = "templates.safetensors"
INPUT_SIZE = 112  # pixels a side: the size that training ends at and the figures hold for

State = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class PackFigures:
    """What a pack reaches on CIFAR-10's test set and how its first layer looks.

    `accuracy`: share of the ten thousand test pictures the head names rightly; `neighbours`: five
    nearest neighbours of pooled features; `quality`: of conv1's 64 filters; `calibration`: of the
    head's scores.
    """

    accuracy: float
    neighbours: NeighbourScore
    quality: FilterQuality
    calibration: Calibration
    familiarity: Familiarity

    @property
    def clean(self) -> int:
        """How many of conv1's filters are free of noise."""
        return int(self.quality.clean.sum())

    @property
    def one_direction(self) -> int:
        """How many of conv1's filters have one direction."""
        return int(self.quality.one_direction.sum())

    @property
    def directions(self) -> int:
        """Over how many of the directions these are spread."""
        return int((self.quality.direction_counts > 0).sum())

    def lines(self) -> list[str]:
        """Tell the figures, a line each."""
        quality, counts = self.quality, self.quality.direction_counts
        return [
            f"conv1: {self.clean} of {len(quality.clean)} filters clean, "
            f"largest roughness {quality.roughness.max():.3f}",
            f"conv1: {self.one_direction} with one direction over "
            f"{self.directions} of {len(counts)} directions: {counts.tolist()}",
            f"CIFAR-10 test: {self.accuracy:.2%} at {INPUT_SIZE} pixels",
            f"5 nearest neighbours: {self.neighbours.mean:.3f} ± {self.neighbours.spread:.3f} "
            f"over {len(self.neighbours.accuracies)} draws",
            f"calibration: temperature {self.calibration.temperature:.3f}; "
            f"none of the classes beyond {self.familiarity.greatest:.3f} deviations",
        ]


def save_pack(folder: Path, convolutions: State, heads: State) -> None:
    """Write both files of a pack into `folder`.

    `convolutions`: torchvision's names, `features.0.weight` …; `heads`: `cifar10.weight` (10, 256)
    and `cifar10.bias` (10,), and those of the photographs beside them.
    """
    save_tensors(folder / CONVOLUTIONS_FILE, convolutions)
    save_tensors(folder / HEADS_FILE, heads)


def read_pack(folder: Path) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Read what `save_pack` wrote. Raises WeightsError as `read_tensors` does."""
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
    """Read what `save_tensors` wrote, as float32.

    Raises WeightsError if the file is not there, or is not the one that a manifest beside it lists.
    """
    from safetensors.torch import load

    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise WeightsError(
            N_("{file} is missing: fetch the folder assets/weights of this project again."),
            file=path.name,
        ) from error
    check_content(path, content)
    return {key: tensor.float() for key, tensor in load(content).items()}


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
        calibration=calibrate(scores, test.labels),
        familiarity=learn_familiarity(features, test.labels),
    )
