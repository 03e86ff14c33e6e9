"""The smallest change that saves every pixel, against an exhaustive search far past the period."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SettingError
from explorer.layers.geometry import AxisGeometry
from explorer.layers.remedies import (
    lost_only_at_the_end,
    remedies_for_pixels,
    remedies_for_remainder,
    stride_without_gaps,
)


@st.composite
def axes(draw: st.DrawFn) -> AxisGeometry:
    before = draw(st.integers(0, 4))
    kernel, dilation = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    span = dilation * (kernel - 1) + 1
    size = draw(st.integers(max(1, span - 2 * before), 30))
    return AxisGeometry(size, kernel, draw(st.integers(1, 6)), before, before, dilation)


@given(axes())
def test_padding_search_misses_nothing(axis: AxisGeometry) -> None:
    found = remedies_for_pixels(axis)
    far = range(80)  # many periods past span + stride
    symmetric = [
        axis.before + n
        for n in far
        if replace(axis, before=axis.before + n, after=axis.after + n).lost.size == 0
    ]
    extra = [n for n in far if replace(axis, after=axis.after + n).lost.size == 0]
    assert found.padding == (symmetric[0] if symmetric else None)
    assert found.extra == (extra[0] if extra else None)


@given(axes())
def test_named_sizes_do_mend_and_are_the_nearest(axis: AxisGeometry) -> None:
    for remedies, mended in (
        (remedies_for_pixels(axis), lambda a: a.lost.size == 0),
        (remedies_for_remainder(axis), lambda a: a.remainder == 0),
    ):
        for size, step in ((remedies.smaller, -1), (remedies.larger, 1)):
            if size is None:
                continue
            assert mended(replace(axis, size=size))
            between = range(axis.size, size, step)
            assert not any(mended(replace(axis, size=n)) for n in between)


@given(axes())
def test_a_remainder_can_always_be_mended_by_one_side(axis: AxisGeometry) -> None:
    extra = remedies_for_remainder(axis).extra
    assert extra == -axis.remainder % axis.stride


def test_32_with_kernel_3_stride_2_always_leaves_a_remainder() -> None:
    axis = AxisGeometry(32, 3, 2)
    assert axis.remainder == (32 - 3) % 2 == 1
    assert remedies_for_remainder(axis).padding is None
    for padding in range(100):
        assert replace(axis, before=padding, after=padding).remainder == 1
    # … but one ring of padding moves that remainder out of the picture.
    assert remedies_for_pixels(axis).padding == 1


def test_7_3_3_is_saved_by_one_ring_of_padding() -> None:
    found = remedies_for_pixels(AxisGeometry(7, 3, 3))
    assert (found.padding, found.extra, found.smaller, found.larger) == (1, 2, 6, 9)
    assert (7 + 2 * 1 - 3) % 3 == 0


@pytest.mark.parametrize(
    ("axis", "fitting"),
    [
        (AxisGeometry(20, 2, 5), 2),
        (AxisGeometry(20, 3, 2, dilation=2), 1),
        (AxisGeometry(20, 1, 2), 1),
    ],
    ids=["stride beyond the span", "dilation with stride", "1 × 1 with stride"],
)
def test_gaps_inside_have_no_remedy_but_a_shorter_stride(axis: AxisGeometry, fitting: int) -> None:
    assert not lost_only_at_the_end(axis)
    assert not remedies_for_pixels(axis).exists
    assert stride_without_gaps(axis) == fitting


def test_a_lost_end_is_no_gap() -> None:
    assert lost_only_at_the_end(AxisGeometry(7, 3, 3))


def test_a_hole_at_the_beginning_alone_is_mended_by_padding() -> None:
    axis = AxisGeometry(11, 3, 3, dilation=2)  # windows 0 2 4, 3 5 7, 6 8 10: only 1 and 9 are lost
    assert axis.lost.tolist() == [1, 9]
    assert not lost_only_at_the_end(axis)
    assert remedies_for_pixels(axis).exists


def test_sizes_below_the_kernel_are_not_offered() -> None:
    found = remedies_for_pixels(AxisGeometry(4, 3, 2))
    assert found.smaller == 3
    with pytest.raises(SettingError):
        AxisGeometry(2, 3, 2)
