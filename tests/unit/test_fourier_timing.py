"""Both ways of the race give the same numbers; how long they take is nobody's test."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import signal as scipy_signal

from explorer.errors import SettingError
from explorer.signals import fourier_timing as timing
from explorer.signals.fourier_timing import (
    RacePoint,
    convolve_by_fft,
    convolve_directly,
    measured_crossing,
    race_sizes,
    run_race,
)


@pytest.mark.parametrize(("shape", "kernel"), [((50,), (7,)), ((50,), (8,)), ((20, 31), (5, 4))])
def test_both_ways_are_the_full_convolution(
    shape: tuple[int, ...], kernel: tuple[int, ...]
) -> None:
    generator = torch.Generator().manual_seed(1)
    values = torch.randn(1, 1, *shape, generator=generator)
    weights = torch.randn(1, 1, *kernel, generator=generator)
    expected = scipy_signal.convolve(values[0, 0].numpy(), weights[0, 0].numpy(), method="direct")
    for way in (convolve_directly, convolve_by_fft):
        np.testing.assert_allclose(way(values, weights)[0, 0].numpy(), expected, atol=1e-4)


def test_a_race_goes_size_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(timing.RACES, "small", ((64,), (3, 9)))
    monkeypatch.setattr(timing, "SECONDS_A_TIMING", 0.001)
    snapshots = list(run_race("small"))
    assert [len(points) for points in snapshots] == [0, 1, 2]
    assert [point.kernel_size for point in snapshots[-1]] == [3, 9] == list(race_sizes("small"))
    assert all(point.direct_s > 0 and point.fft_s > 0 for point in snapshots[-1])
    assert max(point.difference for point in snapshots[-1]) < 1e-5


def test_an_unknown_race_is_refused_in_words() -> None:
    with pytest.raises(SettingError, match="no race called moon"):
        next(run_race("moon"))


def test_the_crossing_is_where_the_fft_stays_ahead() -> None:
    def points(*pairs: tuple[float, float]) -> list[RacePoint]:
        return [RacePoint(2**n, *pair, 0.0) for n, pair in enumerate(pairs)]

    assert measured_crossing(points((1, 2), (2, 1), (1, 2), (3, 2), (9, 2))) == 8
    assert measured_crossing(points((2, 1), (3, 1))) == 1
    assert measured_crossing(points((2, 1), (1, 3))) is None
    assert measured_crossing([]) is None
