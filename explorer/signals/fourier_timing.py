"""How long a direct convolution and one through the FFT take here, over kernel sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.benchmark import Timer

from explorer.errors import SettingError
from explorer.text import N_

SECONDS_A_TIMING = 0.15
# The kernel sizes that are measured, and the signal or picture they slide over, by race.
RACES: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "signal": ((16_384,), (3, 7, 15, 31, 63, 127, 255, 511, 1023)),
    "picture": ((256, 256), (3, 5, 7, 9, 11, 13, 15, 17, 21)),
}


@dataclass(frozen=True, slots=True)
class RacePoint:
    """One kernel size: the best seconds of both ways, and their largest relative difference.

    The best of several blocks of calls: whatever else the machine does only adds to it.
    """

    kernel_size: int
    direct_s: float
    fft_s: float
    difference: float


def race_sizes(name: str) -> tuple[int, ...]:
    """Return the kernel sizes of a race; raises SettingError for an unknown one."""
    if name not in RACES:
        raise SettingError(
            N_("there is no race called {name}: take one of {known}"),
            name=name,
            known=", ".join(RACES),
        )
    return RACES[name][1]


def run_race(name: str) -> Iterator[tuple[RacePoint, ...]]:
    """Time both ways for one kernel size after another; yields what is known so far.

    One thread, float32, one channel, the kernel's transform included, the transforms as long as is
    convenient: https://docs.scipy.org/doc/scipy/reference/generated/scipy.fft.next_fast_len.html
    """
    sizes = race_sizes(name)
    generator = torch.Generator().manual_seed(0)
    shape = RACES[name][0]
    values = torch.randn(1, 1, *shape, generator=generator)
    points: tuple[RacePoint, ...] = ()
    yield points
    for size in sizes:
        kernel = torch.randn(1, 1, *(size,) * len(shape), generator=generator)
        points = (*points, _time_both(values, kernel))
        yield points


def convolve_directly(values: Tensor, kernel: Tensor) -> Tensor:
    """Convolve (1, 1, …) with (1, 1, …), all of the linear answer: conv1d or conv2d.

    The kernel is flipped, since PyTorch's layers correlate.
    """
    axes = tuple(range(2, kernel.ndim))
    layer = functional.conv1d if kernel.ndim == 3 else functional.conv2d
    return layer(values, kernel.flip(axes), padding=[size - 1 for size in kernel.shape[2:]])


def convolve_by_fft(values: Tensor, kernel: Tensor) -> Tensor:
    """Convolve the same two through real FFTs, zero-padded to a convenient length."""
    from scipy.fft import next_fast_len

    axes = tuple(range(2, kernel.ndim))
    full = [n + k - 1 for n, k in zip(values.shape[2:], kernel.shape[2:], strict=True)]
    sizes = [int(next_fast_len(size, real=True)) for size in full]
    product = torch.fft.rfftn(values, sizes, dim=axes) * torch.fft.rfftn(kernel, sizes, dim=axes)
    answer: Tensor = torch.fft.irfftn(product, sizes, dim=axes)
    for axis, size in zip(axes, full, strict=True):
        answer = answer.narrow(axis, 0, size)
    return answer


def _time_both(values: Tensor, kernel: Tensor) -> RacePoint:
    with torch.inference_mode():
        direct, by_fft = convolve_directly(values, kernel), convolve_by_fft(values, kernel)
        difference = (direct - by_fft).abs().max() / direct.abs().max()
        seconds = [_best(way, values, kernel) for way in (convolve_directly, convolve_by_fft)]
    return RacePoint(kernel.shape[-1], seconds[0], seconds[1], difference.item())


def _best(way: Callable[[Tensor, Tensor], Tensor], values: Tensor, kernel: Tensor) -> float:
    names = {"way": way, "values": values, "kernel": kernel}
    timer = Timer("way(values, kernel)", globals=names, num_threads=1)
    return float(min(timer.blocked_autorange(min_run_time=SECONDS_A_TIMING).times))


def measured_crossing(points: Sequence[RacePoint]) -> int | None:
    """Return the least measured K from which on the FFT was always faster, None if it never was."""
    found = None
    for point in sorted(points, key=lambda each: -each.kernel_size):
        if point.fft_s >= point.direct_s:
            break
        found = point.kernel_size
    return found
