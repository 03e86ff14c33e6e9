"""Running again only what a square touches: which units, and which networks allow it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from explorer.errors import SettingError
from explorer.layers.axis_field import MapAxis
from explorer.layers.geometry import AxisGeometry
from explorer.networks.moving_square import MovingSquare, WholeRun, paste
from explorer.networks.patched_run import PatchedRun, prepare_patched_run
from explorer.networks.subnetwork import take_part
from explorer.networks.touched_units import AxisWindow, touched_units
from explorer.networks.tracing import trace_network
from tests.drawn_networks import CHANNELS, Residual, random_stacks


def make_square(places: list[int], side: int, channels: int = 3) -> MovingSquare:
    starts = np.array(places, dtype=np.int64)
    return MovingSquare(starts, starts, side, torch.full((channels, 1, 1), 0.25))


def prepare(stack: nn.Sequential, layer: str, pixels: int = 24) -> PatchedRun | None:
    part = take_part(trace_network(stack.eval()), layer, (3, pixels, pixels))
    picture = torch.randn(3, pixels, pixels, generator=torch.Generator().manual_seed(1))
    return prepare_patched_run(part, (1, 1), picture, make_square([0, 4, 9], 3))


def test_touched_units_by_hand() -> None:
    # K = 3, S = 2 over 11 pixels: unit i sees 2i to 2i + 2. Pixels 4 and 5 are seen by units
    # 1 (2-4) and 2 (4-6); pixels 9 and 10 by unit 4 (8-10) alone.
    axis = MapAxis.of_picture(11).through(AxisGeometry(11, 3, 2))
    window = touched_units(axis, np.array([4, 9]), 2, (0, 5))
    assert (window.starts.tolist(), window.length) == ([1, 3], 2)  # 3: kept within the map
    needed = touched_units(axis, np.array([4, 9]), 2, (2, 4))
    assert (needed.starts.tolist(), needed.length) == ([2, 2], 1)


def test_what_a_window_reads() -> None:
    window = AxisWindow(np.array([0, 3]), 2)
    slide = AxisGeometry(11, 3, 2, before=1, after=1)
    # Units 3 and 4 begin at 2·3 − 1 and 2·4 − 1 and span 3: pixels 5 to 9.
    assert window.read_from(1, slide) == (2 * 3 - 1, 2 * (2 - 1) + 3)
    assert window.read_from(0, slide) == (-1, 5)
    assert window.read_from(1, None) == (3, 2)
    assert not window.same_as(AxisWindow(np.array([0, 3]), 1))
    assert not window.same_as(AxisWindow(np.array([0, 2]), 2))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 0), [[1, 1, 0], [1, 1, 0]]),
        ((-1, 1), [[0, 1, 1], [0, 0, 0]]),
        ((1, 2), [[0, 0, 0], [0, 0, 1]]),
        ((2, 0), [[0, 0, 0], [0, 0, 0]]),
        ((-2, 0), [[0, 0, 0], [0, 0, 0]]),
    ],
)
def test_only_what_overlaps_is_pasted(place: tuple[int, int], expected: list[list[int]]) -> None:
    for shift in (0, 7):  # both corners count from anywhere
        target = torch.zeros(1, 2, 3)
        corner = (shift, shift)
        paste(target, corner, torch.ones(1, 2, 2), (place[0] + shift, place[1] + shift))
        assert target[0].tolist() == expected


@settings(max_examples=60)
@given(random_stacks(), st.integers(8, 32), st.integers(1, 9), st.data())
def test_it_reads_what_whole_pictures_give(
    stack: nn.Sequential, pixels: int, side: int, data: st.DataObject
) -> None:
    shape, trace = (CHANNELS, pixels, pixels + 3), trace_network(stack)
    try:
        layer = data.draw(st.sampled_from(trace.fields(shape)))
    except SettingError:
        assume(False)
    part = take_part(trace, layer.name, shape)
    unit = tuple(data.draw(st.integers(0, units - 1)) for units in layer.field.units)
    picture = torch.randn(shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    starts = np.arange(-2, pixels, 3)
    square = MovingSquare(starts, starts, side, torch.ones(CHANNELS, 1, 1, dtype=torch.float64))
    patched, whole = (
        prepare_patched_run(part, unit, picture, square),
        WholeRun(part, unit, picture, square),
    )
    assert patched is not None  # every layer drawn is a local one
    places = [(i, len(starts) - 1 - i) for i in range(len(starts))] + [(0, 0)]
    torch.testing.assert_close(patched.read(places), whole.read(places), rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(patched.original, whole.original, rtol=1e-9, atol=1e-12)


def test_it_computes_a_small_part_of_each_map() -> None:
    stack = nn.Sequential(*[nn.Conv2d(3, 3, 3, padding=1) for _ in range(4)])
    run = prepare(stack, "3")
    assert run is not None
    # A unit needs 9 pixels, then 7, 5, 3 and 1 units a side; at [1, 1] the border leaves 6, 5, 4,
    # 3, 1. The square of 3 touches 3 pixels, then up to 4 of 5, 5 of 4, …: what is needed at most.
    assert [step.rows.length for step in run.steps] == [3, 4, 4, 3, 1]
    assert all(step.rows.starts.max() + step.rows.length <= 6 for step in run.steps)


class Squeeze(nn.Module):
    def forward(self, maps: Tensor) -> Tensor:
        return maps * maps.mean((2, 3), keepdim=True)


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Conv2d(3, 3, 3, padding=1, padding_mode="reflect")],
        [nn.BatchNorm2d(3, track_running_stats=False)],
        [nn.GroupNorm(1, 3)],
        [nn.AdaptiveAvgPool2d(5), nn.Tanh()],
        [Squeeze(), nn.Tanh()],
    ],
)
def test_what_is_not_local_is_left_to_whole_pictures(layers: list[nn.Module]) -> None:
    assert prepare(nn.Sequential(*layers), str(len(layers) - 1)) is None


@pytest.mark.parametrize(
    "layers",
    [
        [nn.AdaptiveAvgPool2d(24), nn.AdaptiveMaxPool2d((None, 24))],  # change nothing
        [nn.AvgPool2d(3, 2, 1, ceil_mode=True), nn.Conv2d(3, 2, 2)],
        [nn.AvgPool2d(3, 2, 1, count_include_pad=False), nn.AvgPool2d(2, divisor_override=3)],
        [nn.MaxPool2d(3, 2, 1, dilation=2), nn.Conv2d(3, 3, 3, groups=3, bias=False)],
        [Residual(nn.Conv2d(3, 3, 1)), nn.PReLU(3)],
    ],
)
def test_these_are_local_and_agree(layers: list[nn.Module]) -> None:
    stack, layer = nn.Sequential(*layers), str(len(layers) - 1)
    run = prepare(stack, layer)
    assert run is not None
    picture = torch.randn(3, 24, 24, generator=torch.Generator().manual_seed(1))
    part = take_part(trace_network(stack.eval()), layer, (3, 24, 24))
    whole = WholeRun(part, (1, 1), picture, make_square([0, 4, 9], 3))
    places = [(i, j) for i in range(3) for j in range(3)]
    torch.testing.assert_close(run.read(places), whole.read(places), rtol=1e-4, atol=1e-5)


def test_room_is_bounded_by_memory() -> None:
    narrow = prepare(nn.Sequential(nn.Conv2d(3, 2, 3)), "0")
    wide = prepare(nn.Sequential(nn.Conv2d(3, 2, 3), nn.Conv2d(2, 4096, 3)), "1")
    assert narrow is not None
    assert wide is not None
    assert narrow.room > wide.room >= 1
    part = take_part(trace_network(nn.Sequential(nn.Conv2d(3, 2, 3)).eval()), "0", (3, 900, 900))
    whole = WholeRun(part, (0, 0), torch.zeros(3, 900, 900), make_square([0], 2))
    assert whole.room == 1  # 810,000 pixels are more than half a million
