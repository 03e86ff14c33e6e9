"""The shift meter against maps moved by hand, and what must hold for every picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.data.pictures import to_grey
from explorer.data.samples import load_sample
from explorer.errors import SettingError
from explorer.layers.shifting import (
    LARGEST_SHIFT,
    METHODS,
    ShiftSettings,
    align_maps,
    find_middle,
    longest_shift,
    measure_shifts,
    nearest_cells,
    show_shift,
    slid_filter,
)

CAT = to_grey(load_sample("cat", 128).pixels)[0]


def by_hand(grey: np.ndarray, layers: nn.Module, step: int, longest: int, shift: int) -> tuple:
    """The two answers for one shift, map by map: (stays, moves)."""
    width = grey.shape[1] - longest
    with torch.no_grad():
        first, second = (
            layers(torch.from_numpy(grey[None, :, d : d + width].copy()))[0].double().numpy()
            for d in (0, shift)
        )
    unit = first.std()
    cells = math.floor(shift / step + 0.5)
    moved = second[:, : second.shape[1] - cells] - first[:, cells:]
    return (
        math.sqrt(((second - first) ** 2).mean()) / unit,
        math.sqrt((moved**2).mean()) / unit,
    )


@settings(max_examples=60)
@given(
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    st.sampled_from(["edge", "blur", "spot", "none"]),
    st.integers(20, 48),
    st.integers(0, 99),
    st.integers(0, LARGEST_SHIFT),
)
def test_curves_are_those_of_pytorchs_layers(
    window: tuple[int, int], name: str, side: int, seed: int, shift: int
) -> None:
    kernel_size, stride = window
    grey = np.random.default_rng(seed).random((side, side)).astype(np.float32)
    chosen = ShiftSettings(kernel_size, stride, name)
    curves = measure_shifts(grey, chosen)
    shift = min(shift, curves.largest_shift)
    layers = {
        "plain": ([], 1, 1),
        "stride": ([], stride, stride),
        "max": ([nn.MaxPool2d(kernel_size, stride)], 1, stride),
        "average": ([nn.AvgPool2d(kernel_size, stride)], 1, stride),
    }
    for method, (after, conv_stride, step) in layers.items():
        convolution = nn.Conv2d(1, 1, 3, stride=conv_stride, bias=False)
        with torch.no_grad():
            convolution.weight.copy_(torch.tensor(slid_filter(name))[None, None])
        network = nn.Sequential(convolution, *after)
        stays, moves = by_hand(grey, network, step, curves.largest_shift, shift)
        assert curves.stays[method][shift] == pytest.approx(stays, abs=1e-5)
        assert curves.moves[method][shift] == pytest.approx(moves, abs=1e-5)


def test_a_plain_convolution_moves_along_exactly() -> None:
    curves = measure_shifts(CAT, ShiftSettings(2, 2))
    assert curves.largest_shift == 32
    assert not curves.moves["plain"].any()
    assert (curves.stays["plain"][1:] > 0.1).all()


@pytest.mark.parametrize("stride", [2, 3, 4, 8])
def test_all_move_along_at_multiples_of_the_stride_and_else_none_but_the_plain(stride: int) -> None:
    curves = measure_shifts(CAT, ShiftSettings(stride, stride))
    multiples = np.arange(33) % stride == 0
    for method in METHODS:
        assert not curves.moves[method][multiples].any()
    for method in ("stride", "max", "average"):
        assert (curves.moves[method][~multiples] > 0.05).all()


def test_with_stride_one_everything_moves_along() -> None:
    curves = measure_shifts(CAT, ShiftSettings(3, 1))
    assert not any(curves.moves[method].any() for method in METHODS)
    np.testing.assert_array_equal(curves.stays["stride"], curves.stays["plain"])


def test_a_ramp_by_hand() -> None:
    """Pixels that grow by 1 a column: every map grows alike, so each difference is d."""
    ramp = np.tile(np.arange(48, dtype=np.float32), (48, 1))
    curves = measure_shifts(ramp, ShiftSettings(2, 2, "none"))
    width = 48 - curves.largest_shift - 2  # columns of the plain map
    spread = math.sqrt((width**2 - 1) / 12)  # of width whole numbers in a row
    shifts = np.arange(curves.largest_shift + 1)
    np.testing.assert_allclose(curves.stays["plain"], shifts / spread, rtol=1e-5)
    # two columns a cell: the moved map is 2·round(d/2) ahead, and d odd is 1 behind that
    cells = np.std(2.0 * np.arange(width // 2))
    np.testing.assert_allclose(curves.moves["average"], (shifts % 2) / cells, rtol=1e-5)


def test_a_flat_picture_changes_nowhere() -> None:
    flat = np.full((40, 40), 0.3, np.float32)
    for name in ("edge", "blur", "none"):
        curves = measure_shifts(flat, ShiftSettings(2, 2, name))
        assert set(curves.flat) == set(METHODS)
        for method in METHODS:
            assert not curves.stays[method].any()
            assert not curves.moves[method].any()


@pytest.mark.parametrize(
    ("shift", "stride", "cells"), [(0, 2, 0), (1, 2, 1), (2, 2, 1), (3, 2, 2), (1, 3, 0), (2, 3, 1)]
)
def test_nearest_whole_cells(shift: int, stride: int, cells: int) -> None:
    assert nearest_cells(shift, stride) == cells


@settings(deadline=None)
@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 8), st.integers(1, 8))
def test_the_longest_shift_leaves_half_of_the_columns(
    height: int, width: int, kernel_size: int, stride: int
) -> None:
    chosen = ShiftSettings(kernel_size, stride)

    def leaves_half(shift: int) -> bool:
        room = width - shift - 2
        cells = (room - kernel_size) // stride + 1
        fits = room >= kernel_size and height - 2 >= kernel_size
        return fits and cells - nearest_cells(shift, stride) >= cells / 2

    fitting = [shift for shift in range(1, 33) if leaves_half(shift)]
    if not fitting:
        with pytest.raises(SettingError, match="choose a larger picture"):
            longest_shift((height, width), chosen)
        return
    assert longest_shift((height, width), chosen) == max(fitting)


def test_one_shift_in_pictures_agrees_with_the_curves() -> None:
    chosen = ShiftSettings(3, 2, "spot")
    curves = measure_shifts(CAT, chosen)
    for shift in (0, 1, 2, 17, 32):
        pair = show_shift(CAT, chosen, shift)
        assert np.array_equal(pair.before, CAT[:, :96])
        assert np.array_equal(pair.after, CAT[:, shift : shift + 96])
        for method in METHODS:
            for maps, curve in ((pair.stays, curves.stays), (pair.moves, curves.moves)):
                size = math.sqrt(np.square(maps[method], dtype=np.float64).mean())
                assert size == pytest.approx(curve[method][shift], abs=1e-5)
    with pytest.raises(SettingError, match="0 to 32 pixels, not 33"):
        show_shift(CAT, chosen, 33)


def test_the_middle_of_a_large_picture_is_measured() -> None:
    assert find_middle((320, 100)) == (slice(96, 224), slice(0, 100))
    large = to_grey(load_sample("coffee", 320).pixels)[0]
    chosen = ShiftSettings(2, 2)
    middle = measure_shifts(large[96:224, 96:224], chosen)
    np.testing.assert_array_equal(measure_shifts(large, chosen).stays["max"], middle.stays["max"])


@pytest.mark.parametrize(("kernel_size", "stride"), [(2, 2), (3, 2), (5, 1), (3, 4), (8, 8)])
def test_aligned_maps_repeat_each_cell(kernel_size: int, stride: int) -> None:
    pair = show_shift(CAT, ShiftSettings(kernel_size, stride), 5)
    for maps in (pair.stays, pair.moves):
        aligned = align_maps(maps, stride)
        rows, columns = aligned.shape[1:]
        assert rows > maps["plain"].shape[0] - stride - kernel_size
        assert np.array_equal(aligned[0], maps["plain"][:rows, :columns])
        for index, method in enumerate(METHODS[1:], start=1):
            for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)):
                value = maps[method][row // stride, column // stride]
                assert aligned[index, row, column] == value


def test_no_filter_leaves_the_picture_as_it_is() -> None:
    assert slid_filter("none").tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert slid_filter("edge").sum() == pytest.approx(0, abs=1e-6)
    assert slid_filter("blur").sum() == pytest.approx(1, abs=1e-6)
