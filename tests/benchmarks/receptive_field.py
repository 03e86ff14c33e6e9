"""Receptive fields against one torch.fx trace, and occlusion against one place at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from torch import fx
from torch.nn import functional

from explorer.networks.architectures import build_architecture, build_skeleton, make_noise
from explorer.networks.occlusion import OcclusionSettings, occlusion_map
from explorer.networks.subnetwork import SubNetwork, take_part
from explorer.networks.tracing import trace_fields, trace_network
from tests.benchmarks.harness import print_table, ratio

ROUNDS = 9
PHOTO = (3, 224, 224)
ANALYSIS_GOAL = "50 ×"
OCCLUSION_GOAL = "3 ×"
OCCLUSIONS = (
    ("alexnet", "features.3"),
    ("alexnet", "features.6"),
    ("alexnet", "features.10"),
    ("alexnet", "features.12"),
    ("vgg16", "features.14"),
    ("vgg16", "features.28"),
    ("resnet18", "layer2.1.relu"),
    ("resnet18", "layer4.1.relu"),
    ("resnet50", "layer3.0.relu"),
    ("mobilenet_v2", "features.18.2"),
)
SETTINGS = OcclusionSettings(patch=16, step=32)


def times_s(*works: Callable[[], object]) -> list[float]:
    """Return the median processor time of each, run in turn: others on the machine do not count."""
    taken: list[list[float]] = [[] for _work in works]
    for _round in range(ROUNDS):
        for work, times in zip(works, taken, strict=True):
            started_s = time.process_time()
            work()
            times.append(time.process_time() - started_s)
    return [median(times) for times in taken]


def show_analysis() -> None:
    """Print how long the fields of whole networks take."""
    rows = []
    for name in ("alexnet", "resnet50", "mobilenet_v3_large"):
        network = build_skeleton(name)
        trace = trace_network(network)
        floor, whole, fields = times_s(
            lambda network=network: fx.symbolic_trace(network),
            lambda network=network: trace_fields(network, PHOTO),
            lambda trace=trace: trace.fields(PHOTO),
        )
        cells = (f"{floor * 1000:.0f}", f"{whole * 1000:.0f}", ratio(whole, floor), ANALYSIS_GOAL)
        rows.append([name, *cells, f"{fields * 1000:.0f}", ratio(fields, floor)])
    print_table(
        f"Receptive fields of all layers, medians of {ROUNDS}",
        [
            "network",
            "torch.fx trace, CPU ms",
            "fields, CPU ms",
            "÷ trace",
            "goal",
            "traced, CPU ms",
            "÷ trace",
        ],
        rows,
    )


def hide_one_by_one(
    part: SubNetwork, channel: int, unit: tuple[int, int], picture: torch.Tensor
) -> np.ndarray:
    """Run the network up to the layer on each whole picture; (R, L) changes."""
    tops, lefts = SETTINGS.places(PHOTO[1]), SETTINGS.places(PHOTO[2])
    changes = np.zeros((len(tops), len(lefts)), np.float32)
    with torch.inference_mode():
        value = part.read_unit(picture[None], unit)[0, channel]
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                hidden = picture.clone()
                hidden[:, top : top + SETTINGS.patch, left : left + SETTINGS.patch] = SETTINGS.fill
                changes[i, j] = float(part.read_unit(hidden[None], unit)[0, channel] - value)
    return changes


def compare_occlusion(name: str, layer: str, picture: torch.Tensor) -> list[object]:
    """Hide every place both ways, for the strongest channel of a unit in the middle."""
    trace = trace_network(build_architecture(name))
    part = take_part(trace, layer, PHOTO)
    rows, columns = part.layer.field.units
    unit = (rows // 2, columns // 2)
    channel = int(part.read_unit(picture[None], unit)[0].argmax())
    started_s = time.process_time()
    plain = hide_one_by_one(part, channel, unit, picture)
    between_s = time.process_time()
    *_, found = occlusion_map(trace, layer, channel, unit, picture.numpy(), settings=SETTINGS)
    slow_s, fast_s = between_s - started_s, time.process_time() - between_s
    return [
        f"{name} {layer}",
        part.layer.field.rows.size,
        found.total - found.skipped,
        f"{slow_s:.2f}",
        f"{fast_s:.2f}",
        ratio(slow_s, fast_s),
        OCCLUSION_GOAL,
        f"{np.abs(found.change - plain).max() / np.abs(plain).max():.0e}",
    ]


def show_occlusion() -> None:
    """Print how much faster it is to run only what a square touches, at the same result."""
    noise = make_noise(torch.Generator().manual_seed(1))[:1]
    picture = functional.interpolate(noise, size=PHOTO[1], mode="bilinear")[0]
    rows = [compare_occlusion(name, layer, picture) for name, layer in OCCLUSIONS]
    places = len(SETTINGS.places(PHOTO[1])) * len(SETTINGS.places(PHOTO[2]))
    heads = ["layer", "field", "places seen", "one by one, CPU s", "occlusion_map, CPU s", "faster"]
    print_table(
        f"A square of 16 at {places} places of {PHOTO[1]} × {PHOTO[2]} pixels",
        [*heads, "goal", "largest difference ÷ largest change"],
        rows,
    )


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(1)  # as in the app
    show_analysis()
    show_occlusion()


if __name__ == "__main__":
    main()
