"""Features of many pictures in batches against one picture at a time."""

from __future__ import annotations

import time

import torch
from torch import Tensor

from explorer.networks.feature_cut import FeatureCut, batch_size, cut_network
from explorer.networks.loaded_network import load_random
from explorer.networks.neighbours import extract_features, feature_batches
from tests.benchmarks.harness import print_table, ratio

PICTURES = 512
SIDE = 112
STORED = 32  # pixels a side of the pictures before they are resized
ROUNDS = 3
GOAL = "5 ×"


def one_by_one(cut: FeatureCut, pictures: Tensor) -> Tensor:
    """Run each picture through the cut network alone."""
    return torch.cat([extract_features(cut, picture[None], SIDE) for picture in pictures])


def batched(cut: FeatureCut, pictures: Tensor) -> Tensor:
    """Run them as the page does."""
    return torch.cat(list(feature_batches(cut, pictures, SIDE, batch=batch_size(SIDE))))


def measure(name: str, layer: str, threads: int) -> list[object]:
    """Time both ways in turn by the wall clock and keep each one's shortest time."""
    torch.set_num_threads(threads)
    cut = cut_network(load_random(name), layer)
    draw = torch.Generator().manual_seed(0)
    shape = (PICTURES, 3, STORED, STORED)
    pictures = torch.randint(0, 256, shape, dtype=torch.uint8, generator=draw)
    batched(cut, pictures[:8])
    times: dict[str, list[float]] = {"alone": [], "together": []}
    found = {}
    for _ in range(ROUNDS):
        for key, way in (("alone", one_by_one), ("together", batched)):
            started_s = time.perf_counter()
            found[key] = way(cut, pictures)
            times[key].append(time.perf_counter() - started_s)
    alone, together = min(times["alone"]), min(times["together"])
    gap = (found["alone"] - found["together"]).abs().max() / found["alone"].abs().max()
    return [
        f"{name} {layer}", threads, f"{alone:.2f}", f"{together:.2f}", ratio(alone, together),
        GOAL, f"{gap.item():.0e}",
    ]  # fmt: skip


def main() -> None:
    """Measure and print."""
    print_table(
        f"Features of {PICTURES} pictures at {SIDE} pixels, shortest of {ROUNDS}",
        ["network", "threads", "one by one, s", "in batches, s", "faster", "goal", "difference"],
        [
            measure("alexnet", "features.10", 1),
            measure("alexnet", "features.10", torch.get_num_threads()),
        ],
    )


if __name__ == "__main__":
    main()
