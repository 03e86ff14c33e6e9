"""How long layers take here: `torch.utils.benchmark` on one thread, within a bounded time."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.utils.benchmark import Timer

from explorer.layers.contenders import SECONDS_A_LAYER, Contender, Race, line_up, require_measurable
from explorer.layers.counting import LinearSettings
from explorer.layers.geometry import ConvSettings

SECONDS_IN_ALL = 4.0  # on a slow machine what is left then stays unmeasured
_LEAST_RUNS = 4  # fewer say nothing about the spread
_PROCESSORS = Path("/proc/cpuinfo")  # Linux names the processor there


@dataclass(frozen=True, slots=True)
class Timing:
    """One contender's time a call: median and quartiles, the latter where the runs suffice."""

    contender: Contender
    median_s: float
    quartiles_s: tuple[float, float] | None

    @property
    def multiply_adds_per_s(self) -> float:
        """Rate of useful work."""
        return self.contender.cost.multiply_adds / self.median_s


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Where PyTorch runs here; `accelerator` is None where it finds none."""

    processor: str
    instructions: str
    cores: int
    threads: int
    torch_version: str
    cuda: bool
    mps: bool
    accelerator: str | None


def measure_layers(race: Race) -> Iterator[Timing]:
    """Time one contender after another, on a batch of one and one thread, without gradients.

    Raises SettingError, before anything is allocated, for layers past the bounds.
    """
    require_measurable(race)
    return _measure(line_up(race))


def _measure(contenders: tuple[Contender, ...]) -> Iterator[Timing]:
    end = time.monotonic() + SECONDS_IN_ALL
    for contender in contenders:
        if time.monotonic() > end:
            return
        yield time_layer(contender, SECONDS_A_LAYER)


def time_layer(contender: Contender, seconds: float) -> Timing:
    """Call a layer for about `seconds` and return its time a call.

    https://pytorch.org/docs/stable/benchmark_utils.html
    """
    with torch.inference_mode():
        layer = build_layer(contender)
        batch = torch.randn(1, *contender.input_shape)
        timer = Timer("layer(batch)", globals={"layer": layer, "batch": batch}, num_threads=1)
        measured = timer.blocked_autorange(min_run_time=seconds)
    if len(measured.times) < _LEAST_RUNS:
        return Timing(contender, float(measured.median), None)
    first, median, third = statistics.quantiles(measured.times, n=4, method="inclusive")
    return Timing(contender, median, (first, third))


def build_layer(contender: Contender) -> nn.Module:
    """Build a contender with random weights: the time does not depend on their values."""
    if isinstance(contender.layers, LinearSettings):
        linear = contender.layers
        layer = nn.Linear(linear.in_features, linear.out_features, bias=linear.bias)
        return nn.Sequential(nn.Flatten(), layer).eval()
    layers = [_build_convolution(settings) for settings in contender.layers]
    return (layers[0] if len(layers) == 1 else nn.Sequential(*layers)).eval()


def _build_convolution(settings: ConvSettings) -> nn.Conv2d:
    return nn.Conv2d(
        settings.in_channels,
        settings.out_channels,
        settings.kernel_size,
        stride=settings.stride,
        padding=settings.padding,
        dilation=settings.dilation,
        groups=settings.groups,
        bias=settings.bias,
        padding_mode=settings.padding_mode,
    )


def describe_device() -> DeviceReport:
    """Look up what PyTorch would run on in this process."""
    accelerator = None
    if torch.cuda.is_available():
        accelerator = torch.cuda.get_device_name()
    elif torch.backends.mps.is_available():
        accelerator = "Apple MPS"
    return DeviceReport(
        processor=_processor_name(),
        instructions=str(torch.backends.cpu.get_cpu_capability()),
        cores=_usable_cores(),
        threads=torch.get_num_threads(),
        torch_version=str(torch.__version__),
        cuda=torch.cuda.is_available(),
        mps=torch.backends.mps.is_available(),
        accelerator=accelerator,
    )


def _usable_cores() -> int:
    """Cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor_name() -> str:
    if _PROCESSORS.is_file():
        for line in _PROCESSORS.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _colon, value = line.partition(":")
            if name.strip() == "model name" and value.strip():
                return value.strip()
    return platform.processor() or platform.machine()
