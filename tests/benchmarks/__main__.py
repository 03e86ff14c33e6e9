"""`python -m tests.benchmarks [name …]`: those named below, all without a name."""

from __future__ import annotations

import sys

from tests.benchmarks import (
    clicks,
    features,
    latency,
    memory,
    networks,
    receptive_field,
    server_cpu,
    sound,
    startup,
    training,
)

BENCHMARKS = {
    "latency": latency.main,
    "server_cpu": server_cpu.main,
    "startup": startup.main,
    "memory": memory.main,
    "clicks": clicks.main,
    "receptive_field": receptive_field.main,
    "features": features.main,
    "networks": networks.main,
    "sound": sound.main,
    "training": training.main,
}

if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
