"""Memory of loaded networks: the offline pack, and the two large ones a server keeps at most."""

from __future__ import annotations

import gc
from itertools import chain

import psutil
import torch
from torch import nn

from explorer.networks.architectures import build_architecture
from explorer.networks.loaded_network import LoadedNetwork, from_module, load_offline
from tests.benchmarks.harness import print_table, ratio

MIB = 2**20


def load_large(name: str) -> LoadedNetwork:
    """Build a network in torchvision's layout and size; numbers weigh the same, learned or not."""
    module = build_architecture(name, classifier=True)
    return from_module(name, "imagenet", module, input_size=224)


def weights_mib(module: nn.Module) -> float:
    """Return what its parameters and buffers take, each counted once."""
    tensors = chain(module.parameters(), module.buffers())
    sizes = {tensor.data_ptr(): tensor.nbytes for tensor in tensors}
    return sum(sizes.values()) / MIB


def resident_mib() -> float:
    """Return this process's resident memory."""
    gc.collect()
    return float(psutil.Process().memory_info().rss / MIB)


def main() -> None:
    """Load one after the other, run each once, and print what each adds."""
    torch.set_num_threads(1)
    kept: list[LoadedNetwork] = []
    before = resident_mib()
    rows: list[list[object]] = [["PyTorch and the library", f"{before:.0f}", "", "", ""]]
    for title, load in (
        ("offline pack", load_offline),
        ("AlexNet as torchvision has it", lambda: load_large("alexnet")),
        ("ResNet-18", lambda: load_large("resnet18")),
    ):
        network = load()
        kept.append(network)
        with torch.inference_mode():
            network.observe(torch.zeros(1, 3, network.input_size, network.input_size), [])
        now, own = resident_mib(), weights_mib(network.module)
        rows.append([title, f"{now:.0f}", f"{now - before:.0f}", f"{own:.0f}"])
        rows[-1].append(ratio(now - before, own))
        before = now
    print_table(
        "Memory with networks loaded, each run once, MiB",
        ["", "resident", "added", "its weights", "added ÷ weights"],
        rows,
    )


if __name__ == "__main__":
    main()
