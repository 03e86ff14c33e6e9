"""Features of many pictures in batches against one picture at a time.

On one CPU thread the arithmetic itself takes most of the time either way, so batches save little;
on a graphics card, where there is one, they save nearly everything.
"""

from __future__ import annotations

import time

import torch
from torch import Tensor

from explorer.networks.architectures import build_architecture
from explorer.networks.feature_cut import FeatureCut, batch_size, cut_network
from explorer.networks.loaded_network import from_module, load_random
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


def whole_one_by_one(pictures: Tensor) -> float:
    """Listen with a hook to all of torchvision's AlexNet, a picture at a time; return CPU s."""
    module = build_architecture("alexnet", classifier=True)
    network = from_module("alexnet", "random", module, input_size=SIDE)
    end = cut_network(network, "features.10").end
    started_s = time.process_time()
    for picture in pictures:
        extract_features(lambda fed: network.observe(fed, [end])[1][end], picture[None], SIDE)
    return time.process_time() - started_s


def measure(name: str, layer: str, device: str) -> list[object]:
    """Time both ways in turn and keep each one's shortest time.

    Processor time on the CPU, where others work too; the wall clock on a graphics card.
    """
    clock = time.process_time if device == "cpu" else time.perf_counter
    network = load_random(name)
    network.module.to(device)
    cut = cut_network(network, layer)
    draw = torch.Generator().manual_seed(0)
    shape = (PICTURES, 3, STORED, STORED)
    pictures = torch.randint(0, 256, shape, dtype=torch.uint8, generator=draw).to(device)
    ways = {"alone": one_by_one, "together": batched}
    for way in ways.values():  # what is done once is not timed
        way(cut, pictures[:8])
    times: dict[str, list[float]] = {key: [] for key in ways}
    found = {}
    for _ in range(ROUNDS):
        for key, way in ways.items():
            started_s = clock()
            found[key] = way(cut, pictures).cpu()
            times[key].append(clock() - started_s)
    alone, together = min(times["alone"]), min(times["together"])
    gap = (found["alone"] - found["together"]).abs().max() / found["alone"].abs().max()
    cells = [f"{alone:.2f}", f"{together:.2f}", ratio(alone, together), GOAL, f"{gap.item():.0e}"]
    return [f"{name} {layer}", device, *cells]


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(1)  # as in the app
    devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
    rows = [measure("alexnet", "features.10", device) for device in devices]
    whole_s = whole_one_by_one(torch.zeros(PICTURES, 3, STORED, STORED, dtype=torch.uint8))
    batches_s = float(str(rows[0][3]))
    cells = [f"{whole_s:.2f}", rows[0][3], ratio(whole_s, batches_s), GOAL, ""]
    rows.append(["the same, its classifier left on", "cpu", *cells])
    print_table(
        f"Features of {PICTURES} pictures at {SIDE} pixels, shortest of {ROUNDS}",
        ["network", "on", "one by one, s", "in batches, s", "faster", "goal", "difference"],
        rows,
    )


if __name__ == "__main__":
    main()
